import type { Tx } from '@lianfang/platform/persistence';
import { isId } from '../ids.rules.ts';
import type { Compound } from './area.rules.ts';
import type { CompoundPlace, CompoundUnit, MovedDoors, SquadMember } from './compound.rules.ts';
import { compoundUnknown } from './compound.rules.ts';
import { setRegisterNow } from '../residents/resident.store.ts';
import { compoundTable, compoundUnitTable, squadMemberTable } from './compound.table.ts';

/** Locks the compound: two moves of it follow each other, and ledgers of it wait. @throws Refusal COMPOUND_NOT_FOUND */
export async function loadCompoundForUpdate(tx: Tx, id: string): Promise<Compound> {
  const compound = isId(id) ? await tx.findOne(compoundTable, { where: { id }, lock: { mode: 'pessimistic_write' } }) : null;
  if (!compound) throw compoundUnknown();
  return compound;
}

export async function countDoors(tx: Tx, compoundId: string): Promise<MovedDoors> {
  const [doors] = await tx.query<MovedDoors[]>(
    `/* countDoors */
     SELECT count(*)::int AS households, count(*) FILTER (WHERE occupancy = 'VACANT')::int AS "vacantHouseholds",
            (SELECT count(*)::int FROM people p JOIN households d ON d.id = p.household_id WHERE d.compound_id = $1) AS people
       FROM households WHERE compound_id = $1`,
    [compoundId],
  );
  return doors!;
}

/** Households and residents follow by their keys, the history by a trigger. @returns the id of the new place */
export async function moveTo(tx: Tx, move: { compoundId: string; gridCode: string; reason: string; by: string; at: Date }): Promise<string> {
  await setRegisterNow(tx, move.at);
  await tx.update(compoundTable, { id: move.compoundId }, { areaCode: move.gridCode });
  const [rows] = (await tx.query(
    `/* tellMove */ UPDATE compound_places SET reason = $2, moved_by = $3 WHERE compound_id = $1 AND upper_inf(period) RETURNING id`,
    [move.compoundId, move.reason, move.by],
  )) as [{ id: string }[], number];
  return rows[0]!.id;
}

/** The places of many compounds, the present first. */
export function listPlaces(tx: Tx, compoundIds: readonly string[]): Promise<CompoundPlace[]> {
  return tx.query(
    `/* listPlaces */
     SELECT compound_id AS "compoundId", area_code AS "areaCode", nullif(lower(period), '-infinity') AS "from", upper(period) AS until, reason, moved_by AS "movedBy",
            coalesce(area_code = lag(area_code, 2) OVER (PARTITION BY compound_id ORDER BY lower(period) NULLS FIRST), false) AS back
       FROM compound_places WHERE compound_id = ANY ($1::uuid[]) ORDER BY compound_id, upper(period) DESC NULLS FIRST`,
    [compoundIds.filter(isId)],
  );
}

/** The units of many compounds: those of the plan and those where households are registered. */
export function listUnits(tx: Tx, compoundIds: readonly string[]): Promise<CompoundUnit[]> {
  return tx.query(
    `/* listUnits */
     WITH doors AS (
       SELECT compound_id, building, unit, count(*)::int AS households, count(*) FILTER (WHERE occupancy = 'VACANT')::int AS vacant, min(door_order) AS walked
         FROM households WHERE compound_id = ANY ($1::uuid[]) GROUP BY 1, 2, 3)
     SELECT compound_id AS "compoundId", (SELECT c.area_code FROM compounds c WHERE c.id = compound_id) AS "areaCode", building, unit, p.rooms, coalesce(d.households, 0) AS households, coalesce(d.vacant, 0) AS "vacantHouseholds"
       FROM (SELECT * FROM compound_units WHERE compound_id = ANY ($1::uuid[])) p
       FULL JOIN doors d USING (compound_id, building, unit)
      ORDER BY compound_id, nullif(regexp_replace(building, '\\D', '', 'g'), '')::numeric NULLS FIRST, building, nullif(regexp_replace(unit, '\\D', '', 'g'), '')::numeric NULLS FIRST, unit`,
    [compoundIds.filter(isId)],
  );
}

/** The plan as it is given now. */
export async function saveUnits(tx: Tx, compoundId: string, units: readonly { building: string; unit: string; rooms: number }[]): Promise<void> {
  await tx.delete(compoundUnitTable, { compoundId });
  await tx.insert(compoundUnitTable, units.map((unit) => ({ ...unit, compoundId })));
}

export function listSquadMembers(tx: Tx, gridCodes: readonly string[]): Promise<SquadMember[]> {
  return tx.createQueryBuilder(squadMemberTable, 'm').where('m.areaCode = ANY(:gridCodes)', { gridCodes: [...gridCodes] }).orderBy('m.areaCode').addOrderBy('m.position').getMany();
}

/** Head, number and members of one grid change together. */
export async function saveMembers(tx: Tx, gridCode: string, members: readonly SquadMember[]): Promise<void> {
  await tx.query(
    `/* saveSquad */
     INSERT INTO grid_squads (area_code, head_name, members) VALUES ($1, $2, $3)
     ON CONFLICT (area_code) DO UPDATE SET head_name = excluded.head_name, members = excluded.members`,
    [gridCode, members[0]!.name, members.length],
  );
  await tx.delete(squadMemberTable, { areaCode: gridCode });
  await tx.insert(squadMemberTable, [...members]);
}

/** A squad whose head or size was told anew is named anew. */
export async function forgetMembers(tx: Tx, gridCodes: readonly string[]): Promise<void> {
  await tx.query(
    `/* forgetMembers */
     DELETE FROM squad_members m USING grid_squads s
      WHERE s.area_code = m.area_code AND m.area_code = ANY ($1::text[]) AND m.area_code IN (
        SELECT g.area_code FROM grid_squads g LEFT JOIN squad_members h ON h.area_code = g.area_code AND h.position = 1
         WHERE g.area_code = ANY ($1::text[]) AND (h.name IS DISTINCT FROM g.head_name OR g.members <> (SELECT count(*) FROM squad_members c WHERE c.area_code = g.area_code)))`,
    [gridCodes],
  );
}
