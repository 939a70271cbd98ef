import { areaRange } from '@lianfang/contracts/areas';
import { insertMany, readRows, readsAlone, rowsBy, selectFrom } from '@lianfang/platform/persistence';
import type { Tx } from '@lianfang/platform/persistence';
import type { Sealer } from '@lianfang/platform/sealing';
import { In } from 'typeorm';
import type { SelectQueryBuilder } from 'typeorm';
import { isId } from '../ids.rules.ts';
import { personUnknown, readSearch } from './person.rules.ts';
import { findAddressed } from '../households/household.store.ts';
import type { Addressed } from '../households/household.store.ts';
import { countRegister } from '../areas/area.store.ts';
import type { DocumentKind, Person, PersonSearch } from './person.rules.ts';
import { personTable } from './person.table.ts';

/** Locks the row: two corrections of one person follow each other. @throws Refusal PERSON_NOT_FOUND */
export async function loadPersonForUpdate(tx: Tx, id: string): Promise<Person> {
  const person = isId(id) ? await tx.findOne(personTable, { where: { id }, lock: { mode: 'pessimistic_write' } }) : null;
  if (!person) throw personUnknown();
  return person;
}

const peopleById = rowsBy(personTable, 'id', { name: 'findPeople' });

export function findPeople(tx: Tx, ids: readonly string[]): Promise<Person[]> {
  return peopleById(tx, ids.filter(isId));
}

/** @param indexes of one number: by the key in use, and by older ones. @returns its holder; of a merged entry the survivor */
export async function findByDocument(tx: Tx, documentKind: DocumentKind, indexes: readonly Buffer[]): Promise<Person | null> {
  const holder = await tx.findOneBy(personTable, { documentKind, idNumberIndex: In([...indexes]) });
  return holder?.mergedInto ? tx.findOneBy(personTable, { id: holder.mergedInto }) : holder;
}

/** Residents of many households at once, each household's head first. */
export const listMembers = rowsBy(personTable, 'householdId', { name: 'listMembers', orderBy: `t.relation IS DISTINCT FROM '户主', t.birth_date, t.id` });

const personColumns = {
  id: 'uuid',
  household_id: 'uuid',
  area_code: 'text',
  name: 'text',
  pinyin: 'text',
  initials: 'text',
  sex: 'text',
  birth_date: 'date',
  document_kind: 'text',
  id_number_sealed: 'bytea',
  id_number_index: 'bytea',
  id_number_mask: 'text',
  phone_sealed: 'bytea',
  phone_index: 'bytea',
  phone_mask: 'text',
  relation: 'text',
} as const;

/** Inserts people whose document nobody holds yet; the others are left as they are. @returns how many were inserted */
export function insertPeople(tx: Tx, people: readonly Omit<Person, 'version'>[]): Promise<number> {
  return insertMany(tx, 'people', personColumns, people, 'ON CONFLICT (document_kind, id_number_index) DO NOTHING');
}

export async function updatePerson(tx: Tx, person: Person): Promise<void> {
  const { id, ...changes } = person;
  await tx.update(personTable, { id }, changes);
}

/** A page in the order of ids, and one row more than asked. */
export function listPeople(
  tx: Tx,
  filter: PersonFilter,
  page: { first: number; after: string | null },
): Promise<Person[]> {
  const asked = readSearch(filter.search);
  if (asked.by === 'text') return listByText(tx, filter.areaCode, asked.text, page);
  if (asked.by === 'nothing' && !readsAlone(tx.connection)) return listAll(tx, filter.areaCode, page);
  const query = filtered(tx, filter, asked).orderBy('p.areaCode').addOrderBy('p.id').limit(page.first + 1);
  if (page.after) {
    query.andWhere('(p.areaCode, p.id) > (SELECT a.area_code, a.id FROM people a WHERE a.id = :after)', { after: page.after });
  }
  return query.getMany();
}

/** The page that every desk opens with. */
function listAll(tx: Tx, areaCode: string, { first, after }: { first: number; after: string | null }): Promise<Person[]> {
  const { from, below } = areaRange(areaCode);
  const behind = after ? ' AND (t.area_code, t.id) > (SELECT a.area_code, a.id FROM people a WHERE a.id = $4)' : '';
  return readRows<Person>(
    tx,
    `/* listAll */ ${selectFrom(tx.connection, personTable)} WHERE t.merged_into IS NULL AND t.area_code >= $1 AND t.area_code < $2${behind} ORDER BY t.area_code, t.id LIMIT $3`,
    [from, below, first + 1, ...(after ? [after] : [])],
  );
}

export async function countPeople(tx: Tx, filter: PersonFilter): Promise<number> {
  const asked = readSearch(filter.search);
  if (asked.by === 'nothing') return (await countRegister(tx, [filter.areaCode]))[0]?.people ?? 0;
  if (asked.by === 'text') return countByText(tx, filter.areaCode, asked.text);
  return filtered(tx, filter, asked).getCount();
}

export interface PersonFilter {
  areaCode: string;
  search?: string | null;
  /** Makes the keyed index that a whole ID number or phone is looked up by. */
  sealer: Sealer;
}

function filtered(tx: Tx, { areaCode, sealer }: PersonFilter, asked: Exclude<PersonSearch, { by: 'text' }>): SelectQueryBuilder<Person> {
  const query = tx.createQueryBuilder(personTable, 'p').where('p.mergedInto IS NULL AND p.areaCode >= :from AND p.areaCode < :below', areaRange(areaCode));
  switch (asked.by) {
    case 'idNumber':
      return query.andWhere(`p.id IN ${meantBy('id_number_index')}`, { indexes: sealer.indexes(asked.idNumber) });
    case 'phone':
      return query.andWhere(`p.id IN ${meantBy('phone_index')}`, { indexes: sealer.indexes(asked.phone) });
    case 'pinyin':
      return query.andWhere('(p.pinyin LIKE :letters OR p.initials LIKE :letters)', { letters: `${asked.letters}%` });
    case 'nothing':
      return query;
  }
}

/** A number that a merged entry holds is the survivor's too. */
function meantBy(column: 'id_number_index' | 'phone_index'): string {
  // The unique index begins with the kind of document; named, it is read at three places instead of from end to end.
  const kinds = column === 'id_number_index' ? `m.document_kind IN ('RESIDENT_ID', 'PASSPORT', 'TRAVEL_PERMIT') AND ` : '';
  return `(SELECT coalesce(m.merged_into, m.id) FROM people m WHERE ${kinds}m.${column} IN (:...indexes))`;
}

/** Names hold few characters, so they are looked up by these; the planner walks the page's order instead where many names have them. */
const nameHolds = `n.merged_into IS NULL AND n.area_code >= $1 AND n.area_code < $2 AND string_to_array(n.name, NULL) @> string_to_array($3, NULL) AND strpos(n.name, $3) > 0`;

/**
 * Where the text is part of an address. Few compounds: their doors, read by the index. Many: residents are walked in the page's order and
 * the walk ends when the page is full; OFFSET 0 keeps the planner from turning it into a join of them all.
 */
function livesThere({ everywhere }: Addressed): string {
  const inArea = 'r.area_code >= $1 AND r.area_code < $2';
  return everywhere
    ? `${inArea} AND $4::uuid[] IS NOT NULL AND $5::text[] IS NOT NULL AND EXISTS (
         SELECT 1 FROM households h JOIN compounds c ON c.id = h.compound_id WHERE h.id = r.household_id AND strpos(c.name, $3) > 0 OFFSET 0)`
    : `${inArea} AND r.household_id IN (
         SELECT h.id FROM households h JOIN unnest($4::uuid[], $5::text[]) AS named (compound_id, rest) USING (compound_id)
          WHERE strpos(h.building || h.unit || h.room, named.rest) > 0)`;
}

async function listByText(tx: Tx, areaCode: string, text: string, page: { first: number; after: string | null }): Promise<Person[]> {
  const { from, below } = areaRange(areaCode);
  const addressed = await findAddressed(tx, areaCode, text);
  const behind = (alias: string) => `($6::uuid IS NULL OR (${alias}.area_code, ${alias}.id) > (SELECT a.area_code, a.id FROM people a WHERE a.id = $6))`;
  const hits: { id: string }[] = await tx.query(
    `/* listByText */
     SELECT id FROM (
       (SELECT n.area_code, n.id FROM people n WHERE ${nameHolds} AND ${behind('n')} ORDER BY n.area_code, n.id LIMIT $7)
       UNION
       (SELECT r.area_code, r.id FROM people r WHERE ${livesThere(addressed)} AND ${behind('r')} ORDER BY r.area_code, r.id LIMIT $7)
     ) hit ORDER BY area_code, id LIMIT $7`,
    [from, below, text, addressed.compoundIds, addressed.rests, page.after, page.first + 1],
  );
  const people = new Map((await findPeople(tx, hits.map((hit) => hit.id))).map((person) => [person.id, person]));
  return hits.map((hit) => people.get(hit.id)!);
}

async function countByText(tx: Tx, areaCode: string, text: string): Promise<number> {
  const { from, below } = areaRange(areaCode);
  const addressed = await findAddressed(tx, areaCode, text);
  const [row] = await tx.query(
    `/* countByText */
     SELECT count(*)::int AS people FROM (
       SELECT n.id FROM people n WHERE ${nameHolds} UNION SELECT r.id FROM people r WHERE ${livesThere(addressed)}) hit`,
    [from, below, text, addressed.compoundIds, addressed.rests],
  );
  return row.people;
}
