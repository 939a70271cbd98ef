import { areaRange } from '@lianfang/contracts/areas';
import { insertMany } from '@lianfang/platform/persistence';
import type { Tx } from '@lianfang/platform/persistence';
import { In } from 'typeorm';
import type { SelectQueryBuilder } from 'typeorm';
import { isId } from '../ids.rules.ts';
import { contactUnknown } from './contact.rules.ts';
import type { Contact, ContactKind, ContactState, Exposure, TracingRule } from './contact.rules.ts';
import { contactTable, exposureTable } from './contact.table.ts';

/** The version of a rule in force on a day. */
export async function loadTracingRule(tx: Tx, id: string, day: string): Promise<TracingRule> {
  const [rule] = await tx.query<TracingRule[]>(
    `/* loadTracingRule */
     SELECT id, version, contact_kind AS "contactKind", exposure_kind AS "exposureKind", days_before AS "daysBefore", within_minutes AS "withinMinutes",
            summary_zh AS "summaryZh", summary_en AS "summaryEn"
       FROM tracing_rules WHERE id = $1 AND valid_from <= $2 ORDER BY valid_from DESC LIMIT 1`,
    [id, day],
  );
  if (!rule) throw new Error(`no version of the tracing rule ${id} is in force on ${day}`);
  return rule;
}

export function findContacts(tx: Tx, ids: readonly string[]): Promise<Contact[]> {
  return tx.findBy(contactTable, { id: In(ids.filter(isId)) });
}

/** Locks the row. @throws Refusal CONTACT_NOT_FOUND */
export async function loadContactForUpdate(tx: Tx, id: string): Promise<Contact> {
  const found = isId(id) ? await tx.findOne(contactTable, { where: { id }, lock: { mode: 'pessimistic_write' } }) : null;
  if (!found) throw contactUnknown();
  return found;
}

/** Locks the rows in the order of their ids. */
export function lockContacts(tx: Tx, ids: readonly string[]): Promise<Contact[]> {
  return tx.find(contactTable, { where: { id: In(ids.filter(isId)) }, order: { id: 'ASC' }, lock: { mode: 'pessimistic_write' } });
}

/** The observation under way of each of these persons, locked. */
export function lockObserved(tx: Tx, personIds: readonly string[]): Promise<Contact[]> {
  return tx.find(contactTable, { where: { personId: In([...personIds]), state: 'UNDER_OBSERVATION' }, order: { id: 'ASC' }, lock: { mode: 'pessimistic_write' } });
}

/** The ids that mean the same person as each asked one, after merges in the register; itself included. */
export async function findKin(tx: Tx, personIds: readonly string[]): Promise<Map<string, string[]>> {
  const rows = await tx.query<{ id: string; kin: string[] }[]>(
    `/* findKin */ SELECT person_id AS id, array_agg(DISTINCT kin_id::text) AS kin FROM person_kin($1::uuid[]) GROUP BY 1`,
    [personIds.filter(isId)],
  );
  return new Map(rows.map(({ id, kin }) => [id, kin]));
}

const contactColumns = {
  id: 'uuid', person_id: 'uuid', area_code: 'text', kind: 'text', declared_on: 'date', last_exposure_on: 'date', ends_on: 'date', rule_version: 'text', declared_at: 'timestamptz',
  declared_by_id: 'text', declared_by: 'text', agency: 'text',
} as const;

/** Who is observed already keeps that observation. */
export async function insertContacts(tx: Tx, contacts: readonly Omit<Contact, 'state' | 'caseId'>[]): Promise<void> {
  await insertMany(tx, 'contacts', contactColumns, contacts, `ON CONFLICT (person_id) WHERE state = 'UNDER_OBSERVATION' DO NOTHING`);
}

export type NewExposure = Omit<Exposure, 'withdrawnAt' | 'withdrawnBy' | 'withdrawnReason'>;

const exposureColumns = {
  id: 'uuid', contact_id: 'uuid', case_id: 'uuid', source_contact_id: 'uuid', kind: 'text', occurred_on: 'date', place: 'text', note: 'text', rule_id: 'text', rule_version: 'text',
  recorded_at: 'timestamptz', recorded_by_id: 'text', recorded_by: 'text',
} as const;

/** The same meeting told again is left out. */
export async function insertExposures(tx: Tx, exposures: readonly NewExposure[]): Promise<void> {
  await insertMany(tx, 'exposures', exposureColumns, exposures, 'ON CONFLICT (contact_id, source_id, kind, occurred_on, place) WHERE withdrawn_at IS NULL DO NOTHING');
}

/** The observation lasts by its rule from the last exposure that stands; who has none left keeps the day. */
export async function settleTerms(tx: Tx, contactIds: readonly string[]): Promise<void> {
  await tx.query(
    `/* settleTerms */
     UPDATE contacts c SET last_exposure_on = n.last_on, ends_on = n.last_on + n.days FROM (
       SELECT k.id, coalesce(max(e.occurred_on), k.last_exposure_on) AS last_on, r.days
         FROM contacts k JOIN follow_up_rules r ON r.version = k.rule_version AND r.contact_kind = k.kind
         LEFT JOIN exposures e ON e.contact_id = k.id AND e.withdrawn_at IS NULL
        WHERE k.id = ANY ($1::uuid[]) GROUP BY k.id, r.days) n
      WHERE c.id = n.id AND (c.last_exposure_on, c.ends_on) IS DISTINCT FROM (n.last_on, n.last_on + n.days)`,
    [contactIds],
  );
}

export async function tieToCase(tx: Tx, contactId: string, caseId: string): Promise<void> {
  await tx.query(`/* tieToCase */ UPDATE contacts SET case_id = $2 WHERE id = $1`, [contactId, caseId]);
}

/** Contacts of a contact that are still watched, and milder than `kind`. */
export async function listPromoted(tx: Tx, sourceContactId: string, kind: ContactKind): Promise<string[]> {
  const rows = await tx.query<{ id: string }[]>(
    `/* listPromoted */
     SELECT DISTINCT c.id FROM exposures e JOIN contacts c ON c.id = e.contact_id
      WHERE e.source_contact_id = $1 AND e.withdrawn_at IS NULL AND c.state = 'UNDER_OBSERVATION' AND c.kind <> $2 ORDER BY 1`,
    [sourceContactId, kind],
  );
  return rows.map(({ id }) => id);
}

/** The cases that a contact met, itself or through a contact that became one. */
export async function listSourcesOf(tx: Tx, contactId: string): Promise<string[]> {
  const rows = await tx.query<{ id: string }[]>(
    `/* listSourcesOf */
     SELECT DISTINCT coalesce(e.case_id, s.case_id) AS id FROM exposures e LEFT JOIN contacts s ON s.id = e.source_contact_id
      WHERE e.contact_id = $1 AND e.withdrawn_at IS NULL AND coalesce(e.case_id, s.case_id) IS NOT NULL`,
    [contactId],
  );
  return rows.map(({ id }) => id);
}

export function findTurnedInto(tx: Tx, caseId: string): Promise<Contact | null> {
  return tx.findOne(contactTable, { where: { caseId, state: 'TURNED_CASE' }, lock: { mode: 'pessimistic_write' } });
}

export type TracingScope = 'HOUSEHOLD' | 'UNIT' | 'BUILDING' | 'COMPOUND';

/** People who share the door, stairwell, building or compound with a person, without the person; at most `most`. */
export async function listNeighbours(tx: Tx, personId: string, scope: TracingScope, most: number): Promise<string[]> {
  const near: Record<TracingScope, string> = {
    HOUSEHOLD: 'n.id = h.id',
    UNIT: 'n.compound_id = h.compound_id AND n.building = h.building AND n.unit = h.unit',
    BUILDING: 'n.compound_id = h.compound_id AND n.building = h.building',
    COMPOUND: 'n.compound_id = h.compound_id',
  };
  const rows = await tx.query<{ id: string }[]>(
    `/* listNeighbours */
     SELECT p.id FROM people s JOIN households h ON h.id = s.household_id JOIN households n ON ${near[scope]} JOIN people p ON p.household_id = n.id
      WHERE s.id = $1 AND p.id <> s.id ORDER BY n.door_order, p.id LIMIT $2`,
    [personId, most],
  );
  return rows.map(({ id }) => id);
}

export interface ContactFilter {
  areaCode: string;
  kind?: ContactKind | null;
  state?: ContactState | null;
  /** Contacts of this case alone. */
  caseId?: string | null;
  /** Whose days are over on this day. */
  endedBy?: string | null;
  name?: string | null;
}

/** A page, newest first. */
export function pageContacts(tx: Tx, filter: ContactFilter, page: { limit: number; after: string | null }): Promise<Contact[]> {
  const query = filtered(tx, filter).orderBy('c.id', 'DESC').limit(page.limit);
  if (page.after) query.andWhere('c.id < :after', { after: page.after });
  return query.getMany();
}

export function countContacts(tx: Tx, filter: ContactFilter): Promise<number> {
  return filtered(tx, filter).getCount();
}

function filtered(tx: Tx, { areaCode, kind, state, caseId, endedBy, name }: ContactFilter): SelectQueryBuilder<Contact> {
  const query = tx.createQueryBuilder(contactTable, 'c').where('c.areaCode >= :from AND c.areaCode < :below', areaRange(areaCode));
  if (kind) query.andWhere('c.kind = :kind', { kind });
  if (state) query.andWhere('c.state = :state', { state });
  if (endedBy) query.andWhere(`c.state = 'UNDER_OBSERVATION' AND c.endsOn <= :endedBy`, { endedBy });
  if (caseId) query.andWhere('EXISTS (SELECT 1 FROM exposures e WHERE e.case_id = :caseId AND e.contact_id = c.id AND e.withdrawn_at IS NULL)', { caseId });
  if (name?.trim()) {
    query.andWhere('c.personId IN (SELECT p.id FROM people p WHERE string_to_array(p.name, NULL) @> string_to_array(:name, NULL) AND strpos(p.name, :name) > 0)', { name: name.trim() });
  }
  return query;
}

/** All observations of a person, whatever entry of the register they were begun under, newest first. */
export async function listContactsOf(tx: Tx, personId: string): Promise<Contact[]> {
  const kin = (await findKin(tx, [personId])).get(personId) ?? [];
  return tx.find(contactTable, { where: { personId: In(kin) }, order: { id: 'DESC' } });
}

export function listExposures(tx: Tx, contactIds: readonly string[]): Promise<Exposure[]> {
  return tx.find(exposureTable, { where: { contactId: In([...contactIds]) }, order: { occurredOn: 'ASC', id: 'ASC' } });
}

/** How many people are traced from each of these cases. */
export function countContactsOf(tx: Tx, caseIds: readonly string[]): Promise<{ caseId: string; contacts: number; observed: number }[]> {
  return tx.query(
    `/* countContactsOf */
     SELECT e.case_id AS "caseId", count(DISTINCT e.contact_id)::int AS contacts,
            (count(DISTINCT e.contact_id) FILTER (WHERE c.state = 'UNDER_OBSERVATION'))::int AS observed
       FROM exposures e JOIN contacts c ON c.id = e.contact_id
      WHERE e.case_id = ANY ($1::uuid[]) AND e.withdrawn_at IS NULL AND c.state <> 'WITHDRAWN' GROUP BY 1`,
    [caseIds],
  );
}

export async function loadExposureForUpdate(tx: Tx, id: string): Promise<Exposure | null> {
  return isId(id) ? tx.findOne(exposureTable, { where: { id }, lock: { mode: 'pessimistic_write' } }) : null;
}

export async function withdrawExposures(tx: Tx, ids: readonly string[], by: { at: Date; by: string; reason: string }): Promise<void> {
  await tx.query(
    `/* withdrawExposures */ UPDATE exposures SET withdrawn_at = $2, withdrawn_by = $3, withdrawn_reason = $4 WHERE id = ANY ($1::uuid[]) AND withdrawn_at IS NULL`,
    [ids, by.at, by.by, by.reason],
  );
}
