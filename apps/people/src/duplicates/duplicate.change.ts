import type { Tx } from '@lianfang/platform/persistence';
import { pairUp, thesePeople } from './duplicate.store.ts';

/** Whoever was entered or changed is compared with the neighbourhood in the same transaction. @returns how many pairs are new */
export async function noteDuplicates(tx: Tx, personIds: readonly string[], now: Date): Promise<number> {
  return personIds.length === 0 ? 0 : pairUp(tx, thesePeople(personIds), now);
}
