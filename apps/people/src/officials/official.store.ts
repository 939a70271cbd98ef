import { areaLineage, areaRange } from '@lianfang/contracts/areas';
import { insertMany } from '@lianfang/platform/persistence';
import type { Tx } from '@lianfang/platform/persistence';
import { In } from 'typeorm';
import type { SelectQueryBuilder } from 'typeorm';
import { isId } from '../ids.rules.ts';
import { officialUnknown } from './official.rules.ts';
import type { Official, OfficialPost } from './official.rules.ts';
import { officialTable } from './official.table.ts';

const columns = {
  id: 'uuid', area_code: 'text', name: 'text', unit: 'text', post: 'text', liaison: 'boolean', account_id: 'text', phone_sealed: 'bytea', phone_index: 'bytea',
  phone_mask: 'text', since: 'date',
} as const;

/** Officials of the same name and unit that are there already stay as they are. */
export async function putOfficials(tx: Tx, officials: readonly Official[]): Promise<Official[]> {
  await insertMany(tx, 'officials', columns, officials, 'ON CONFLICT (area_code, name, unit) WHERE left_on IS NULL DO NOTHING');
  const [first] = officials;
  if (!first) return [];
  return tx.query<Official[]>(
    `/* putOfficials */
     SELECT ${fields} FROM unnest($2::text[], $3::text[]) WITH ORDINALITY AS asked (name, unit, place)
       JOIN officials o ON o.area_code = $1 AND o.name = asked.name AND o.unit = asked.unit AND o.left_on IS NULL ORDER BY asked.place`,
    [first.areaCode, officials.map(({ name }) => name), officials.map(({ unit }) => unit)],
  );
}

const fields = `o.id, o.area_code AS "areaCode", o.name, o.unit, o.post, o.liaison, o.account_id AS "accountId", o.phone_sealed AS "phoneSealed",
  o.phone_index AS "phoneIndex", o.phone_mask AS "phoneMask", o.since::text AS since, o.left_on::text AS "leftOn", o.version`;

export function findOfficials(tx: Tx, ids: readonly string[]): Promise<Official[]> {
  return tx.findBy(officialTable, { id: In(ids.filter(isId)) });
}

export function findOfficialOf(tx: Tx, accountId: string): Promise<Official | null> {
  return tx.createQueryBuilder(officialTable, 'o').where('o.accountId = :accountId AND o.leftOn IS NULL', { accountId }).getOne();
}

/** Serving officials who look after households of this area, in a fixed order. */
export function listLiaisons(tx: Tx, areaCode: string): Promise<Official[]> {
  return tx
    .createQueryBuilder(officialTable, 'o')
    .where('o.areaCode >= :from AND o.areaCode < :below AND o.liaison AND o.leftOn IS NULL', areaRange(areaCode))
    .orderBy('o.areaCode').addOrderBy('o.id')
    .getMany();
}

/** @throws Refusal OFFICIAL_NOT_FOUND */
export async function loadOfficialForUpdate(tx: Tx, id: string): Promise<Official> {
  const official = isId(id) ? await tx.findOne(officialTable, { where: { id }, lock: { mode: 'pessimistic_write' } }) : null;
  if (!official) throw officialUnknown();
  return official;
}

export async function updateOfficial(tx: Tx, { id, ...changes }: Official): Promise<void> {
  await tx.update(officialTable, { id }, changes);
}

export interface OfficialFilter {
  areaCode: string;
  post?: OfficialPost | null;
  liaisonOnly: boolean;
  search?: string | null;
}

export function pageOfficials(tx: Tx, filter: OfficialFilter, page: { first: number; after: string | null }): Promise<Official[]> {
  const query = filtered(tx, filter).orderBy('o.areaCode').addOrderBy('o.id').limit(page.first + 1);
  if (page.after) query.andWhere('(o.areaCode, o.id) > (SELECT a.area_code, a.id FROM officials a WHERE a.id = :after)', { after: page.after });
  return query.getMany();
}

export function countOfficials(tx: Tx, filter: OfficialFilter): Promise<number> {
  return filtered(tx, filter).getCount();
}

function filtered(tx: Tx, { areaCode, post, liaisonOnly, search }: OfficialFilter): SelectQueryBuilder<Official> {
  const query = tx.createQueryBuilder(officialTable, 'o').where('((o.areaCode >= :from AND o.areaCode < :below) OR o.areaCode IN (:...above)) AND o.leftOn IS NULL', { ...areaRange(areaCode), above: areaLineage(areaCode) });
  if (post) query.andWhere('o.post = :post', { post });
  if (liaisonOnly) query.andWhere('o.liaison');
  const word = search?.trim();
  if (word) query.andWhere('(strpos(o.name, :word) > 0 OR strpos(o.unit, :word) > 0)', { word });
  return query;
}

export interface OfficialLoad {
  officialId: string;
  keyPersons: number;
  households: number;
}

/** What officials hold now, in one statement for any number of them. */
export function loadsOf(tx: Tx, officialIds: readonly string[]): Promise<OfficialLoad[]> {
  return tx.query<OfficialLoad[]>(
    `/* loadsOf */
     SELECT asked.id AS "officialId",
            (SELECT count(DISTINCT t.key_person_id)::int FROM team_posts t WHERE t.official_id = asked.id AND t.until IS NULL) AS "keyPersons",
            (SELECT coalesce(sum(c.households), 0)::int FROM liaison_official_counts c WHERE c.official_id = asked.id) AS households
       FROM unnest($1::uuid[]) AS asked (id)`,
    [officialIds],
  );
}
