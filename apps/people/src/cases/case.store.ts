import { areaRange } from '@lianfang/contracts/areas';
import type { Tx } from '@lianfang/platform/persistence';
import { In } from 'typeorm';
import type { SelectQueryBuilder } from 'typeorm';
import { isId } from '../ids.rules.ts';
import { caseUnknown } from './case.rules.ts';
import type { Case, CaseClass, CaseOrigin, CaseOutcome, Severity } from './case.rules.ts';
import { caseTable } from './case.table.ts';

export function findCases(tx: Tx, ids: readonly string[]): Promise<Case[]> {
  return tx.findBy(caseTable, { id: In(ids.filter(isId)) });
}

/** Locks the row: facts of one case follow each other. @throws Refusal CASE_NOT_FOUND */
export async function loadCaseForUpdate(tx: Tx, id: string): Promise<Case> {
  const found = isId(id) ? await tx.findOne(caseTable, { where: { id }, lock: { mode: 'pessimistic_write' } }) : null;
  if (!found) throw caseUnknown();
  return found;
}

/** The next serial of a county and year; two registrations at once wait for each other. */
export async function nextSerial(tx: Tx, county: string, year: number): Promise<number> {
  const [row] = await tx.query<{ last: number }[]>(
    `/* nextCaseSerial */
     INSERT INTO case_numbers AS n (county, year, last) VALUES ($1, $2, 1) ON CONFLICT (county, year) DO UPDATE SET last = n.last + 1 RETURNING last`,
    [county, year],
  );
  return row!.last;
}

export async function insertCase(tx: Tx, row: Case): Promise<void> {
  const { id, number, personId, areaCode, onsetOn, openedOn, openedAt, openedById, openedBy, agency } = row;
  await tx.query(
    `/* insertCase */
     INSERT INTO cases (id, number, person_id, area_code, onset_on, opened_on, opened_at, opened_by_id, opened_by, agency) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`,
    [id, number, personId, areaCode, onsetOn, openedOn, openedAt, openedById, openedBy, agency],
  );
}

/** The open case of each of these persons; the index allows one. */
export function findOpenCases(tx: Tx, personIds: readonly string[]): Promise<Case[]> {
  return tx
    .createQueryBuilder(caseTable, 'c')
    .where(`c.personId = ANY(:ids) AND c.class IN ('SUSPECTED', 'CONFIRMED', 'ASYMPTOMATIC') AND c.outcome = 'UNDER_TREATMENT'`, { ids: personIds.filter(isId) })
    .getMany();
}

export interface CaseFilter {
  areaCode: string;
  class?: CaseClass | null;
  origin?: CaseOrigin | null;
  severity?: Severity | null;
  outcome?: CaseOutcome | null;
  /** A case number or its end, or part of a name. */
  search?: string | null;
}

/** A page, newest first. */
export function pageCases(tx: Tx, filter: CaseFilter, page: { limit: number; after: string | null }): Promise<Case[]> {
  const query = filtered(tx, filter).orderBy('c.id', 'DESC').limit(page.limit);
  if (page.after) query.andWhere('c.id < :after', { after: page.after });
  return query.getMany();
}

export function countCases(tx: Tx, filter: CaseFilter): Promise<number> {
  return filtered(tx, filter).getCount();
}

function filtered(tx: Tx, { areaCode, search, ...of }: CaseFilter): SelectQueryBuilder<Case> {
  const query = tx.createQueryBuilder(caseTable, 'c').where('c.areaCode >= :from AND c.areaCode < :below', areaRange(areaCode));
  if (of.class) query.andWhere('c.class = :class', { class: of.class });
  if (of.origin) query.andWhere('c.origin = :origin', { origin: of.origin });
  if (of.severity) query.andWhere('c.severity = :severity', { severity: of.severity });
  if (of.outcome) query.andWhere('c.outcome = :outcome', { outcome: of.outcome });
  const text = search?.trim();
  if (text && /^[\d-]+$/.test(text)) query.andWhere('strpos(c.number, :text) > 0', { text });
  else if (text) query.andWhere('c.personId IN (SELECT p.id FROM people p WHERE string_to_array(p.name, NULL) @> string_to_array(:text, NULL) AND strpos(p.name, :text) > 0)', { text });
  return query;
}
