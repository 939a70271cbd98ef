import { areaLineage, areaRange } from '@lianfang/contracts/areas';
import type { Tx } from '@lianfang/platform/persistence';
import { In } from 'typeorm';
import { isId } from '../ids.rules.ts';
import { sourceUnknown } from './list.refusals.ts';
import type { ListSource, ReconciliationList } from './list.rules.ts';
import { listSourceTable, reconciliationListTable } from './list.table.ts';
import type { CommunityName, Outcome } from './listed.rules.ts';

/** Sources of an area and of those above it: a community uses the mapping that its district saved. */
export function listSources(tx: Tx, areaCode: string): Promise<ListSource[]> {
  const { from, below } = areaRange(areaCode);
  return tx
    .createQueryBuilder(listSourceTable, 's')
    .where('(s.areaCode >= :from AND s.areaCode < :below) OR s.areaCode IN (:...lineage)', { from, below, lineage: areaLineage(areaCode) })
    .orderBy('s.name')
    .addOrderBy('s.id')
    .getMany();
}

export function findSources(tx: Tx, ids: readonly string[]): Promise<ListSource[]> {
  return tx.findBy(listSourceTable, { id: In(ids.filter(isId)) });
}

/** @throws Refusal LIST_SOURCE_NOT_FOUND */
export async function loadSource(tx: Tx, id: string): Promise<ListSource> {
  const [source] = await findSources(tx, [id]);
  if (!source) throw sourceUnknown();
  return source;
}

export function findSourceForUpdate(tx: Tx, areaCode: string, name: string): Promise<ListSource | null> {
  return tx.findOne(listSourceTable, { where: { areaCode, name }, lock: { mode: 'pessimistic_write' } });
}

export async function putSource(tx: Tx, source: ListSource): Promise<void> {
  await tx.upsert(listSourceTable, source, ['id']);
}

export async function insertList(tx: Tx, list: ReconciliationList): Promise<void> {
  await tx.insert(reconciliationListTable, list);
}

/** What became of the rows, known once they are in. */
export async function settleList(tx: Tx, id: string, accepted: number, repeated: number): Promise<void> {
  await tx.update(reconciliationListTable, { id }, { accepted, repeated });
}

export function findLists(tx: Tx, ids: readonly string[]): Promise<ReconciliationList[]> {
  return tx.findBy(reconciliationListTable, { id: In(ids.filter(isId)) });
}

export async function findErrorSheet(tx: Tx, id: string): Promise<Buffer | null> {
  const row = await tx.findOne(reconciliationListTable, { where: { id }, select: { id: true, errorSheetSealed: true } });
  return row?.errorSheetSealed ?? null;
}

/** Lists of an area, of those below it and of those above it, newest first. */
export function pageLists(tx: Tx, areaCode: string, page: { limit: number; after: string | null }): Promise<ReconciliationList[]> {
  const { from, below } = areaRange(areaCode);
  const query = tx
    .createQueryBuilder(reconciliationListTable, 'l')
    .where('((l.areaCode >= :from AND l.areaCode < :below) OR l.areaCode IN (:...lineage))', { from, below, lineage: areaLineage(areaCode) })
    .orderBy('l.id', 'DESC')
    .limit(page.limit);
  if (page.after) query.andWhere('l.id < :after', { after: page.after });
  return query.getMany();
}

/** Communities of an area by the names that people call them: without the committee's title. */
export async function listCommunityNames(tx: Tx, areaCode: string): Promise<CommunityName[]> {
  const { from, below } = areaRange(areaCode);
  const rows: CommunityName[] = await tx.query(
    `/* listCommunityNames */ SELECT code, name FROM areas WHERE code >= $1 AND code < $2 AND length(code) = 12 ORDER BY code`,
    [from, below],
  );
  return rows.map(({ code, name }) => ({ code, name: name.replace(/(居民|村民)委员会$/, '').replace(/居委会$|村委会$/, '') }));
}

export interface AskedCounts {
  listId: string;
  areaCode: string;
  /** The area without those below it. */
  alone: boolean;
}

export interface OutcomeCount {
  /** Which of the asked ones. */
  at: number;
  outcome: Outcome;
  people: number;
}

const askedSql = `unnest($1::uuid[], $2::text[], $3::text[]) WITH ORDINALITY AS asked (list_id, code, below, ordinal)`;

/** An area alone ends right behind its own code. */
function askedParameters(asked: readonly AskedCounts[]): unknown[] {
  return [asked.map(({ listId }) => listId), asked.map(({ areaCode }) => areaCode), asked.map(({ areaCode, alone }) => (alone ? `${areaCode}!` : areaRange(areaCode).below))];
}

/** Counts of many areas in many lists at once. */
export function countOutcomes(tx: Tx, asked: readonly AskedCounts[]): Promise<OutcomeCount[]> {
  return tx.query(
    `/* countOutcomes */
     SELECT asked.ordinal::int - 1 AS at, c.outcome, sum(c.people)::int AS people FROM ${askedSql}
       JOIN reconciliation_counts c ON c.list_id = asked.list_id AND c.area_code >= asked.code COLLATE "C" AND c.area_code < asked.below COLLATE "C"
      GROUP BY 1, 2`,
    askedParameters(asked),
  );
}

/** Codes one level below that have rows of the list; the area itself when rows name nothing below it. */
export async function areasWithRows(tx: Tx, listId: string, areaCode: string): Promise<string[]> {
  const { from, below } = areaRange(areaCode);
  const digits = { 2: 4, 4: 6, 6: 9, 9: 12 }[areaCode.length] ?? 15;
  const rows: { code: string }[] = await tx.query(
    `/* areasWithRows */
     SELECT DISTINCT left(area_code, $4) AS code FROM reconciliation_counts
      WHERE list_id = $1 AND area_code >= $2 AND area_code < $3 AND people > 0 ORDER BY code`,
    [listId, from, below, digits],
  );
  return rows.map((row) => row.code);
}

/** Misses that are past their deadline, and those that wait for a decision. */
export function countPressing(tx: Tx, asked: readonly AskedCounts[], now: Date): Promise<{ at: number; overdue: number; undecided: number }[]> {
  return tx.query(
    `/* countPressing */
     SELECT asked.ordinal::int - 1 AS at, count(*) FILTER (WHERE l.due_at < $4)::int AS overdue, count(*) FILTER (WHERE l.undecided)::int AS undecided
       FROM ${askedSql}
       JOIN listed_people l ON l.list_id = asked.list_id AND l.area_code >= asked.code COLLATE "C" AND l.area_code < asked.below COLLATE "C"
        AND l.outcome IN ('MISSING', 'CLOSED', 'REFUSED', 'PUSHED', 'TRACING')
      GROUP BY 1`,
    [...askedParameters(asked), now],
  );
}
