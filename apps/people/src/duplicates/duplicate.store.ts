import { areaRange } from '@lianfang/contracts/areas';
import type { Tx } from '@lianfang/platform/persistence';
import { isId } from '../ids.rules.ts';
import { duplicateUnknown } from './duplicate.rules.ts';
import type { DuplicatePair, DuplicateState } from './duplicate.rules.ts';
import { duplicatePairTable } from './duplicate.table.ts';

/** Nearby means the same street, the national code's first nine digits. */
const streetOf = (alias: string) => `left(${alias}.area_code, 9)`;

const signsSql = `array_remove(ARRAY[
  CASE WHEN a.id_number_index = b.id_number_index THEN 'ID_NUMBER' END,
  CASE WHEN a.name = b.name THEN 'NAME' WHEN a.pinyin = b.pinyin THEN 'PINYIN' END,
  CASE WHEN a.birth_date = b.birth_date THEN 'BIRTH_DATE' END,
  CASE WHEN a.phone_index = b.phone_index THEN 'PHONE' END,
  CASE WHEN right(a.id_number_mask, 4) = right(b.id_number_mask, 4) THEN 'ID_TAIL' END,
  CASE WHEN left(a.area_code, 12) = left(b.area_code, 12) THEN 'COMMUNITY' END], NULL)`;

const scoreSql = `CASE WHEN a.id_number_index = b.id_number_index THEN 1 ELSE greatest(0.05,
  CASE WHEN a.name = b.name THEN 0.4 WHEN a.pinyin = b.pinyin THEN 0.3 ELSE 0 END
  + CASE WHEN a.birth_date = b.birth_date THEN 0.3 ELSE 0 END
  + CASE WHEN a.phone_index = b.phone_index THEN 0.15 ELSE 0 END
  + CASE WHEN right(a.id_number_mask, 4) = right(b.id_number_mask, 4) THEN 0.1 ELSE 0 END
  + CASE WHEN left(a.area_code, 12) = left(b.area_code, 12) THEN 0.05 ELSE 0 END
  - CASE WHEN a.sex <> b.sex THEN 0.2 ELSE 0 END) END`;

/**
 * Pairs each of these people with who may be the same, by three index look-ups (document; name and birth date; pinyin and birth date), so the
 * cost grows with those asked and not with the register. A pair that somebody decided stays decided.
 * @returns how many pairs are new
 */
export async function pairUp(tx: Tx, fresh: { sql: string; parameters: unknown[] }, now: Date): Promise<number> {
  const at = `$${fresh.parameters.length + 1}`;
  const pair = `least(f.id, p.id) AS one_id, greatest(f.id, p.id) AS other_id`;
  const near = `p.id <> f.id AND p.merged_into IS NULL AND ${streetOf('p')} = ${streetOf('f')}`;
  const rows = await tx.query<{ fresh: boolean }[]>(
    `/* pairUp */
     WITH fresh AS MATERIALIZED (SELECT id, name, pinyin, birth_date, area_code, document_kind, id_number_index FROM people WHERE merged_into IS NULL AND ${fresh.sql}),
     pairs AS (
       SELECT ${pair} FROM fresh f JOIN people p ON p.name = f.name AND p.birth_date = f.birth_date AND ${near}
       UNION SELECT ${pair} FROM fresh f JOIN people p ON p.pinyin = f.pinyin AND p.birth_date = f.birth_date AND ${near}
       UNION SELECT ${pair} FROM fresh f CROSS JOIN (VALUES ('RESIDENT_ID'), ('PASSPORT'), ('TRAVEL_PERMIT')) AS k (kind)
               JOIN people p ON p.document_kind = k.kind AND p.id_number_index = f.id_number_index AND ${near}
     )
     INSERT INTO duplicate_pairs AS known (one_id, other_id, street_code, score, signs, found_at)
     SELECT a.id, b.id, ${streetOf('a')}, least(1, ${scoreSql}), ${signsSql}, ${at}::timestamptz
       FROM pairs JOIN people a ON a.id = pairs.one_id JOIN people b ON b.id = pairs.other_id ORDER BY a.id, b.id
     ON CONFLICT (one_id, other_id) DO UPDATE SET score = excluded.score, signs = excluded.signs, street_code = excluded.street_code
       WHERE known.state = 'OPEN' AND (known.score, known.signs, known.street_code) IS DISTINCT FROM (excluded.score, excluded.signs, excluded.street_code)
     RETURNING xmax = 0 AS fresh`,
    [...fresh.parameters, now.toISOString()],
  );
  return rows.filter((row) => row.fresh).length;
}

export function peopleOf(areaCode: string): { sql: string; parameters: unknown[] } {
  const { from, below } = areaRange(areaCode);
  return { sql: 'area_code >= $1 AND area_code < $2', parameters: [from, below] };
}

export function thesePeople(ids: readonly string[]): { sql: string; parameters: unknown[] } {
  return { sql: 'id = ANY ($1::uuid[])', parameters: [[...ids]] };
}

/** Both entries lie in the area; open pairs only of entries that stand by themselves. */
const inArea = `d.street_code >= left($1, 9) COLLATE "C" AND d.street_code < (left($1, 9) || ':') COLLATE "C" AND d.state = $2
   AND a.area_code >= $1 COLLATE "C" AND a.area_code < ($1 || ':') COLLATE "C" AND b.area_code >= $1 COLLATE "C" AND b.area_code < ($1 || ':') COLLATE "C"
   AND ($2 <> 'OPEN' OR (a.merged_into IS NULL AND b.merged_into IS NULL))`;
const joined = 'duplicate_pairs d JOIN people a ON a.id = d.one_id JOIN people b ON b.id = d.other_id';

/** A page, the likeliest first, and one row more than asked. */
export async function listPairs(tx: Tx, filter: { areaCode: string; state: DuplicateState }, page: { first: number; after: string | null }): Promise<DuplicatePair[]> {
  const rows = await tx.query<{ id: string }[]>(
    `/* listPairs */
     SELECT d.id FROM ${joined} WHERE ${inArea}
        AND ($3::uuid IS NULL OR (-d.score, d.id) > (SELECT -c.score, c.id FROM duplicate_pairs c WHERE c.id = $3))
      ORDER BY d.score DESC, d.id LIMIT $4`,
    [filter.areaCode, filter.state, page.after, page.first + 1],
  );
  const pairs = new Map((await findPairs(tx, rows.map(({ id }) => id))).map((pair) => [pair.id, pair]));
  return rows.map(({ id }) => pairs.get(id)!);
}

export async function countPairs(tx: Tx, filter: { areaCode: string; state: DuplicateState }): Promise<number> {
  const [row] = await tx.query<{ pairs: number }[]>(`/* countPairs */ SELECT count(*)::int AS pairs FROM ${joined} WHERE ${inArea}`, [filter.areaCode, filter.state]);
  return row!.pairs;
}

function findPairs(tx: Tx, ids: readonly string[]): Promise<DuplicatePair[]> {
  return tx.createQueryBuilder(duplicatePairTable, 'd').where('d.id = ANY(:ids)', { ids: [...ids] }).getMany();
}

/** @throws Refusal DUPLICATE_NOT_FOUND */
export async function loadPairForUpdate(tx: Tx, id: string): Promise<DuplicatePair> {
  const pair = isId(id) ? await tx.findOne(duplicatePairTable, { where: { id }, lock: { mode: 'pessimistic_write' } }) : null;
  if (!pair) throw duplicateUnknown();
  return pair;
}

export async function updatePair(tx: Tx, { id, ...pair }: DuplicatePair): Promise<void> {
  await tx.update(duplicatePairTable, { id }, pair);
}

/** What a merge, or its undo, decides of a pair that was proposed. */
export async function settlePair(tx: Tx, [one, other]: readonly [string, string], decision: Pick<DuplicatePair, 'state' | 'decidedBy' | 'decidedAt'>): Promise<void> {
  const [oneId, otherId] = one < other ? [one, other] : [other, one];
  await tx.update(duplicatePairTable, { oneId, otherId }, { ...decision, reason: null });
}
