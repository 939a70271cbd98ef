import { areaRange } from '@lianfang/contracts/areas';
import { insertMany } from '@lianfang/platform/persistence';
import type { Tx } from '@lianfang/platform/persistence';
import { In } from 'typeorm';
import type { SelectQueryBuilder } from 'typeorm';
import { isId } from '../ids.rules.ts';
import { assistUnknown, listedUnknown } from './list.refusals.ts';
import type { AssistRequest, ChangeCause, ListedPerson, MatchCandidate, Outcome, OutcomeChange } from './listed.rules.ts';
import { assistRequestTable, listedPersonTable } from './listed.table.ts';

const listedColumns = {
  id: 'uuid',
  list_id: 'uuid',
  source_id: 'uuid',
  source_row: 'int',
  row_hash: 'bytea',
  area_code: 'text',
  name: 'text',
  pinyin: 'text',
  birth_date: 'date',
  id_number_sealed: 'bytea',
  id_number_index: 'bytea',
  id_number_mask: 'text',
  phone_sealed: 'bytea',
  phone_index: 'bytea',
  phone_mask: 'text',
  address: 'text',
  came_from: 'text',
  arrived_on: 'date',
  note: 'text',
  outcome: 'text',
  owner_area_code: 'text',
  due_at: 'timestamptz',
  changed_at: 'timestamptz',
} as const;

/** Rows that an earlier list of the source had already, word for word, are left out. @returns how many went in */
export function insertListed(tx: Tx, rows: readonly object[]): Promise<number> {
  return insertMany(tx, 'listed_people', listedColumns, rows, 'ON CONFLICT (source_id, row_hash) DO NOTHING');
}

export async function listedIdsOf(tx: Tx, listId: string): Promise<string[]> {
  const rows: { id: string }[] = await tx.query(`/* listedIdsOf */ SELECT id FROM listed_people WHERE list_id = $1`, [listId]);
  return rows.map((row) => row.id);
}

export function findListed(tx: Tx, ids: readonly string[]): Promise<ListedPerson[]> {
  return tx.findBy(listedPersonTable, { id: In(ids.filter(isId)) });
}

/** @throws Refusal LISTED_PERSON_NOT_FOUND */
export async function loadListedForUpdate(tx: Tx, id: string): Promise<ListedPerson> {
  const listed = isId(id) ? await tx.findOne(listedPersonTable, { where: { id }, lock: { mode: 'pessimistic_write' } }) : null;
  if (!listed) throw listedUnknown();
  return listed;
}

export interface ListedFilter {
  listId: string;
  areaCode: string;
  outcomes?: readonly Outcome[] | null;
  undecided?: boolean | null;
  overdueAt?: Date | null;
  /** Part of a name. */
  name?: string | null;
}

export function pageListed(tx: Tx, filter: ListedFilter, page: { limit: number; after: string | null }): Promise<ListedPerson[]> {
  const query = filtered(tx, filter).orderBy('l.id').limit(page.limit);
  if (page.after) query.andWhere('l.id > :after', { after: page.after });
  return query.getMany();
}

export function countListed(tx: Tx, filter: ListedFilter): Promise<number> {
  return filtered(tx, filter).getCount();
}

function filtered(tx: Tx, { listId, areaCode, outcomes, undecided, overdueAt, name }: ListedFilter): SelectQueryBuilder<ListedPerson> {
  const query = tx
    .createQueryBuilder(listedPersonTable, 'l')
    .where('l.listId = :listId AND l.areaCode >= :from AND l.areaCode < :below', { listId, ...areaRange(areaCode) });
  if (outcomes && outcomes.length > 0) query.andWhere('l.outcome IN (:...outcomes)', { outcomes });
  if (undecided != null) query.andWhere('l.undecided = :undecided', { undecided });
  if (overdueAt) query.andWhere(`l.dueAt < :overdueAt AND l.outcome IN ('MISSING', 'CLOSED', 'REFUSED', 'PUSHED', 'TRACING')`, { overdueAt });
  if (name) query.andWhere('l.name LIKE :name', { name: `%${name.replace(/[\\%_]/g, '\\$&')}%` });
  return query;
}

export interface Change {
  outcome: Outcome;
  cause: ChangeCause;
  matchedBy?: ListedPerson['matchedBy'];
  personId?: string | null;
  conflicts?: string[];
  undecided?: boolean;
  note?: string | null;
  by: string | null;
  at: Date;
}

/** Gives a locked row its new outcome and writes the change into its history. */
export async function changeOutcome(tx: Tx, listed: ListedPerson, change: Change): Promise<void> {
  const { outcome, cause, note = null, by, at } = change;
  await tx.query(
    `/* changeOutcome */
     WITH changed AS (
       UPDATE listed_people SET outcome = $2, matched_by = $3, person_id = $4, conflicts = $5, undecided = $6, changed_at = $7, version = version + 1
        WHERE id = $1
     )
     INSERT INTO outcome_changes (listed_id, was, became, cause, note, changed_by, changed_at) VALUES ($1, $8, $2, $9, $10, $11, $7)`,
    [listed.id, outcome, change.matchedBy ?? null, change.personId ?? null, change.conflicts ?? [], change.undecided ?? false, at, listed.outcome, cause, note, by],
  );
}

/** The same outcome for many rows by rule, with one line of history each. */
export async function recordChanges(tx: Tx, was: ReadonlyMap<string, Outcome>, ids: readonly string[], change: { became: Outcome; cause: ChangeCause; at: Date }): Promise<void> {
  await tx.query(
    `/* recordChanges */
     INSERT INTO outcome_changes (listed_id, was, became, cause, changed_at)
     SELECT listed_id, was, $3, $4, $5 FROM unnest($1::uuid[], $2::text[]) AS c (listed_id, was)`,
    [ids, ids.map((id) => was.get(id)), change.became, change.cause, change.at],
  );
}

/** Locks the rows in the order of their ids. */
export async function lockOutcomes(tx: Tx, ids: readonly string[]): Promise<Map<string, Outcome>> {
  const rows: { id: string; outcome: Outcome }[] = await tx.query(
    `/* lockOutcomes */ SELECT id, outcome FROM listed_people WHERE id = ANY ($1::uuid[]) AND outcome <> 'MATCHED' ORDER BY id FOR UPDATE`,
    [ids],
  );
  return new Map(rows.map(({ id, outcome }) => [id, outcome]));
}

/** Sets what matching left: who has candidates waits for a decision, the others are missing from the register. */
export async function settleUnmatched(tx: Tx, ids: readonly string[], undecidedIds: readonly string[], at: Date): Promise<void> {
  await tx.query(
    `/* settleUnmatched */
     UPDATE listed_people SET outcome = CASE WHEN id = ANY ($2::uuid[]) THEN 'TRACING' ELSE 'MISSING' END,
            undecided = id = ANY ($2::uuid[]), changed_at = $3
      WHERE id = ANY ($1::uuid[]) AND outcome = 'TRACING'`,
    [ids, undecidedIds, at],
  );
}

export async function setPushed(tx: Tx, ids: readonly string[], at: Date): Promise<void> {
  await tx.query(
    `/* setPushed */ UPDATE listed_people SET outcome = 'PUSHED', undecided = false, changed_at = $2 WHERE id = ANY ($1::uuid[]) AND outcome = 'TRACING'`,
    [ids, at],
  );
}

export async function assign(tx: Tx, ids: readonly string[], ownerAreaCode: string, dueAt: Date): Promise<void> {
  await tx.query(
    `/* assignListed */ UPDATE listed_people SET owner_area_code = $2, due_at = $3, version = version + 1 WHERE id = ANY ($1::uuid[])`,
    [ids, ownerAreaCode, dueAt],
  );
}

/** Candidates of many listed people, the likeliest first. */
export function listCandidates(tx: Tx, listedIds: readonly string[]): Promise<MatchCandidate[]> {
  return tx.query(
    `/* listCandidates */
     SELECT listed_id AS "listedId", person_id AS "personId", score, because FROM match_candidates
      WHERE listed_id = ANY ($1::uuid[]) ORDER BY listed_id, score DESC, person_id`,
    [listedIds],
  );
}

export function listChanges(tx: Tx, listedIds: readonly string[]): Promise<OutcomeChange[]> {
  return tx.query(
    `/* listOutcomeChanges */
     SELECT id, listed_id AS "listedId", was, became, cause, note, changed_by AS "changedBy", changed_at AS "changedAt" FROM outcome_changes
      WHERE listed_id = ANY ($1::uuid[]) ORDER BY listed_id, id`,
    [listedIds],
  );
}

/** Fields in which a listed person and a registered one differ. */
export async function conflictsOf(tx: Tx, listedId: string, personId: string): Promise<string[]> {
  const [row] = await tx.query(
    `/* conflictsOf */
     SELECT array_remove(ARRAY[
              CASE WHEN l.name <> p.name THEN 'name' END,
              CASE WHEN l.birth_date <> p.birth_date THEN 'birthDate' END,
              CASE WHEN l.phone_index <> p.phone_index THEN 'phone' END,
              CASE WHEN l.id_number_index <> p.id_number_index THEN 'idNumber' END], NULL) AS conflicts
       FROM listed_people l, people p WHERE l.id = $1 AND p.id = $2`,
    [listedId, personId],
  );
  return row?.conflicts ?? [];
}

export async function insertAssists(tx: Tx, requests: readonly Omit<AssistRequest, 'answer' | 'answerNote' | 'answeredBy' | 'answeredAt'>[]): Promise<void> {
  await insertMany(
    tx,
    'assist_requests',
    { id: 'uuid', listed_id: 'uuid', from_area_code: 'text', to_area_code: 'text', note: 'text', asked_by: 'text', asked_at: 'timestamptz', due_at: 'timestamptz' },
    requests,
  );
}

/** Locks the listed person first, as every other change does. @throws Refusal ASSIST_NOT_FOUND */
export async function loadAssistForUpdate(tx: Tx, id: string): Promise<{ request: AssistRequest; listed: ListedPerson }> {
  const seen = isId(id) ? await tx.findOneBy(assistRequestTable, { id }) : null;
  if (!seen) throw assistUnknown();
  const listed = await loadListedForUpdate(tx, seen.listedId);
  const request = await tx.findOneOrFail(assistRequestTable, { where: { id }, lock: { mode: 'pessimistic_write' } });
  return { request, listed };
}

export async function answerAssist(tx: Tx, id: string, answer: Pick<AssistRequest, 'answer' | 'answerNote' | 'answeredBy' | 'answeredAt'>): Promise<void> {
  await tx.update(assistRequestTable, { id }, answer);
}

/** Closes what is no longer asked: the person was found in another way. */
export async function supersedeAssists(tx: Tx, listedIds: readonly string[], at: Date): Promise<void> {
  await tx.query(
    `/* supersedeAssists */ UPDATE assist_requests SET answer = 'SUPERSEDED', answered_at = $2 WHERE listed_id = ANY ($1::uuid[]) AND answer IS NULL`,
    [listedIds, at],
  );
}

export function listAssistsOf(tx: Tx, listedIds: readonly string[]): Promise<AssistRequest[]> {
  return tx.find(assistRequestTable, { where: { listedId: In([...listedIds]) }, order: { id: 'ASC' } });
}

export function findAssists(tx: Tx, ids: readonly string[]): Promise<AssistRequest[]> {
  return tx.findBy(assistRequestTable, { id: In(ids.filter(isId)) });
}

export interface AssistFilter {
  areaCode: string;
  /** Requests that came in, or that went out. */
  direction: 'IN' | 'OUT';
  openOnly: boolean;
}

export function pageAssists(tx: Tx, filter: AssistFilter, page: { limit: number; after: string | null }): Promise<AssistRequest[]> {
  const query = filteredAssists(tx, filter).orderBy('a.id').limit(page.limit);
  if (page.after) query.andWhere('a.id > :after', { after: page.after });
  return query.getMany();
}

export function countAssists(tx: Tx, filter: AssistFilter): Promise<number> {
  return filteredAssists(tx, filter).getCount();
}

function filteredAssists(tx: Tx, { areaCode, direction, openOnly }: AssistFilter): SelectQueryBuilder<AssistRequest> {
  const column = direction === 'IN' ? 'a.toAreaCode' : 'a.fromAreaCode';
  const query = tx.createQueryBuilder(assistRequestTable, 'a').where(`${column} >= :from AND ${column} < :below`, areaRange(areaCode));
  return openOnly ? query.andWhere('a.answer IS NULL') : query;
}
