import { areaRange } from '@lianfang/contracts/areas';
import type { Tx } from '@lianfang/platform/persistence';
import { isId } from '../ids.rules.ts';
import type { Person } from '../people/person.rules.ts';
import { personTable } from '../people/person.table.ts';
import { mergeUnknown } from './duplicate.rules.ts';
import type { PersonMerge } from './duplicate.rules.ts';
import { personMergeTable } from './duplicate.table.ts';

/** Both entries, locked in the order of their ids. */
export async function lockEntries(tx: Tx, ids: readonly string[]): Promise<Map<string, Person>> {
  const people = await tx.createQueryBuilder(personTable, 'p').where('p.id = ANY(:ids)', { ids: [...ids] }).orderBy('p.id').setLock('pessimistic_write').getMany();
  return new Map(people.map((person) => [person.id, person]));
}

/** Until both are written, neither holds the document that they exchange: the register allows a number once. */
export async function freeDocument(tx: Tx, personId: string): Promise<void> {
  await tx.query(`/* freeDocument */ UPDATE people SET id_number_index = uuid_send(gen_random_uuid()) WHERE id = $1`, [personId]);
}

/** Entries that meant `from` mean `to`. @returns which */
export async function repoint(tx: Tx, from: string, to: string, only: readonly string[] | null = null): Promise<string[]> {
  const [rows] = (await tx.query(
    `/* repoint */ UPDATE people SET merged_into = $2 WHERE merged_into = $1 AND id <> $2 AND ($3::uuid[] IS NULL OR id = ANY ($3)) RETURNING id`,
    [from, to, only],
  )) as [{ id: string }[], number];
  return rows.map(({ id }) => id);
}

export async function findHeadedBy(tx: Tx, personId: string): Promise<string | null> {
  const [row] = await tx.query<{ id: string }[]>(`/* findHeadedBy */ SELECT id FROM households WHERE head_id = $1`, [personId]);
  return row?.id ?? null;
}

export async function headIfNone(tx: Tx, householdId: string, personId: string, unless: string | null = null): Promise<void> {
  await tx.query(
    `/* headIfNone */ UPDATE households SET head_id = $2 WHERE id = $1 AND (head_id IS NULL OR head_id = $3) AND EXISTS (SELECT FROM people WHERE id = $2 AND household_id = $1)`,
    [householdId, personId, unless],
  );
}

/** Of two facts over one person the higher step stands, in whatever order they come in. */
export async function nextStep(tx: Tx): Promise<number> {
  const [row] = await tx.query<{ step: string }[]>(`/* nextStep */ SELECT nextval('person_merge_steps') AS step`);
  return Number(row!.step);
}

export async function insertMerge(tx: Tx, merge: PersonMerge): Promise<void> {
  await tx.insert(personMergeTable, merge);
}

export async function updateMerge(tx: Tx, { id, ...merge }: PersonMerge): Promise<void> {
  await tx.update(personMergeTable, { id }, merge);
}

/** @throws Refusal MERGE_NOT_FOUND */
export async function loadMergeForUpdate(tx: Tx, id: string): Promise<PersonMerge> {
  const merge = isId(id) ? await tx.findOne(personMergeTable, { where: { id }, lock: { mode: 'pessimistic_write' } }) : null;
  if (!merge) throw mergeUnknown();
  return merge;
}

/** Standing merges that nothing was merged after: of the survivor, the last one; and the survivor stands by itself. */
export async function latestMerges(tx: Tx, ids: readonly string[]): Promise<Set<string>> {
  const rows = await tx.query<{ id: string }[]>(
    `/* latestMerges */
     SELECT m.id FROM person_merges m JOIN people kept ON kept.id = m.kept_id AND kept.merged_into IS NULL
      WHERE m.id = ANY ($1::uuid[]) AND m.undone_at IS NULL
        AND NOT EXISTS (SELECT FROM person_merges n WHERE n.kept_id = m.kept_id AND n.undone_at IS NULL AND (n.merged_at, n.id) > (m.merged_at, m.id))`,
    [ids],
  );
  return new Set(rows.map(({ id }) => id));
}

export function listMerges(tx: Tx, areaCode: string, page: { first: number; after: string | null }): Promise<PersonMerge[]> {
  const query = tx
    .createQueryBuilder(personMergeTable, 'm')
    .where('m.areaCode >= :from AND m.areaCode < :below', areaRange(areaCode))
    .orderBy('m.mergedAt', 'DESC')
    .addOrderBy('m.id', 'DESC')
    .limit(page.first + 1);
  if (page.after) query.andWhere('(m.mergedAt, m.id) < (SELECT c.merged_at, c.id FROM person_merges c WHERE c.id = :after)', { after: page.after });
  return query.getMany();
}

export function countMerges(tx: Tx, areaCode: string): Promise<number> {
  return tx.createQueryBuilder(personMergeTable, 'm').where('m.areaCode >= :from AND m.areaCode < :below', areaRange(areaCode)).getCount();
}
