import { areaRange } from '@lianfang/contracts/areas';
import { readRows, readsAlone, rowsBy, selectFrom } from '@lianfang/platform/persistence';
import type { Tx } from '@lianfang/platform/persistence';
import type { SelectQueryBuilder } from 'typeorm';
import { isId } from '../ids.rules.ts';
import type { Household, Occupancy } from './household.rules.ts';
import { householdTable } from './household.table.ts';

const householdsById = rowsBy(householdTable, 'id', { name: 'findHouseholds' });

export function findHouseholds(tx: Tx, ids: readonly string[]): Promise<Household[]> {
  return householdsById(tx, ids.filter(isId));
}

export interface HouseholdFilter {
  areaCode: string;
  search?: string | null;
  occupancy?: Occupancy | null;
  compoundId?: string | null;
  building?: string | null;
  unit?: string | null;
  room?: string | null;
}

/** A page in walking order, and one row more than asked so that the caller knows whether another page follows. */
export function listHouseholds(tx: Tx, filter: HouseholdFilter, page: { first: number; after: string | null }): Promise<Household[]> {
  if (words(filter.search).length === 0 && !namesDoor(filter) && !readsAlone(tx.connection)) return listAll(tx, filter, page);
  const query = filtered(tx, filter).orderBy('h.doorOrder').addOrderBy('h.id').limit(page.first + 1);
  // The cursor is the id; its place in the order is looked up, so a cursor never carries an address.
  if (page.after) {
    query.andWhere('(h.doorOrder, h.id) > (SELECT a.door_order, a.id FROM households a WHERE a.id = :after)', { after: page.after });
  }
  return query.getMany();
}

function namesDoor({ compoundId, building, unit, room }: HouseholdFilter): boolean {
  return [compoundId, building, unit, room].some((part) => part !== null && part !== undefined);
}

/** The page that every desk opens with. */
function listAll(tx: Tx, { areaCode, occupancy }: HouseholdFilter, { first, after }: { first: number; after: string | null }): Promise<Household[]> {
  const { from, below } = areaRange(areaCode);
  return readRows<Household>(
    tx,
    `/* listAll */ ${selectFrom(tx.connection, householdTable)}
      WHERE t.area_code >= $1 AND t.area_code < $2 AND ($4::text IS NULL OR t.occupancy = $4)
        ${after ? 'AND (t.door_order, t.id) > (SELECT a.door_order, a.id FROM households a WHERE a.id = $5)' : ''}
      ORDER BY t.door_order, t.id LIMIT $3`,
    [from, below, first + 1, occupancy ?? null, ...(after ? [after] : [])],
  );
}

export function countHouseholds(tx: Tx, filter: HouseholdFilter): Promise<number> {
  return filtered(tx, filter).getCount();
}

function filtered(tx: Tx, { areaCode, search, occupancy, compoundId, ...door }: HouseholdFilter): SelectQueryBuilder<Household> {
  const query = tx.createQueryBuilder(householdTable, 'h').where('h.areaCode >= :from AND h.areaCode < :below', areaRange(areaCode));
  if (occupancy) query.andWhere('h.occupancy = :occupancy', { occupancy });
  if (compoundId) query.andWhere('h.compoundId = :compoundId', { compoundId: isId(compoundId) ? compoundId : nobody });
  for (const part of ['building', 'unit', 'room'] as const) {
    if (door[part] !== null && door[part] !== undefined) query.andWhere(`h.${part} = :${part}`, { [part]: door[part] });
  }
  for (const [index, word] of words(search).entries()) {
    query.andWhere(
      `(h.building LIKE :word${index} OR h.unit LIKE :word${index} OR h.room LIKE :word${index} OR h.compoundId IN (SELECT c.id FROM compounds c WHERE c.name LIKE :word${index}))`,
      { [`word${index}`]: `%${word}%` },
    );
  }
  return query;
}

/** No row has it: what is no id of ours names nothing. */
const nobody = '00000000-0000-0000-0000-000000000000';

/** Words of a search, with the wildcards of LIKE taken literally. */
function words(search: string | null | undefined): string[] {
  return (search ?? '').split(/\s+/).filter(Boolean).map((word) => word.replace(/[\\%_]/g, '\\$&'));
}

/** Compounds that an address text names. */
export interface Addressed {
  /** More compounds than are worth listing: the text is part of their names. */
  everywhere: boolean;
  compoundIds: string[];
  /** What must stand in building, unit and room behind each name; empty when the name holds the whole text. */
  rests: string[];
}

const mostCompounds = 40;

/** A street has some 12,000 doors: few enough to look for a room without its compound. */
const streetDigits = 9;

/** 文化, 文化苑, 文化苑3号楼 or 文化苑 3号楼 501: part of a compound's name, or its name and what stands behind it; in a street also 501 alone. */
export async function findAddressed(tx: Tx, areaCode: string, text: string): Promise<Addressed> {
  const { from, below } = areaRange(areaCode);
  const rows: { id: string; rest: string }[] = await tx.query(
    `/* findAddressed */
     SELECT c.id, CASE WHEN strpos(c.name, $3) > 0 THEN '' ELSE regexp_replace(substr($3, length(c.name) + 1), '\\s', '', 'g') END AS rest
       FROM compounds c WHERE c.area_code >= $1 AND c.area_code < $2 AND (strpos(c.name, $3) > 0 OR starts_with($3, c.name)) LIMIT $4`,
    [from, below, text, mostCompounds + 1],
  );
  if (rows.length === 0 && areaCode.length >= streetDigits && /\d/.test(text)) rows.push(...(await compoundsWithRest(tx, areaCode, text)));
  return { everywhere: rows.length > mostCompounds && rows.every((row) => row.rest === ''), compoundIds: rows.map((row) => row.id), rests: rows.map((row) => row.rest) };
}

function compoundsWithRest(tx: Tx, areaCode: string, text: string): Promise<{ id: string; rest: string }[]> {
  const { from, below } = areaRange(areaCode);
  return tx.query(`/* compoundsWithRest */ SELECT id, $3::text AS rest FROM compounds WHERE area_code >= $1 AND area_code < $2`, [from, below, text.replace(/\s/g, '')]);
}

/** A door that counted as vacant has somebody behind it. @returns its grid, or null when it was occupied before */
export async function occupyHousehold(tx: Tx, id: string): Promise<string | null> {
  const [rows] = await tx.query<[{ areaCode: string }[], number]>(
    `/* occupyHousehold */
     UPDATE households SET occupancy = 'OCCUPIED', version = version + 1 WHERE id = $1 AND occupancy = 'VACANT' RETURNING area_code AS "areaCode"`,
    [id],
  );
  return rows[0]?.areaCode ?? null;
}
