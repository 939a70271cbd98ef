import { areaRange } from '@lianfang/contracts/areas';
import { newId } from '@lianfang/platform/clock';
import { insertMany } from '@lianfang/platform/persistence';
import type { Tx } from '@lianfang/platform/persistence';
import { In, IsNull } from 'typeorm';
import type { SelectQueryBuilder } from 'typeorm';
import { isId } from '../ids.rules.ts';
import { teamRoles } from './keyperson.rules.ts';
import type { KeyPerson, KeyPersonCounts, KeyReason, TeamPost, TeamRole } from './keyperson.rules.ts';
import { keyPersonTable, teamPostTable } from './keyperson.table.ts';

export async function insertKeyPerson(tx: Tx, keyPerson: KeyPerson): Promise<void> {
  await tx.insert(keyPersonTable, keyPerson);
}

export function findKeyPersons(tx: Tx, ids: readonly string[]): Promise<KeyPerson[]> {
  return tx.findBy(keyPersonTable, { id: In(ids.filter(isId)) });
}

/** Who of these persons is a key person now. */
export function findOpenKeyPersons(tx: Tx, personIds: readonly string[]): Promise<KeyPerson[]> {
  return tx.findBy(keyPersonTable, { personId: In(personIds.filter(isId)), until: IsNull() });
}

/** Locks them in the order of their ids: two handovers over one list follow each other. */
export function lockOpenKeyPersons(tx: Tx, ids: readonly string[]): Promise<KeyPerson[]> {
  return tx.find(keyPersonTable, { where: { id: In(ids.filter(isId)), until: IsNull() }, order: { id: 'ASC' }, lock: { mode: 'pessimistic_write' } });
}

export async function endKeyPerson(tx: Tx, id: string, end: { by: string; reason: string; day: string; at: Date }): Promise<void> {
  await tx.update(teamPostTable, { keyPersonId: id, until: IsNull() }, { until: end.at, endedBy: end.by, endReason: 'ENDED' });
  await tx.update(keyPersonTable, { id }, { until: end.day, endedBy: end.by, endReason: end.reason });
}

/** Posts held now and posts that have ended, newest first. */
export async function listPosts(tx: Tx, keyPersonIds: readonly string[]): Promise<TeamPost[]> {
  return tx.find(teamPostTable, { where: { keyPersonId: In([...keyPersonIds]) }, order: { since: 'DESC', id: 'DESC' } });
}

export async function endPost(tx: Tx, keyPersonId: string, role: TeamRole, end: { by: string; at: Date }): Promise<void> {
  await tx.update(teamPostTable, { keyPersonId, role, until: IsNull() }, { until: end.at, endedBy: end.by, endReason: 'TAKEN_BACK' });
}

/** All posts of an official who leaves. */
export async function endPostsOf(tx: Tx, officialId: string, end: { by: string; at: Date }): Promise<void> {
  await tx.update(teamPostTable, { officialId, until: IsNull() }, { until: end.at, endedBy: end.by, endReason: 'LEFT' });
}

const postColumns = { id: 'uuid', key_person_id: 'uuid', role: 'text', official_id: 'uuid', since: 'timestamptz', given_by: 'text' } as const;

/** Gives these posts to all of these persons, whatever their number, in three statements. Who holds a post already keeps it. */
export async function givePosts(
  tx: Tx, keyPersonIds: readonly string[], posts: readonly { role: TeamRole; officialId: string }[], made: { by: string; at: Date },
): Promise<{ given: number; handedOver: number; unchanged: number }> {
  const held = await tx.query<{ keyPersonId: string; role: TeamRole; same: boolean }[]>(
    `/* heldPosts */
     SELECT t.key_person_id AS "keyPersonId", t.role, t.official_id = p.official_id AS same
       FROM team_posts t JOIN unnest($2::text[], $3::uuid[]) AS p (role, official_id) USING (role)
      WHERE t.key_person_id = ANY ($1::uuid[]) AND t.until IS NULL`,
    [keyPersonIds, posts.map(({ role }) => role), posts.map(({ officialId }) => officialId)],
  );
  const handed = held.filter(({ same }) => !same);
  if (handed.length > 0) {
    await tx.query(
      `/* handOverPosts */
       UPDATE team_posts t SET until = $3, ended_by = $4, end_reason = 'HANDED_OVER'
         FROM unnest($1::uuid[], $2::text[]) AS h (key_person_id, role)
        WHERE t.key_person_id = h.key_person_id AND t.role = h.role AND t.until IS NULL`,
      [handed.map(({ keyPersonId }) => keyPersonId), handed.map(({ role }) => role), made.at.toISOString(), made.by],
    );
  }
  const kept = new Set(held.filter(({ same }) => same).map(({ keyPersonId, role }) => `${keyPersonId} ${role}`));
  const fresh = keyPersonIds.flatMap((keyPersonId) =>
    posts.filter(({ role }) => !kept.has(`${keyPersonId} ${role}`)).map(({ role, officialId }) => ({ id: newId(), keyPersonId, role, officialId, since: made.at, givenBy: made.by })));
  await insertMany(tx, 'team_posts', postColumns, fresh);
  return { given: fresh.length - handed.length, handedOver: handed.length, unchanged: kept.size };
}

export interface KeyPersonFilter {
  areaCode: string;
  reason?: KeyReason | null;
  missingRole?: TeamRole | null;
  incompleteOnly?: boolean;
  officialId?: string | null;
}

export function pageKeyPersons(tx: Tx, filter: KeyPersonFilter, page: { first: number; after: string | null }): Promise<KeyPerson[]> {
  const query = filtered(tx, filter).orderBy('k.areaCode').addOrderBy('k.id').limit(page.first + 1);
  if (page.after) query.andWhere('(k.areaCode, k.id) > (SELECT a.area_code, a.id FROM key_persons a WHERE a.id = :after)', { after: page.after });
  return query.getMany();
}

export function countKeyPersons(tx: Tx, filter: KeyPersonFilter): Promise<number> {
  return filtered(tx, filter).getCount();
}

function filtered(tx: Tx, { areaCode, reason, missingRole, incompleteOnly, officialId }: KeyPersonFilter): SelectQueryBuilder<KeyPerson> {
  const query = tx.createQueryBuilder(keyPersonTable, 'k').where('k.until IS NULL AND k.areaCode >= :from AND k.areaCode < :below', areaRange(areaCode));
  if (reason) query.andWhere('k.reason = :reason', { reason });
  if (missingRole) query.andWhere('NOT :missingRole = ANY (k.held)', { missingRole });
  if (incompleteOnly) query.andWhere('cardinality(k.held) < 6');
  if (officialId) query.andWhere('k.id IN (SELECT t.key_person_id FROM team_posts t WHERE t.official_id = :officialId AND t.until IS NULL)', { officialId });
  return query;
}

const counted = `count(*)::int AS "keyPersons", (count(*) FILTER (WHERE cardinality(held) = 6))::int AS complete,
  ${teamRoles.map((role) => `(count(*) FILTER (WHERE NOT '${role}' = ANY (held)))::int AS "${role}"`).join(', ')}`;

type CountRow = { areaCode: string; keyPersons: number; complete: number } & Record<TeamRole, number>;

export async function countsOf(tx: Tx, areaCode: string): Promise<KeyPersonCounts> {
  const { from, below } = areaRange(areaCode);
  const [row] = await tx.query<CountRow[]>(
    `/* keyPersonCounts */ SELECT $1 AS "areaCode", ${counted} FROM key_persons WHERE until IS NULL AND area_code >= $1 AND area_code < $2`, [from, below]);
  return counts(row!);
}

/** Of each area one level below, by the first `digits` of its code. */
export async function countsBelow(tx: Tx, areaCode: string, digits: number): Promise<KeyPersonCounts[]> {
  const { from, below } = areaRange(areaCode);
  const rows = await tx.query<CountRow[]>(
    `/* keyPersonCountsBelow */ SELECT left(area_code, $3) AS "areaCode", ${counted} FROM key_persons
      WHERE until IS NULL AND area_code >= $1 AND area_code < $2 GROUP BY 1 ORDER BY 1`, [from, below, digits]);
  return rows.map(counts);
}

function counts({ areaCode, keyPersons, complete, ...missing }: CountRow): KeyPersonCounts {
  return { areaCode, keyPersons, complete, missing: teamRoles.map((role) => ({ role, people: missing[role] })) };
}
