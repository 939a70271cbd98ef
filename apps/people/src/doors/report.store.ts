import { areaRange } from '@lianfang/contracts/areas';
import { newId } from '@lianfang/platform/clock';
import { insertMany } from '@lianfang/platform/persistence';
import type { Tx } from '@lianfang/platform/persistence';
import { In } from 'typeorm';
import type { SelectQueryBuilder } from 'typeorm';
import { isId } from '../ids.rules.ts';
import type { MemberReport, Movement, SelfReport } from './door.rules.ts';
import { selfReportTable } from './door.table.ts';

export interface KeptMovement extends Movement {
  id: string;
  personId: string;
  reportId: string;
}

/** Keeps the report with its members. @returns the movements that no report of the person has told before */
export async function insertReport(tx: Tx, report: SelfReport, members: readonly MemberReport[]): Promise<KeptMovement[]> {
  await tx.insert(selfReportTable, report);
  await insertMany(tx, 'self_report_members', { report_id: 'uuid', person_id: 'uuid', present: 'boolean', temperature: 'numeric' },
    members.map((member) => ({ ...member, reportId: report.id })));
  const told = members.flatMap(({ personId, movements }) => movements.map((movement) => ({ ...movement, id: newId(), personId, reportId: report.id })));
  const known = await findToldBefore(tx, told.map(({ personId }) => personId));
  await insertMany(tx, 'self_report_movements', { id: 'uuid', report_id: 'uuid', person_id: 'uuid', origin_area_code: 'text', came_on: 'date', risk: 'text' }, told);
  return told.filter((movement) => !known.has(nameOf(movement)));
}

async function findToldBefore(tx: Tx, personIds: readonly string[]): Promise<Set<string>> {
  if (personIds.length === 0) return new Set();
  const rows = await tx.query<Pick<KeptMovement, 'personId' | 'originAreaCode' | 'cameOn' | 'risk'>[]>(
    `/* findToldBefore */
     SELECT person_id AS "personId", origin_area_code AS "originAreaCode", came_on::text AS "cameOn", risk FROM self_report_movements WHERE person_id = ANY ($1::uuid[])`, [personIds]);
  return new Set(rows.map(nameOf));
}

function nameOf({ personId, originAreaCode, cameOn, risk }: Pick<KeptMovement, 'personId' | 'originAreaCode' | 'cameOn' | 'risk'>): string {
  return [personId, originAreaCode, cameOn, risk].join(' ');
}

export function findReports(tx: Tx, ids: readonly string[]): Promise<SelfReport[]> {
  return tx.findBy(selfReportTable, { id: In(ids.filter(isId)) });
}

/** Reports of a household since that time, newest first. */
export function listReportsOf(tx: Tx, householdId: string, since: Date): Promise<SelfReport[]> {
  return tx.createQueryBuilder(selfReportTable, 'r').where('r.householdId = :householdId AND r.reportedAt >= :since', { householdId, since }).orderBy('r.reportedAt', 'DESC').limit(20).getMany();
}

export interface ReportFilter {
  areaCode: string;
  feverOnly: boolean;
}

/** Newest first. */
export function pageReports(tx: Tx, filter: ReportFilter, page: { first: number; after: string | null }): Promise<SelfReport[]> {
  const query = filtered(tx, filter).orderBy('r.id', 'DESC').limit(page.first + 1);
  if (page.after) query.andWhere('r.id < :after', { after: page.after });
  return query.getMany();
}

export function countReports(tx: Tx, filter: ReportFilter): Promise<number> {
  return filtered(tx, filter).getCount();
}

function filtered(tx: Tx, { areaCode, feverOnly }: ReportFilter): SelectQueryBuilder<SelfReport> {
  const query = tx.createQueryBuilder(selfReportTable, 'r').where('r.areaCode >= :from AND r.areaCode < :below', areaRange(areaCode));
  return feverOnly ? query.andWhere('r.fever > 0') : query;
}

export interface ReportedMember {
  reportId: string;
  personId: string;
  present: boolean;
  temperature: number | null;
  movements: Movement[];
}

export async function listReported(tx: Tx, reportIds: readonly string[]): Promise<ReportedMember[]> {
  const members = await tx.query<Omit<ReportedMember, 'movements'>[]>(
    `/* listReported */ SELECT report_id AS "reportId", person_id AS "personId", present, temperature::float8 AS temperature FROM self_report_members WHERE report_id = ANY ($1::uuid[]) ORDER BY person_id`,
    [reportIds]);
  const movements = Map.groupBy(
    await tx.query<KeptMovement[]>(
      `/* listMovements */
       SELECT report_id AS "reportId", person_id AS "personId", origin_area_code AS "originAreaCode", came_on::text AS "cameOn", risk
         FROM self_report_movements WHERE report_id = ANY ($1::uuid[]) ORDER BY came_on DESC`, [reportIds]),
    ({ reportId, personId }) => `${reportId} ${personId}`);
  return members.map((member) => ({ ...member, movements: movements.get(`${member.reportId} ${member.personId}`) ?? [] }));
}

/** Rounds in which a scan counts as a visit to this door today. */
export async function listScannedRounds(tx: Tx, householdId: string, day: string): Promise<string[]> {
  const rows = await tx.query<{ id: string }[]>(
    `/* listScannedRounds */
     SELECT r.id FROM sweep_targets t JOIN sweep_rounds r ON r.id = t.round_id
      WHERE t.household_id = $1 AND r.state = 'OPEN' AND 'QR' = ANY (r.methods) AND r.starts_on <= $2 ORDER BY r.id`, [householdId, day]);
  return rows.map(({ id }) => id);
}
