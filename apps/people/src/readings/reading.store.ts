import { areaLineage, areaRange } from '@lianfang/contracts/areas';
import type { Tx } from '@lianfang/platform/persistence';
import { In } from 'typeorm';
import { isId } from '../ids.rules.ts';
import type { Door, NamedCompound } from './address.rules.ts';
import { sourceUnknown } from './reading.refusals.ts';
import type { ReadingImport, ReadingSource, Utility } from './reading.rules.ts';
import { readingImportTable, readingSourceTable } from './reading.table.ts';

/** Sources of an area, of those below and of those above it: a community uses the mapping that its district saved. */
export function listReadingSources(tx: Tx, areaCode: string): Promise<ReadingSource[]> {
  const { from, below } = areaRange(areaCode);
  return tx
    .createQueryBuilder(readingSourceTable, 's')
    .where('(s.areaCode >= :from AND s.areaCode < :below) OR s.areaCode IN (:...lineage)', { from, below, lineage: areaLineage(areaCode) })
    .orderBy('s.name')
    .addOrderBy('s.id')
    .getMany();
}

export function findReadingSources(tx: Tx, ids: readonly string[]): Promise<ReadingSource[]> {
  return tx.findBy(readingSourceTable, { id: In(ids.filter(isId)) });
}

/** @throws Refusal READING_SOURCE_NOT_FOUND */
export async function loadReadingSource(tx: Tx, id: string): Promise<ReadingSource> {
  const [source] = await findReadingSources(tx, [id]);
  if (!source) throw sourceUnknown();
  return source;
}

export function findReadingSourceForUpdate(tx: Tx, areaCode: string, name: string): Promise<ReadingSource | null> {
  return tx.findOne(readingSourceTable, { where: { areaCode, name }, lock: { mode: 'pessimistic_write' } });
}

export async function putReadingSource(tx: Tx, source: ReadingSource): Promise<void> {
  await tx.upsert(readingSourceTable, source, ['id']);
}

export async function insertReadingImport(tx: Tx, row: ReadingImport): Promise<void> {
  await tx.insert(readingImportTable, row);
}

export async function settleReadingImport(tx: Tx, id: string, settled: Pick<ReadingImport, 'added' | 'corrected' | 'unchanged' | 'flagged'>): Promise<void> {
  await tx.update(readingImportTable, { id }, settled);
}

export function findReadingImports(tx: Tx, ids: readonly string[]): Promise<ReadingImport[]> {
  return tx.findBy(readingImportTable, { id: In(ids.filter(isId)) });
}

/** The same cells came before: such a file changes nothing, even when a later one corrected it. */
export async function cameBefore(tx: Tx, sourceId: string, contentHashes: readonly Buffer[]): Promise<boolean> {
  const [row] = await tx.query<{ came: boolean }[]>(
    `/* cameBefore */ SELECT EXISTS (SELECT FROM reading_imports WHERE source_id = $1 AND content_hash = ANY ($2::bytea[])) AS came`,
    [sourceId, contentHashes],
  );
  return row!.came;
}

export async function findReadingErrorSheet(tx: Tx, id: string): Promise<Buffer | null> {
  const row = await tx.findOne(readingImportTable, { where: { id }, select: { id: true, errorSheetSealed: true } });
  return row?.errorSheetSealed ?? null;
}

/** Imports of an area and of those below and above it, newest first. */
export function pageReadingImports(tx: Tx, areaCode: string, page: { limit: number; after: string | null }): Promise<ReadingImport[]> {
  const query = concerning(tx, areaCode).orderBy('i.id', 'DESC').limit(page.limit);
  if (page.after) query.andWhere('i.id < :after', { after: page.after });
  return query.getMany();
}

export function countReadingImports(tx: Tx, areaCode: string): Promise<number> {
  return concerning(tx, areaCode).getCount();
}

function concerning(tx: Tx, areaCode: string) {
  const { from, below } = areaRange(areaCode);
  return tx
    .createQueryBuilder(readingImportTable, 'i')
    .where('((i.areaCode >= :from AND i.areaCode < :below) OR i.areaCode IN (:...lineage))', { from, below, lineage: areaLineage(areaCode) });
}

/** One import at a time per county: two files of one company never race for a meter. */
export async function lockCounty(tx: Tx, countyCode: string): Promise<void> {
  await tx.query(`/* lockCountyReadings */ SELECT pg_advisory_xact_lock(hashtextextended('readings ' || $1, 0))`, [countyCode]);
}

export function compoundsIn(tx: Tx, areaCode: string): Promise<NamedCompound[]> {
  const { from, below } = areaRange(areaCode);
  return tx.query(`/* compoundsForReadings */ SELECT id, name FROM compounds WHERE area_code >= $1 AND area_code < $2`, [from, below]);
}

export function doorsOf(tx: Tx, compoundIds: readonly string[]): Promise<Door[]> {
  return tx.query(
    `/* doorsOf */
     SELECT id AS "householdId", compound_id AS "compoundId", building, unit, room FROM households WHERE compound_id = ANY ($1::uuid[])`,
    [compoundIds],
  );
}

export interface KnownMeter {
  id: string;
  number: string;
  householdId: string | null;
  state: 'SINGLE' | 'SHARED' | 'ELSEWHERE';
  /** The grid of its household. */
  areaCode: string | null;
}

export function findMeters(tx: Tx, county: string, utility: Utility, numbers: readonly string[]): Promise<KnownMeter[]> {
  return tx.query(
    `/* findMeters */
     SELECT m.id, m.number, m.state, m.household_id AS "householdId", h.area_code AS "areaCode"
       FROM meters m LEFT JOIN households h ON h.id = m.household_id
      WHERE m.county_code = $1 AND m.utility = $2 AND m.number = ANY ($3::text[])`,
    [county, utility, numbers],
  );
}

export interface TakenReading {
  /** Of a meter that is new. */
  newMeterId: string;
  newReadingId: string;
  number: string;
  householdId: string;
  period: string;
  consumption: number;
}

export interface PutReading {
  meterId: string;
  /** Null: the same was known. */
  change: 'ADDED' | 'CORRECTED' | null;
}

/**
 * Enters meters that are new, adds readings, and replaces those of which the utility now tells another consumption; what stood
 * there goes into their history. One reading a (meter, period) is given.
 */
export async function putReadings(
  tx: Tx,
  taken: readonly TakenReading[],
  of: { county: string; utility: Utility; importId: string; at: Date },
): Promise<PutReading[]> {
  const { county, utility, importId, at } = of;
  await tx.query(
    `/* putMeters */
     INSERT INTO meters (id, county_code, utility, number, household_id)
     SELECT DISTINCT ON (number) id, $1, $2, number, household_id FROM unnest($3::uuid[], $4::text[], $5::uuid[]) AS t (id, number, household_id) ORDER BY number
     ON CONFLICT (county_code, utility, number) DO UPDATE SET household_id = excluded.household_id, state = 'SINGLE' 
       WHERE meters.household_id IS NULL OR (meters.state = 'ELSEWHERE' AND meters.household_id <> excluded.household_id)`,
    [county, utility, taken.map((one) => one.newMeterId), taken.map((one) => one.number), taken.map((one) => one.householdId)],
  );
  return tx.query(
    `/* putReadings */
     WITH told AS (
       SELECT t.id, m.id AS meter_id, t.period, t.consumption
         FROM unnest($3::uuid[], $4::text[], $5::text[], $6::numeric[]) AS t (id, number, period, consumption)
         JOIN meters m ON m.county_code = $1 AND m.utility = $2 AND m.number = t.number
     ), was AS (
       SELECT r.id, r.meter_id, r.period, r.consumption AS was, told.consumption AS became FROM told JOIN readings r USING (meter_id, period)
     ), added AS (
       INSERT INTO readings (id, meter_id, period, consumption, import_id, received_at)
       SELECT id, meter_id, period, consumption, $7, $8 FROM told WHERE NOT EXISTS (SELECT FROM was WHERE was.meter_id = told.meter_id AND was.period = told.period)
       RETURNING meter_id, period
     ), corrected AS (
       UPDATE readings r SET consumption = was.became, import_id = $7, received_at = $8, version = r.version + 1
         FROM was WHERE r.id = was.id AND was.was <> was.became
       RETURNING r.id, r.meter_id, r.period, was.was, was.became
     ), kept AS (
       INSERT INTO reading_changes (reading_id, was, became, import_id, changed_at) SELECT id, was, became, $7, $8 FROM corrected
     )
     SELECT told.meter_id AS "meterId", CASE WHEN a.meter_id IS NOT NULL THEN 'ADDED' WHEN c.meter_id IS NOT NULL THEN 'CORRECTED' END AS change
       FROM told LEFT JOIN added a USING (meter_id, period) LEFT JOIN corrected c ON c.meter_id = told.meter_id AND c.period = told.period`,
    [
      county, utility, taken.map((one) => one.newReadingId), taken.map((one) => one.number), taken.map((one) => one.period), taken.map((one) => one.consumption),
      importId, at,
    ],
  );
}

export interface HouseholdReading {
  id: string;
  householdId: string;
  utility: Utility;
  meter: string;
  period: string;
  consumption: number;
  receivedAt: Date;
  /** What stood there before, latest first. */
  earlier: number[];
}

/** Readings of many households, each household's latest first; a dozen a meter is what a person looks at. */
export async function listReadings(tx: Tx, householdIds: readonly string[]): Promise<HouseholdReading[]> {
  const rows = await tx.query<(Omit<HouseholdReading, 'consumption' | 'earlier'> & { consumption: string; earlier: string[] })[]>(
    `/* listReadings */
     SELECT r.id, m.household_id AS "householdId", m.utility, m.number AS meter, r.period, r.consumption, r.received_at AS "receivedAt",
            array(SELECT c.was::text FROM reading_changes c WHERE c.reading_id = r.id ORDER BY c.id DESC) AS earlier
       FROM meters m CROSS JOIN LATERAL (SELECT * FROM readings r WHERE r.meter_id = m.id ORDER BY r.period DESC LIMIT 12) r
      WHERE m.household_id = ANY ($1::uuid[]) ORDER BY m.household_id, m.utility, m.number, r.period DESC`,
    [householdIds],
  );
  return rows.map((row) => ({ ...row, consumption: Number(row.consumption), earlier: row.earlier.map(Number) }));
}
