import { AsyncLocalStorage } from 'node:async_hooks';

/** Has a word in every transaction that `transact` opens within `inPresenceOf`: what it says is written, or nothing is. */
export interface Witness {
  /** Before each attempt. What it throws refuses the transaction. */
  opened(): void;
  /** What the work gave back. Answers with SQL that goes to the server in one round trip with COMMIT. */
  closing(result: unknown): string;
  committed(): void;
  /** The error to be thrown for one that the transaction ended with. */
  failed(error: unknown): unknown;
}

const witnesses = new AsyncLocalStorage<Witness>();

export function inPresenceOf<T>(witness: Witness, work: () => T): T {
  return witnesses.run(witness, work);
}

export function presentWitness(): Witness | undefined {
  return witnesses.getStore();
}
