import { areaRange } from '@lianfang/contracts/areas';
import type { Tx } from '@lianfang/platform/persistence';
import { In } from 'typeorm';
import { areaUnknown } from './area.rules.ts';
import type { Area, Compound, GridSquad, RegisterCounts } from './area.rules.ts';
import { areaTable, compoundTable, gridSquadTable } from './area.table.ts';

/** @throws Refusal AREA_UNKNOWN */
export async function loadArea(tx: Tx, code: string): Promise<Area> {
  const area = await tx.findOneBy(areaTable, { code });
  if (!area) throw areaUnknown(code);
  return area;
}

export function findAreas(tx: Tx, codes: readonly string[]): Promise<Area[]> {
  return tx.findBy(areaTable, { code: In([...codes]) });
}

export function listChildren(tx: Tx, parentCodes: readonly string[]): Promise<Area[]> {
  return tx.find(areaTable, { where: { parentCode: In([...parentCodes]) }, order: { code: 'ASC' } });
}

export function findSquads(tx: Tx, gridCodes: readonly string[]): Promise<GridSquad[]> {
  return tx.findBy(gridSquadTable, { areaCode: In([...gridCodes]) });
}

export function findCompounds(tx: Tx, ids: readonly string[]): Promise<Compound[]> {
  return tx.findBy(compoundTable, { id: In([...ids]) });
}

/** Compounds in an area and below, by name. */
export function listCompounds(tx: Tx, areaCode: string): Promise<Compound[]> {
  const { from, below } = areaRange(areaCode);
  return tx
    .createQueryBuilder(compoundTable, 'c')
    .where('c.areaCode >= :from AND c.areaCode < :below', { from, below })
    .orderBy('c.name')
    .getMany();
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

/** Inserts areas or renames them; the parent of the topmost area may be unknown and is then left out. */
export async function putAreas(tx: Tx, areas: readonly Area[]): Promise<AreaChanges> {
  const rows = await tx.query<{ added: boolean }[]>(
    `/* putAreas */
     INSERT INTO areas (code, name, parent_code)
     SELECT * FROM unnest($1::text[], $2::text[], $3::text[])
     ON CONFLICT (code) DO UPDATE SET name = excluded.name WHERE areas.name <> excluded.name
     RETURNING xmax = 0 AS added`,
    [areas.map((area) => area.code), areas.map((area) => area.name), areas.map((area) => area.parentCode)],
  );
  return changesOf(rows);
}

export async function putSquads(tx: Tx, squads: readonly GridSquad[]): Promise<AreaChanges> {
  const rows = await tx.query<{ added: boolean }[]>(
    `/* putSquads */
     INSERT INTO grid_squads (area_code, head_name, members)
     SELECT * FROM unnest($1::text[], $2::text[], $3::int[])
     ON CONFLICT (area_code) DO UPDATE SET head_name = excluded.head_name, members = excluded.members
       WHERE (grid_squads.head_name, grid_squads.members) <> (excluded.head_name, excluded.members)
     RETURNING xmax = 0 AS added`,
    [squads.map((squad) => squad.areaCode), squads.map((squad) => squad.headName), squads.map((squad) => squad.members)],
  );
  return changesOf(rows);
}

/** A compound that is known keeps its grid: moving it takes its households along and is a step of its own. */
export async function putCompounds(tx: Tx, compounds: readonly Compound[]): Promise<AreaChanges> {
  const rows = await tx.query<{ added: boolean }[]>(
    `/* putCompounds */
     INSERT INTO compounds (id, area_code, name, address)
     SELECT * FROM unnest($1::uuid[], $2::text[], $3::text[], $4::text[])
     ON CONFLICT (left(area_code, 12), name) DO UPDATE SET address = excluded.address
       WHERE compounds.address <> excluded.address
     RETURNING xmax = 0 AS added`,
    [
      compounds.map((compound) => compound.id),
      compounds.map((compound) => compound.areaCode),
      compounds.map((compound) => compound.name),
      compounds.map((compound) => compound.address),
    ],
  );
  return changesOf(rows);
}

export interface AreaChanges {
  added: number;
  changed: number;
}

function changesOf(rows: readonly { added: boolean }[]): AreaChanges {
  const added = rows.filter((row) => row.added).length;
  return { added, changed: rows.length - added };
}
