import { areaRange } from '@lianfang/contracts/areas';
import { insertMany } from '@lianfang/platform/persistence';
import type { Tx } from '@lianfang/platform/persistence';
import type { Sealer } from '@lianfang/platform/sealing';
import { In } from 'typeorm';
import type { SelectQueryBuilder } from 'typeorm';
import { isId } from '../ids.rules.ts';
import { personUnknown, readSearch } from './person.rules.ts';
import type { DocumentKind, Person } from './person.rules.ts';
import { personTable } from './person.table.ts';

/** Locks the row: two corrections of one person follow each other. @throws Refusal PERSON_NOT_FOUND */
export async function loadPersonForUpdate(tx: Tx, id: string): Promise<Person> {
  const person = isId(id) ? await tx.findOne(personTable, { where: { id }, lock: { mode: 'pessimistic_write' } }) : null;
  if (!person) throw personUnknown();
  return person;
}

export function findPeople(tx: Tx, ids: readonly string[]): Promise<Person[]> {
  return tx.findBy(personTable, { id: In(ids.filter(isId)) });
}

/** @param indexes of one number: by the key in use, and by older ones */
export function findByDocument(tx: Tx, documentKind: DocumentKind, indexes: readonly Buffer[]): Promise<Person | null> {
  return tx.findOneBy(personTable, { documentKind, idNumberIndex: In([...indexes]) });
}

/** Residents of many households at once, each household's head first. */
export function listMembers(tx: Tx, householdIds: readonly string[]): Promise<Person[]> {
  return tx
    .createQueryBuilder(personTable, 'p')
    .where('p.householdId IN (:...householdIds)', { householdIds })
    .orderBy(`p.relation IS DISTINCT FROM '户主'`)
    .addOrderBy('p.birthDate')
    .addOrderBy('p.id')
    .getMany();
}

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
  const query = filtered(tx, filter).orderBy('p.areaCode').addOrderBy('p.id').limit(page.first + 1);
  if (page.after) {
    query.andWhere('(p.areaCode, p.id) > (SELECT a.area_code, a.id FROM people a WHERE a.id = :after)', { after: page.after });
  }
  return query.getMany();
}

export function countPeople(tx: Tx, filter: PersonFilter): Promise<number> {
  return filtered(tx, filter).getCount();
}

export interface PersonFilter {
  areaCode: string;
  search?: string | null;
  /** Makes the keyed index that a whole ID number or phone is looked up by. */
  sealer: Sealer;
}

function filtered(tx: Tx, { areaCode, search, sealer }: PersonFilter): SelectQueryBuilder<Person> {
  const query = tx.createQueryBuilder(personTable, 'p').where('p.areaCode >= :from AND p.areaCode < :below', areaRange(areaCode));
  const asked = readSearch(search);
  switch (asked.by) {
    case 'idNumber':
      return query.andWhere('p.idNumberIndex IN (:...indexes)', { indexes: sealer.indexes(asked.idNumber) });
    case 'phone':
      return query.andWhere('p.phoneIndex IN (:...indexes)', { indexes: sealer.indexes(asked.phone) });
    case 'pinyin':
      return query.andWhere('(p.pinyin LIKE :letters OR p.initials LIKE :letters)', { letters: `${asked.letters}%` });
    case 'text':
      return query.andWhere(
        // Two index scans joined by UNION: with OR the planner reads every person.
        `p.id IN (
            SELECT n.id FROM people n WHERE string_to_array(n.name, NULL) @> string_to_array(:letters, NULL) AND n.name LIKE :text
            UNION ALL
            SELECT r.id FROM people r WHERE r.household_id IN (
              SELECT h.id FROM households h JOIN compounds c ON c.id = h.compound_id
               WHERE h.area_code >= :from AND h.area_code < :below
                 AND concat_ws(' ', c.name, h.building, h.unit, h.room) LIKE :text))`,
        { letters: asked.text, text: `%${asked.text.replace(/[\\%_]/g, '\\$&')}%` },
      );
    case 'nothing':
      return query;
  }
}
