import type { EntitySchema } from 'typeorm';
import { readTogether, selectFrom } from '../persistence/index.ts';
import type { Tx } from '../persistence/index.ts';

type OfPerson<T> = T & { askedId: string };

/**
 * Rows by person, those of merged entries among them: each comes back under the id that was asked for, so whoever asks for the survivor or
 * for an entry that means it gets the same.
 *
 * @param where a constant of the code over the columns of `t`
 */
export function rowsByKin<T extends { personId: string | null }>(
  table: EntitySchema<T>,
  { name, where = 'true', orderBy }: { name: string; where?: string; orderBy?: string },
): (tx: Tx, personIds: readonly string[]) => Promise<T[]> {
  const together = readTogether<OfPerson<T>>((database) => ({
    name,
    text: `SELECT k.person_id AS "askedId", t.* FROM person_kin($1::uuid[]) k JOIN (${selectFrom(database, table)} WHERE ${where}) t ON t."personId" = k.kin_id${orderBy ? ` ORDER BY ${orderBy}` : ''}`,
    keyOf: (row) => row.askedId,
  }));
  return async (tx, personIds) => (await together(tx, personIds)).map(({ askedId, ...row }) => ({ ...row, personId: askedId }) as unknown as T);
}
