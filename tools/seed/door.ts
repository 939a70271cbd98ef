import { createCaller, Refused, type Caller } from '../tick/caller.ts';

export { Refused };

/** A mutation that takes one input, asked many times in one request. */
export interface Step { field: string; input: string; select?: string }

type Keyed = { key: string } & Record<string, unknown>;

export interface Door {
  call: Caller;
  /** One answer per input, in their order, though not done in it; null for what an earlier, broken run has done already. */
  each<T>(user: string, step: Step, inputs: readonly Keyed[]): Promise<(T | null)[]>;
}

/** Less than the gateway allows in one document; requests of one list go out side by side. */
const mostInOne = 20;
/** A ledger of a street takes seconds, and minutes on a machine that is busy. */
const patience = 300_000;

/** The public door: the gateway, with the token of the role that takes each step. */
export function openDoor(graphql: string, identity: string): Door {
  const call = createCaller(graphql, identity, patience);
  return {
    call,
    async each<T>(user: string, step: Step, inputs: readonly Keyed[]) {
      const requests = Array.from({ length: Math.ceil(inputs.length / mostInOne) }, (_, at) => inputs.slice(at * mostInOne, (at + 1) * mostInOne));
      return (await Promise.all(requests.map((part) => together<T>(call, user, step, part)))).flat();
    },
  };
}

/** A refusal ends a request at once, so what follows it is asked again one by one; the keys see to it that nothing happens twice. */
async function together<T>(call: Caller, user: string, step: Step, inputs: readonly Keyed[]): Promise<(T | null)[]> {
  try {
    const answer = await call<Record<string, T>>(user, documentOf(step, inputs.length), Object.fromEntries(inputs.map((input, at) => [`i${at}`, input])));
    return inputs.map((_, at) => answer[`m${at}`]!);
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    if (inputs.length > 1) return (await oneByOne<T>(call, user, step, inputs)).flat();
    if (error.code === 'KEY_REUSED') return [null];
    throw error;
  }
}

async function oneByOne<T>(call: Caller, user: string, step: Step, inputs: readonly Keyed[]): Promise<(T | null)[][]> {
  const answers: (T | null)[][] = [];
  for (const input of inputs) answers.push(await together<T>(call, user, step, [input]));
  return answers;
}

function documentOf({ field, input, select = 'id' }: Step, count: number): string {
  const all = Array.from({ length: count }, (_, at) => at);
  const variables = all.map((at) => `$i${at}: ${input}!`).join(', ');
  return `mutation Seed_${field}(${variables}) { ${all.map((at) => `m${at}: ${field}(input: $i${at}) { ${select} }`).join(' ')} }`;
}

/** Takes a step that an earlier run may have taken; `codes` are the refusals that say so. */
export async function unlessDone(codes: readonly string[], step: () => Promise<unknown>): Promise<void> {
  try {
    await step();
  } catch (error) {
    if (!(error instanceof Refused) || !codes.includes(error.code)) throw error;
  }
}
