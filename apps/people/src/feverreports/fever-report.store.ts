import { areaRange } from '@lianfang/contracts/areas';
import { insertMany } from '@lianfang/platform/persistence';
import type { Tx } from '@lianfang/platform/persistence';
import { In } from 'typeorm';
import { isId } from '../ids.rules.ts';
import type { FeverImport, FeverReport } from './fever-report.rules.ts';
import { feverImportTable, feverReportTable } from './fever-report.table.ts';

/** Reports of one county are taken one batch after the other: two pharmacies never open two follow-ups for one person. */
export async function lockCountyReports(tx: Tx, countyCode: string): Promise<void> {
  await tx.query(`/* lockCountyReports */ SELECT pg_advisory_xact_lock(hashtextextended('fever reports ' || $1, 0))`, [countyCode]);
}

export interface Sought {
  idNumberIndex: Buffer | null;
  phoneIndex: Buffer | null;
  name: string | null;
}

/** Whom the register of an area has with this number, or alone with this phone and name; one query for any number of reports. */
export function findReported(tx: Tx, areaCode: string, sought: readonly Sought[]): Promise<{ at: number; personId: string; areaCode: string }[]> {
  const { from, below } = areaRange(areaCode);
  return tx.query(
    `/* findReported */
     SELECT s.ordinal::int - 1 AS at, found.id AS "personId", found.area_code AS "areaCode"
       FROM unnest($1::bytea[], $2::bytea[], $3::text[]) WITH ORDINALITY AS s (number, phone, name, ordinal)
       CROSS JOIN LATERAL (
         SELECT id, area_code FROM (
           SELECT p.id, p.area_code, 1 AS sure, 1::bigint AS many FROM people d JOIN people p ON p.id = coalesce(d.merged_into, d.id)
            WHERE d.document_kind = 'RESIDENT_ID' AND d.id_number_index = s.number AND p.area_code >= $4 AND p.area_code < $5
           UNION ALL
           SELECT p.id, p.area_code, 2, count(*) OVER () FROM people p
            WHERE s.number IS NULL AND p.phone_index = s.phone AND p.name = s.name AND p.merged_into IS NULL AND p.area_code >= $4 AND p.area_code < $5) AS either
          WHERE many = 1 ORDER BY sure LIMIT 1) AS found`,
    [sought.map((one) => one.idNumberIndex), sought.map((one) => one.phoneIndex), sought.map((one) => one.name), from, below],
  );
}

const reportColumns = {
  id: 'uuid', import_id: 'uuid', row_hash: 'bytea', kind: 'text', area_code: 'text', reporter_id: 'text', reporter: 'text', person_id: 'uuid', name: 'text',
  id_number_sealed: 'bytea', id_number_index: 'bytea', id_number_mask: 'text', phone_sealed: 'bytea', phone_index: 'bytea', phone_mask: 'text', address: 'text',
  medicines: 'text', temperature: 'numeric', occurred_at: 'timestamptz', received_at: 'timestamptz',
} as const;

/** What this reporter had reported before, word for word, is left out. @returns the ids of those that went in */
export async function insertReports(tx: Tx, reports: readonly FeverReport[]): Promise<Set<string>> {
  await insertMany(tx, 'fever_reports', reportColumns, reports, 'ON CONFLICT (reporter_id, row_hash) DO NOTHING');
  const rows = await tx.query<{ id: string }[]>(`/* insertedReports */ SELECT id FROM fever_reports WHERE id = ANY ($1::uuid[])`, [reports.map(({ id }) => id)]);
  return new Set(rows.map(({ id }) => id));
}

export async function insertFeverImport(tx: Tx, row: FeverImport): Promise<void> {
  await tx.insert(feverImportTable, row);
}

export async function settleFeverImport(tx: Tx, id: string, settled: Pick<FeverImport, 'accepted' | 'repeated'>): Promise<void> {
  await tx.update(feverImportTable, { id }, settled);
}

export function findFeverImports(tx: Tx, ids: readonly string[]): Promise<FeverImport[]> {
  return tx.findBy(feverImportTable, { id: In(ids.filter(isId)) });
}

export async function findFeverErrorSheet(tx: Tx, id: string): Promise<Buffer | null> {
  const row = await tx.findOne(feverImportTable, { where: { id }, select: { id: true, errorSheetSealed: true } });
  return row?.errorSheetSealed ?? null;
}

export function findFeverReports(tx: Tx, ids: readonly string[]): Promise<FeverReport[]> {
  return tx.findBy(feverReportTable, { id: In(ids.filter(isId)) });
}

/** A reporter's own, latest first. */
export function pageOwnReports(tx: Tx, reporterId: string, page: { limit: number; after: string | null }): Promise<FeverReport[]> {
  const query = tx.createQueryBuilder(feverReportTable, 'r').where('r.reporterId = :reporterId', { reporterId }).orderBy('r.id', 'DESC').limit(page.limit);
  if (page.after) query.andWhere('r.id < :after', { after: page.after });
  return query.getMany();
}

export function countOwnReports(tx: Tx, reporterId: string): Promise<number> {
  return tx.countBy(feverReportTable, { reporterId });
}

/** Reports of many follow-ups, each one's latest first. */
export function listReportsOf(tx: Tx, followUpIds: readonly string[]): Promise<FeverReport[]> {
  return tx.find(feverReportTable, { where: { followUpId: In([...followUpIds]) }, order: { id: 'DESC' } });
}
