import { areaRange } from '@lianfang/contracts/areas';
import { insertMany } from '@lianfang/platform/persistence';
import type { Tx } from '@lianfang/platform/persistence';
import { isId } from '../ids.rules.ts';
import type { Household } from '../households/household.rules.ts';
import type { Person } from '../people/person.rules.ts';
import type { KnownCompound, LedgerDoor, LedgerImport } from './ledger.rules.ts';
import type { LedgerColumn } from './ledger.columns.ts';
import { ledgerImportTable } from './ledger.table.ts';

export async function insertImport(tx: Tx, ledgerImport: LedgerImport): Promise<void> {
  await tx.insert(ledgerImportTable, ledgerImport);
}

export async function findImport(tx: Tx, id: string): Promise<LedgerImport | null> {
  return isId(id) ? tx.findOneBy(ledgerImportTable, { id }) : null;
}

export async function findErrorSheet(tx: Tx, id: string): Promise<Buffer | null> {
  const row = await tx.findOne(ledgerImportTable, { where: { id }, select: { id: true, errorSheetSealed: true } });
  return row?.errorSheetSealed ?? null;
}

export function listImports(tx: Tx, areaCode: string, first: number): Promise<LedgerImport[]> {
  return tx
    .createQueryBuilder(ledgerImportTable, 'i')
    .where('i.areaCode >= :from AND i.areaCode < :below', areaRange(areaCode))
    .orderBy('i.importedAt', 'DESC')
    .limit(first)
    .getMany();
}

/** Compounds of an area with the names of their communities, as ledgers name them. For an import they stay where they are until it is done. */
export function listKnownCompounds(tx: Tx, areaCode: string, forImport = false): Promise<KnownCompound[]> {
  const { from, below } = areaRange(areaCode);
  return tx.query(
    `/* listKnownCompounds */
     SELECT c.id, c.area_code AS "areaCode", c.name, a.name AS "communityName"
       FROM compounds c JOIN areas a ON a.code = left(c.area_code, 12)
      WHERE c.area_code >= $1 AND c.area_code < $2 ORDER BY c.name${forImport ? ', c.id FOR KEY SHARE OF c' : ''}`,
    [from, below],
  );
}

/** Inserts the doors that nobody registered yet, in the order given. @returns how many */
export function insertDoors(tx: Tx, households: readonly Omit<Household, 'version'>[]): Promise<number> {
  return insertMany(
    tx,
    'households',
    { id: 'uuid', compound_id: 'uuid', area_code: 'text', building: 'text', unit: 'text', room: 'text', door_order: 'text', occupancy: 'text' },
    households,
    'ON CONFLICT (compound_id, building, unit, room) DO NOTHING',
  );
}

export interface RegisteredDoor {
  id: string;
  compoundId: string;
  building: string;
  unit: string;
  room: string;
  areaCode: string;
  occupancy: string;
  residents: number;
}

/** The doors as the register has them, locked against other imports, each with its number of residents. */
export function lockDoors(tx: Tx, doors: readonly LedgerDoor[]): Promise<RegisteredDoor[]> {
  return tx.query(
    `/* lockDoors */
     SELECT h.id, h.compound_id AS "compoundId", h.building, h.unit, h.room, h.area_code AS "areaCode", h.occupancy,
            (SELECT count(*)::int FROM people p WHERE p.household_id = h.id) AS residents
       FROM households h
       JOIN unnest($1::uuid[], $2::text[], $3::text[], $4::text[]) AS d (compound_id, building, unit, room)
         USING (compound_id, building, unit, room)
      ORDER BY h.id FOR UPDATE OF h`,
    [doors.map((door) => door.compoundId), doors.map((door) => door.building), doors.map((door) => door.unit), doors.map((door) => door.room)],
  );
}

export async function setOccupancy(tx: Tx, householdIds: readonly string[], occupancy: 'OCCUPIED' | 'VACANT'): Promise<void> {
  await tx.query(
    `/* setOccupancy */ UPDATE households SET occupancy = $2, version = version + 1 WHERE id = ANY ($1::uuid[])`,
    [householdIds, occupancy],
  );
}

export type RegisteredPerson = Pick<Person, 'id' | 'householdId' | 'areaCode' | 'name' | 'idNumberIndex' | 'phoneIndex' | 'relation'> & {
  /** The number is that of an entry which was merged into this person. */
  merged: boolean;
};

/** The holders of these ID numbers, locked in the order of their ids; of a merged entry the survivor, by the name that the entry had. */
export function lockHolders(tx: Tx, idNumberIndexes: readonly Buffer[]): Promise<RegisteredPerson[]> {
  return tx.query(
    `/* lockHolders */
     SELECT p.id, p.household_id AS "householdId", p.area_code AS "areaCode", d.name, d.id_number_index AS "idNumberIndex",
            p.phone_index AS "phoneIndex", p.relation, d.merged_into IS NOT NULL AS merged
       FROM people d JOIN people p ON p.id = coalesce(d.merged_into, d.id)
      WHERE d.document_kind = 'RESIDENT_ID' AND d.id_number_index = ANY ($1::bytea[])
      ORDER BY p.id FOR UPDATE OF p`,
    [idNumberIndexes],
  );
}

export interface PersonChange {
  id: string;
  householdId: string;
  areaCode: string;
  phoneSealed: Buffer | null;
  phoneIndex: Buffer | null;
  phoneMask: string | null;
  relation: string | null;
}

/** Brings entries up to date with a ledger; what the ledger leaves empty stays as it was. */
export async function updateEntries(tx: Tx, changes: readonly PersonChange[]): Promise<void> {
  await tx.query(
    `/* updateEntries */
     UPDATE people p SET household_id = c.household_id, area_code = c.area_code,
            phone_sealed = coalesce(c.phone_sealed, p.phone_sealed),
            phone_index = coalesce(c.phone_index, p.phone_index),
            phone_mask = coalesce(c.phone_mask, p.phone_mask),
            relation = coalesce(c.relation, p.relation),
            version = version + 1
       FROM unnest($1::uuid[], $2::uuid[], $3::text[], $4::bytea[], $5::bytea[], $6::text[], $7::text[])
         AS c (id, household_id, area_code, phone_sealed, phone_index, phone_mask, relation)
      WHERE p.id = c.id`,
    [
      changes.map((change) => change.id),
      changes.map((change) => change.householdId),
      changes.map((change) => change.areaCode),
      changes.map((change) => change.phoneSealed),
      changes.map((change) => change.phoneIndex),
      changes.map((change) => change.phoneMask),
      changes.map((change) => change.relation),
    ],
  );
}

export interface ExportRow extends Record<Exclude<LedgerColumn, 'idNumber' | 'phone'>, string> {
  areaCode: string;
  idNumberSealed: Buffer | null;
  idNumberMask: string | null;
  phoneSealed: Buffer | null;
  phoneMask: string | null;
}

/** The register of an area in walking order, one row per resident or vacant household. */
export function listForExport(tx: Tx, areaCode: string, most: number): Promise<ExportRow[]> {
  const { from, below } = areaRange(areaCode);
  return tx.query(
    `/* listForExport */
     SELECT h.area_code AS "areaCode", a.name AS community, c.name AS compound, h.building, h.unit, h.room, coalesce(p.name, '') AS name,
            coalesce(p.birth_date::text, '') AS "birthDate", coalesce(p.relation, '') AS relation,
            CASE h.occupancy WHEN 'VACANT' THEN '空置' ELSE '常住' END AS occupancy,
            p.id_number_sealed AS "idNumberSealed", p.phone_sealed AS "phoneSealed",
            p.id_number_mask AS "idNumberMask", p.phone_mask AS "phoneMask"
       FROM households h
       JOIN compounds c ON c.id = h.compound_id
       JOIN areas a ON a.code = left(h.area_code, 12)
       LEFT JOIN people p ON p.household_id = h.id
      WHERE h.area_code >= $1 AND h.area_code < $2
      ORDER BY h.area_code, h.door_order, h.id, p.relation IS DISTINCT FROM '户主', p.birth_date, p.id
      LIMIT $3`,
    [from, below, most],
  );
}
