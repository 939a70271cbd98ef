import { rowsBy } from '@lianfang/platform/persistence';
import type { Tx } from '@lianfang/platform/persistence';
import { In } from 'typeorm';
import { isId } from '../ids.rules.ts';
import { areaUnknown } from './area.rules.ts';
import type { Area, Compound, GridSquad, RegisterCounts } from './area.rules.ts';
import { areaTable, compoundTable, gridSquadTable } from './area.table.ts';

/** @throws Refusal AREA_UNKNOWN */
export async function loadArea(tx: Tx, code: string): Promise<Area> {
  const area = await tx.findOneBy(areaTable, { code });
  if (!area) throw areaUnknown(code);
  return area;
}

export const findAreas = rowsBy(areaTable, 'code', { name: 'findAreas' });

export function listChildren(tx: Tx, parentCodes: readonly string[]): Promise<Area[]> {
  return tx.find(areaTable, { where: { parentCode: In([...parentCodes]) }, order: { code: 'ASC' } });
}

export const findSquads = rowsBy(gridSquadTable, 'areaCode', { name: 'findSquads' });

const compoundsById = rowsBy(compoundTable, 'id', { name: 'findCompounds' });

export function findCompounds(tx: Tx, ids: readonly string[]): Promise<Compound[]> {
  return compoundsById(tx, ids.filter(isId));
}

/** Compounds of each area and all below it, by name, in one statement for any number of areas. */
export function listCompounds(tx: Tx, areaCodes: readonly string[]): Promise<(Compound & { askedCode: string })[]> {
  return tx.query(
    `/* listCompounds */
     SELECT asked.code AS "askedCode", c.id, c.area_code AS "areaCode", c.name, c.address
       FROM unnest($1::text[]) AS asked (code)
       JOIN compounds c ON c.area_code >= asked.code COLLATE "C" AND c.area_code < (asked.code || ':') COLLATE "C"
      ORDER BY c.name, c.id`,
    [areaCodes],
  );
}

/** Counts of each area and all below it, in one statement for any number of areas. */
export async function countRegister(tx: Tx, codes: readonly string[]): Promise<RegisterCounts[]> {
  return tx.query(
    `/* countRegister */
     SELECT asked.code AS "areaCode",
            coalesce(sum(c.households), 0)::int AS households,
            coalesce(sum(c.vacant_households), 0)::int AS "vacantHouseholds",
            coalesce(sum(c.people), 0)::int AS people
       FROM unnest($1::text[]) AS asked (code)
       LEFT JOIN register_counts c
         ON c.area_code >= asked.code COLLATE "C" AND c.area_code < (asked.code || ':') COLLATE "C"
      GROUP BY asked.code`,
    [codes],
  );
}

/** A row that was written, and whether it is new. */
export interface Put {
  code: string;
  added: boolean;
}

/** Inserts areas or renames them. One that was the top of the tree is hung below its parent when that is known now. */
export function putAreas(tx: Tx, areas: readonly Area[]): Promise<Put[]> {
  return tx.query<Put[]>(
    `/* putAreas */
     INSERT INTO areas (code, name, parent_code)
     SELECT * FROM unnest($1::text[], $2::text[], $3::text[])
     ON CONFLICT (code) DO UPDATE SET name = excluded.name, parent_code = coalesce(excluded.parent_code, areas.parent_code)
       WHERE areas.name <> excluded.name OR (areas.parent_code IS NULL AND excluded.parent_code IS NOT NULL)
     RETURNING code, xmax = 0 AS added`,
    [areas.map((area) => area.code), areas.map((area) => area.name), areas.map((area) => area.parentCode)],
  );
}

export function putSquads(tx: Tx, squads: readonly GridSquad[]): Promise<Put[]> {
  return tx.query<Put[]>(
    `/* putSquads */
     INSERT INTO grid_squads (area_code, head_name, members)
     SELECT * FROM unnest($1::text[], $2::text[], $3::int[])
     ON CONFLICT (area_code) DO UPDATE SET head_name = excluded.head_name, members = excluded.members
       WHERE (grid_squads.head_name, grid_squads.members) <> (excluded.head_name, excluded.members)
     RETURNING area_code AS code, xmax = 0 AS added`,
    [squads.map((squad) => squad.areaCode), squads.map((squad) => squad.headName), squads.map((squad) => squad.members)],
  );
}

/** A compound that is known keeps its grid: moving it takes its households along and is a step of its own. */
export function putCompounds(tx: Tx, compounds: readonly Compound[]): Promise<Put[]> {
  return tx.query<Put[]>(
    `/* putCompounds */
     INSERT INTO compounds (id, area_code, name, address)
     SELECT * FROM unnest($1::uuid[], $2::text[], $3::text[], $4::text[])
     ON CONFLICT (left(area_code, 12), name) DO UPDATE SET address = excluded.address
       WHERE compounds.address <> excluded.address
     RETURNING id AS code, xmax = 0 AS added`,
    [
      compounds.map((compound) => compound.id),
      compounds.map((compound) => compound.areaCode),
      compounds.map((compound) => compound.name),
      compounds.map((compound) => compound.address),
    ],
  );
}
