import { areaRange } from '@lianfang/contracts/areas';
import type { Tx } from '@lianfang/platform/persistence';
import { insertMany } from '@lianfang/platform/persistence';
import { In } from 'typeorm';
import type { SelectQueryBuilder } from 'typeorm';
import { isId } from '../ids.rules.ts';
import { discrepancyUnknown, doorUnknown } from './specimen.refusals.ts';
import type { Discrepancy, SpecimenDoor } from './specimen.rules.ts';
import { discrepancyTable, specimenDoorTable } from './specimen.table.ts';

/** @throws Refusal SPECIMEN_DOOR_NOT_FOUND */
export async function loadDoorForUpdate(tx: Tx, id: string): Promise<SpecimenDoor> {
  const door = isId(id) ? await tx.findOne(specimenDoorTable, { where: { id }, lock: { mode: 'pessimistic_write' } }) : null;
  if (!door) throw doorUnknown();
  return door;
}

export function findDoors(tx: Tx, ids: readonly string[]): Promise<SpecimenDoor[]> {
  return tx.findBy(specimenDoorTable, { id: In(ids.filter(isId)) });
}

export async function updateDoor(tx: Tx, door: SpecimenDoor): Promise<void> {
  const { id, ...rest } = door;
  await tx.update(specimenDoorTable, { id }, rest as object);
}

export function pageDoors(tx: Tx, specimenId: string, page: { limit: number; after: string | null }): Promise<SpecimenDoor[]> {
  const query = tx.createQueryBuilder(specimenDoorTable, 'd').where('d.specimenId = :specimenId', { specimenId }).orderBy('d.place').limit(page.limit);
  if (page.after) query.andWhere('d.place > (SELECT a.place FROM specimen_doors a WHERE a.id = :after)', { after: page.after });
  return query.getMany();
}

export interface BlindDoor {
  id: string;
  specimenTitle: string;
  householdId: string;
  place: number;
  areaCode: string;
  address: string;
  dueAt: Date;
  met: boolean | null;
}

export interface BlindFilter {
  areaCode: string;
  openOnly: boolean;
}

const blindColumns = `d.id, s.title AS "specimenTitle", d.household_id AS "householdId", d.place, d.area_code AS "areaCode", s.due_at AS "dueAt",
       concat_ws(' ', c.name, nullif(h.building, ''), nullif(h.unit, ''), nullif(h.room, '')) AS address, CASE d.result WHEN 'MET' THEN true WHEN 'NOT_MET' THEN false END AS met`;
const blindTables = `specimen_doors d JOIN specimens s ON s.id = d.specimen_id JOIN households h ON h.id = d.household_id JOIN compounds c ON c.id = h.compound_id`;
/** Published ones are over. What nobody revisited yet, and where nobody was met, is open. */
const blindWhere = `d.area_code >= $1 AND d.area_code < $2 AND (NOT $3::boolean OR d.result IS DISTINCT FROM 'MET')
        AND NOT EXISTS (SELECT FROM specimen_reports r WHERE r.specimen_id = s.id)`;

export function pageBlind(tx: Tx, { areaCode, openOnly }: BlindFilter, page: { limit: number; after: string | null }): Promise<BlindDoor[]> {
  const { from, below } = areaRange(areaCode);
  return tx.query(
    `/* pageBlind */
     SELECT ${blindColumns} FROM ${blindTables} WHERE ${blindWhere}
        AND ($4::uuid IS NULL OR (s.id, d.place) > (SELECT a.specimen_id, a.place FROM specimen_doors a WHERE a.id = $4)) ORDER BY s.id, d.place LIMIT $5`,
    [from, below, openOnly, page.after, page.limit],
  );
}

export async function countBlind(tx: Tx, { areaCode, openOnly }: BlindFilter): Promise<number> {
  const { from, below } = areaRange(areaCode);
  const [row] = await tx.query<{ doors: number }[]>(`/* countBlind */ SELECT count(*)::int AS doors FROM ${blindTables} WHERE ${blindWhere}`, [from, below, openOnly]);
  return row!.doors;
}

export async function loadBlind(tx: Tx, id: string): Promise<BlindDoor> {
  const [door] = await tx.query<BlindDoor[]>(`/* loadBlind */ SELECT ${blindColumns} FROM ${blindTables} WHERE d.id = $1`, [id]);
  return door!;
}

export async function insertDiscrepancies(tx: Tx, rows: readonly Pick<Discrepancy, 'id' | 'specimenId' | 'doorId' | 'householdId' | 'areaCode' | 'field' | 'dueAt'>[]): Promise<void> {
  await insertMany(
    tx, 'discrepancies', { id: 'uuid', specimen_id: 'uuid', door_id: 'uuid', household_id: 'uuid', area_code: 'text', field: 'text', due_at: 'timestamptz' }, rows,
  );
}

export function findDiscrepancies(tx: Tx, ids: readonly string[]): Promise<Discrepancy[]> {
  return tx.findBy(discrepancyTable, { id: In(ids.filter(isId)) });
}

/** @throws Refusal DISCREPANCY_NOT_FOUND */
export async function loadDiscrepancyForUpdate(tx: Tx, id: string): Promise<Discrepancy> {
  const found = isId(id) ? await tx.findOne(discrepancyTable, { where: { id }, lock: { mode: 'pessimistic_write' } }) : null;
  if (!found) throw discrepancyUnknown();
  return found;
}

export async function resolve(tx: Tx, id: string, resolution: Pick<Discrepancy, 'resolution' | 'changeType' | 'changeId' | 'changeVersion' | 'note' | 'doneBy' | 'doneAt' | 'version'>): Promise<void> {
  await tx.update(discrepancyTable, { id }, resolution);
}

export interface DiscrepancyFilter {
  areaCode: string;
  specimenId?: string | null;
  open?: boolean | null;
}

export function pageDiscrepancies(tx: Tx, filter: DiscrepancyFilter, page: { limit: number; after: string | null }): Promise<Discrepancy[]> {
  const query = filtered(tx, filter).orderBy('d.dueAt').addOrderBy('d.id').limit(page.limit);
  if (page.after) query.andWhere('(d.dueAt, d.id) > (SELECT a.due_at, a.id FROM discrepancies a WHERE a.id = :after)', { after: page.after });
  return query.getMany();
}

export function countDiscrepancies(tx: Tx, filter: DiscrepancyFilter): Promise<number> {
  return filtered(tx, filter).getCount();
}

function filtered(tx: Tx, { areaCode, specimenId, open }: DiscrepancyFilter): SelectQueryBuilder<Discrepancy> {
  const query = tx.createQueryBuilder(discrepancyTable, 'd').where('d.areaCode >= :from AND d.areaCode < :below', areaRange(areaCode));
  if (specimenId) query.andWhere('d.specimenId = :specimenId', { specimenId: isId(specimenId) ? specimenId : null });
  if (open != null) query.andWhere(open ? 'd.resolution IS NULL' : 'd.resolution IS NOT NULL');
  return query;
}

/** What the register and the round say of the door now, beside the version that says so. */
export interface StandingAnswers {
  householdId: string;
  occupancy: 'OCCUPIED' | 'VACANT';
  householdVersion: number;
  residents: number;
  visitId: string | null;
  returnees: number | null;
}

export async function loadStanding(tx: Tx, householdId: string, roundId: string | null): Promise<StandingAnswers> {
  const [row] = await tx.query<StandingAnswers[]>(
    `/* loadStanding */
     SELECT h.id AS "householdId", h.occupancy, h.version AS "householdVersion", (SELECT count(*) FROM people p WHERE p.household_id = h.id AND p.merged_into IS NULL)::int AS residents, v.id AS "visitId",
            CASE WHEN v.id IS NOT NULL THEN (SELECT coalesce(sum(value::int), 0) FROM jsonb_each_text(v.returnees))::int END AS returnees
       FROM households h LEFT JOIN sweep_targets t ON t.round_id = $2 AND t.household_id = h.id LEFT JOIN sweep_visits v ON v.id = t.visit_id
      WHERE h.id = $1 FOR UPDATE OF h`,
    [householdId, roundId],
  );
  return row!;
}

export async function emptyHousehold(tx: Tx, id: string): Promise<void> {
  await tx.query(`/* emptyHousehold */ UPDATE households SET occupancy = 'VACANT', version = version + 1 WHERE id = $1 AND occupancy = 'OCCUPIED'`, [id]);
}
