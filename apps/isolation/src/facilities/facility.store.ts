import { areaRange } from '@lianfang/contracts/areas';
import { insertMany, isId, rowsBy } from '@lianfang/platform/persistence';
import type { Tx } from '@lianfang/platform/persistence';
import { In } from 'typeorm';
import { facilityUnknown } from './facility.rules.ts';
import type { Bed, Facility, FacilityState, FacilityStep } from './facility.rules.ts';
import { bedTable, facilityStepTable, facilityTable } from './facility.table.ts';

export async function insertFacility(tx: Tx, facility: Facility, beds: readonly Bed[]): Promise<void> {
  await tx.insert(facilityTable, facility);
  await insertMany(tx, 'beds', { id: 'uuid', facility_id: 'uuid', room: 'text', label: 'text', bed_order: 'text' }, beds);
}

/** Locks the facility against every step and every admission. @throws Refusal FACILITY_NOT_FOUND */
export async function loadFacilityForUpdate(tx: Tx, id: string): Promise<Facility> {
  const facility = isId(id) ? await tx.findOne(facilityTable, { where: { id }, lock: { mode: 'pessimistic_write' } }) : null;
  if (!facility) throw facilityUnknown();
  return facility;
}

/** Locks the facility against being closed while somebody moves in. @throws Refusal FACILITY_NOT_FOUND */
export async function loadFacilityForAdmission(tx: Tx, id: string): Promise<Facility> {
  const facility = await tx.findOne(facilityTable, { where: { id }, lock: { mode: 'pessimistic_read' } });
  if (!facility) throw facilityUnknown();
  return facility;
}

export async function updateFacility(tx: Tx, facility: Facility): Promise<void> {
  const { id, ...changes } = facility;
  await tx.update(facilityTable, { id }, changes);
}

export async function insertStep(tx: Tx, step: FacilityStep): Promise<void> {
  await tx.insert(facilityStepTable, step);
}

export function listSteps(tx: Tx, facilityIds: readonly string[]): Promise<FacilityStep[]> {
  return tx.find(facilityStepTable, { where: { facilityId: In([...facilityIds]) }, order: { at: 'ASC' } });
}

const facilitiesById = rowsBy(facilityTable, 'id', { name: 'findFacilities' });

export function findFacilities(tx: Tx, ids: readonly string[]): Promise<Facility[]> {
  return facilitiesById(tx, ids.filter(isId));
}

export function listFacilities(tx: Tx, areaCode: string, state?: FacilityState | null): Promise<Facility[]> {
  const query = tx
    .createQueryBuilder(facilityTable, 'f')
    .where('f.areaCode >= :from AND f.areaCode < :below', areaRange(areaCode))
    .orderBy('f.name')
    .limit(500);
  if (state) query.andWhere('f.state = :state', { state });
  return query.getMany();
}

export interface BedCounts {
  facilityId: string;
  capacity: number;
  occupied: number;
}

export function countBeds(tx: Tx, facilityIds: readonly string[]): Promise<BedCounts[]> {
  return tx.query(
    `/* countBeds */
     SELECT b.facility_id AS "facilityId", count(*)::int AS capacity, count(s.id)::int AS occupied
       FROM beds b LEFT JOIN stays s ON s.bed_id = b.id AND upper_inf(s.period)
      WHERE b.facility_id = ANY ($1::uuid[]) GROUP BY b.facility_id`,
    [facilityIds],
  );
}

const bedsById = rowsBy(bedTable, 'id', { name: 'findBeds' });

export function findBeds(tx: Tx, ids: readonly string[]): Promise<Bed[]> {
  return bedsById(tx, ids.filter(isId));
}

/** Locks the bed: who asks for it at the same time waits here, and the constraint decides without a deadlock. */
export async function findBedForUpdate(tx: Tx, id: string): Promise<Bed | null> {
  return isId(id) ? tx.findOne(bedTable, { where: { id }, lock: { mode: 'pessimistic_write' } }) : null;
}

/** The bed board of many facilities at once. */
export function listBeds(tx: Tx, facilityIds: readonly string[], freeOnly: boolean): Promise<Bed[]> {
  const query = tx
    .createQueryBuilder(bedTable, 'b')
    .where('b.facilityId IN (:...facilityIds)', { facilityIds })
    .orderBy('b.facilityId')
    .addOrderBy('b.bedOrder');
  if (freeOnly) query.andWhere('NOT EXISTS (SELECT 1 FROM stays s WHERE s.bed_id = b.id AND upper_inf(s.period))');
  return query.getMany();
}
