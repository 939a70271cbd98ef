import { areaRange } from '@lianfang/contracts/areas';
import type { Tx } from '@lianfang/platform/persistence';
import { In } from 'typeorm';
import { isId } from '../ids.rules.ts';
import { specimenUnknown } from './specimen.refusals.ts';
import type { Specimen, SpecimenField, SpecimenReport } from './specimen.rules.ts';
import { specimenReportTable, specimenTable } from './specimen.table.ts';

/** What a sample of an area is drawn from: how many households, and the hash of their ids in order. */
export async function frameOf(tx: Tx, areaCode: string): Promise<{ population: number; frameHash: string }> {
  const { from, below } = areaRange(areaCode);
  const [row] = await tx.query<{ population: number; frameHash: string }[]>(
    `/* frameOf */
     SELECT count(*)::int AS population, encode(sha256(convert_to(coalesce(string_agg(id::text, ',' ORDER BY id), ''), 'UTF8')), 'hex') AS "frameHash"
       FROM households WHERE area_code >= $1 AND area_code < $2`,
    [from, below],
  );
  return row!;
}

/** The round whose answers are checked: the latest that has doors of the area. */
export async function latestRound(tx: Tx, areaCode: string): Promise<string | null> {
  const { from, below } = areaRange(areaCode);
  const [row] = await tx.query<{ id: string }[]>(
    `/* latestRound */
     SELECT r.id FROM sweep_rounds r WHERE EXISTS (SELECT FROM sweep_targets t WHERE t.round_id = r.id AND t.area_code >= $1 AND t.area_code < $2)
      ORDER BY r.starts_on DESC, r.opened_at DESC, r.id DESC LIMIT 1`,
    [from, below],
  );
  return row?.id ?? null;
}

export async function insertSpecimen(tx: Tx, specimen: Specimen): Promise<void> {
  await tx.insert(specimenTable, specimen);
}

/** Draws the doors and keeps their first answers as they stand now: the register's, and those of the round's visit that counts. */
export async function drawDoors(tx: Tx, specimen: Specimen): Promise<void> {
  const { from, below } = areaRange(specimen.areaCode);
  await tx.query(
    `/* drawDoors */
     INSERT INTO specimen_doors (id, specimen_id, household_id, area_code, place, first_occupancy, first_residents, first_person_id, first_name, first_phone_sealed,
                                 first_phone_index, first_phone_mask, first_returnees, first_by_id, first_by)
     SELECT gen_random_uuid(), $1, d.id, d.area_code, d.place, d.occupancy, (SELECT count(*) FROM people p WHERE p.household_id = d.id AND p.merged_into IS NULL)::int,
            head.id, head.name, head.phone_sealed, head.phone_index, head.phone_mask,
            CASE WHEN v.outcome = 'VISITED' THEN (SELECT coalesce(sum(value::int), 0) FROM jsonb_each_text(v.returnees))::int END, v.visited_by_id, v.visited_by
       FROM (SELECT h.id, h.area_code, h.occupancy, h.head_id, row_number() OVER (ORDER BY sha256(convert_to($2 || ':' || h.id::text, 'UTF8')), h.id)::int AS place
               FROM households h WHERE h.area_code >= $3 AND h.area_code < $4) AS d
       LEFT JOIN LATERAL (
         SELECT p.* FROM people p WHERE p.household_id = d.id AND p.merged_into IS NULL ORDER BY p.id IS DISTINCT FROM d.head_id, p.relation IS DISTINCT FROM '户主', p.birth_date, p.id LIMIT 1) AS head ON true
       LEFT JOIN sweep_targets t ON t.round_id = $5 AND t.household_id = d.id
       LEFT JOIN sweep_visits v ON v.id = t.visit_id
      WHERE d.place <= $6`,
    [specimen.id, specimen.seed, from, below, specimen.roundId, specimen.size],
  );
}

export function findSpecimens(tx: Tx, ids: readonly string[]): Promise<Specimen[]> {
  return tx.findBy(specimenTable, { id: In(ids.filter(isId)) });
}

/** Locked, so that nobody revisits a door while it is published. @throws Refusal SPECIMEN_NOT_FOUND */
export async function loadSpecimenForUpdate(tx: Tx, id: string): Promise<Specimen> {
  const specimen = isId(id) ? await tx.findOne(specimenTable, { where: { id }, lock: { mode: 'pessimistic_write' } }) : null;
  if (!specimen) throw specimenUnknown();
  return specimen;
}

export function pageSpecimens(tx: Tx, areaCode: string, page: { limit: number; after: string | null }): Promise<Specimen[]> {
  const query = tx.createQueryBuilder(specimenTable, 's').where('s.areaCode >= :from AND s.areaCode < :below', areaRange(areaCode)).orderBy('s.id', 'DESC').limit(page.limit);
  if (page.after) query.andWhere('s.id < :after', { after: page.after });
  return query.getMany();
}

export function countSpecimens(tx: Tx, areaCode: string): Promise<number> {
  return tx.createQueryBuilder(specimenTable, 's').where('s.areaCode >= :from AND s.areaCode < :below', areaRange(areaCode)).getCount();
}

export interface Progress {
  specimenId: string;
  met: number;
  notMet: number;
  left: number;
}

export function listProgress(tx: Tx, specimenIds: readonly string[]): Promise<Progress[]> {
  return tx.query(
    `/* listProgress */
     SELECT specimen_id AS "specimenId", count(*) FILTER (WHERE result = 'MET')::int AS met, count(*) FILTER (WHERE result = 'NOT_MET')::int AS "notMet",
            count(*) FILTER (WHERE result IS NULL)::int AS left FROM specimen_doors WHERE specimen_id = ANY ($1::uuid[]) GROUP BY specimen_id`,
    [specimenIds],
  );
}

export interface FieldCount {
  specimenId: string;
  field: SpecimenField;
  compared: number;
  differing: number;
}

export function listFieldCounts(tx: Tx, specimenIds: readonly string[]): Promise<FieldCount[]> {
  return tx.query(
    `/* listFieldCounts */
     SELECT d.specimen_id AS "specimenId", c.key AS field, count(*)::int AS compared, count(*) FILTER (WHERE c.value = 'true')::int AS differing
       FROM specimen_doors d CROSS JOIN LATERAL jsonb_each_text(d.compared) AS c WHERE d.specimen_id = ANY ($1::uuid[]) AND d.compared IS NOT NULL GROUP BY 1, 2`,
    [specimenIds],
  );
}

export interface DiscrepancyCounts {
  specimenId: string;
  total: number;
  open: number;
  overdue: number;
  done: number;
}

export function listDiscrepancyCounts(tx: Tx, specimenIds: readonly string[], now: Date): Promise<DiscrepancyCounts[]> {
  return tx.query(
    `/* listDiscrepancyCounts */
     SELECT specimen_id AS "specimenId", count(*)::int AS total, count(*) FILTER (WHERE resolution IS NULL)::int AS open,
            count(*) FILTER (WHERE resolution IS NULL AND due_at < $2)::int AS overdue, count(*) FILTER (WHERE resolution IS NOT NULL)::int AS done
       FROM discrepancies WHERE specimen_id = ANY ($1::uuid[]) GROUP BY specimen_id`,
    [specimenIds, now],
  );
}

export async function insertReport(tx: Tx, report: SpecimenReport): Promise<void> {
  await tx.insert(specimenReportTable, report);
}

export function findReports(tx: Tx, ids: readonly string[]): Promise<SpecimenReport[]> {
  return tx.findBy(specimenReportTable, { id: In(ids.filter(isId)) });
}

export function findReportsOf(tx: Tx, specimenIds: readonly string[]): Promise<SpecimenReport[]> {
  return tx.findBy(specimenReportTable, { specimenId: In([...specimenIds]) });
}

export function pageReports(tx: Tx, areaCode: string, page: { limit: number; after: string | null }): Promise<SpecimenReport[]> {
  const query = tx.createQueryBuilder(specimenReportTable, 'r').where('r.areaCode >= :from AND r.areaCode < :below', areaRange(areaCode)).orderBy('r.id', 'DESC').limit(page.limit);
  if (page.after) query.andWhere('r.id < :after', { after: page.after });
  return query.getMany();
}

export function countReports(tx: Tx, areaCode: string): Promise<number> {
  return tx.createQueryBuilder(specimenReportTable, 'r').where('r.areaCode >= :from AND r.areaCode < :below', areaRange(areaCode)).getCount();
}
