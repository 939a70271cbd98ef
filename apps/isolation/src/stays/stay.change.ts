import { BedOccupancyChanged } from '@lianfang/contracts/events';
import { withinArea } from '@lianfang/platform/auth';
import { newId } from '@lianfang/platform/clock';
import { emit } from '@lianfang/platform/outbox';
import type { Tx } from '@lianfang/platform/persistence';
import { findBeds, findBedForUpdate, findFacilities, loadFacilityForAdmission } from '../facilities/facility.store.ts';
import type { Context } from '../graph.ts';
import { demandBedNeeded } from '../orders/order.rules.ts';
import type { IsolationOrder } from '../orders/order.rules.ts';
import { bedUnknown, demandOpen } from './stay.rules.ts';
import type { Stay } from './stay.rules.ts';
import { endOpenStay, insertStay } from './stay.store.ts';

/**
 * Gives the order's person the bed, leaving the one held before.
 * @throws Refusal BED_NOT_FOUND, BED_OCCUPIED, FACILITY_NOT_OPEN, ORDER_NOT_IN_FORCE, BED_NOT_NEEDED
 */
export async function takeBed(tx: Tx, order: IsolationOrder, bedId: string, ctx: Context): Promise<Stay> {
  demandBedNeeded(order);
  const bed = await findBedForUpdate(tx, bedId);
  if (!bed) throw bedUnknown();
  const facility = await loadFacilityForAdmission(tx, bed.facilityId);
  if (!withinArea(ctx.actor, facility.areaCode)) throw bedUnknown();
  demandOpen(facility);
  await endStay(tx, order, ctx);
  const stay: Stay = { id: newId(), orderId: order.id, personId: order.personId, bedId, from: ctx.clock.now(), until: null };
  await insertStay(tx, stay);
  await tellOccupancy(tx, stay, facility, 1, ctx);
  return stay;
}

/** The person leaves the bed held now, if any. */
export async function endStay(tx: Tx, order: IsolationOrder, ctx: Context): Promise<void> {
  const ended = await endOpenStay(tx, order.id, ctx.clock.now());
  if (!ended) return;
  const [bed] = await findBeds(tx, [ended.bedId]);
  const [facility] = await findFacilities(tx, [bed!.facilityId]);
  await tellOccupancy(tx, ended, facility!, -1, ctx);
}

async function tellOccupancy(tx: Tx, stay: Stay, facility: { id: string; areaCode: string }, occupied: 1 | -1, ctx: Context): Promise<void> {
  const { id: facilityId, areaCode } = facility;
  await emit(tx, BedOccupancyChanged, {
    subject: stay.bedId,
    areaCode,
    agency: ctx.actor.agency,
    payload: { facilityId, bedId: stay.bedId, stayId: stay.id, orderId: stay.orderId, personId: stay.personId, areaCode, occupied },
    at: ctx.clock.now(),
  });
}
