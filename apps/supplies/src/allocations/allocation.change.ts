import { demandArea, withinArea } from '@lianfang/platform/auth';
import { newId } from '@lianfang/platform/clock';
import { isId } from '@lianfang/platform/persistence';
import type { Tx } from '@lianfang/platform/persistence';
import { consumeDonations } from '../donations/donation.store.ts';
import type { AllocationLineInput, PlanAllocationInput } from '../generated/types.ts';
import type { Context } from '../graph.ts';
import { moveStock } from '../stock/stock.change.ts';
import { placeUnknown } from '../stock/stock.rules.ts';
import type { Place, PlaceKind, StockMovement } from '../stock/stock.rules.ts';
import { demandItems, findPlaceOf, insertPlace, loadPlace } from '../stock/stock.store.ts';
import { demandReceivers, issueAllocation, planLines, receiverUnknown, signLine } from './allocation.rules.ts';
import type { Allocation, AllocationLine } from './allocation.rules.ts';
import { insertAllocation, listAllocationLines, signAllocationLine, updateAllocation } from './allocation.store.ts';

/** @throws Refusal of planLines, PLACE_NOT_FOUND, ITEM_NOT_FOUND, RECEIVER_INCOMPLETE */
export async function plan(tx: Tx, input: PlanAllocationInput, ctx: Context): Promise<string> {
  const from = await loadOwnPlace(tx, input.fromPlaceId, ctx);
  await demandItems(tx, [input.itemId]);
  demandReceivers(input.lines.length);
  const receivers: { placeId: string; headcount?: number | null; quantity?: number | null }[] = [];
  for (const line of input.lines) receivers.push({ ...line, placeId: (await receiverOf(tx, line, ctx)).id });
  const lines = planLines({ basis: input.basis, quantity: input.quantity, lines: receivers });
  const allocation: Allocation = {
    id: newId(),
    itemId: input.itemId,
    fromPlaceId: from.id,
    state: 'PLANNED',
    basis: input.basis,
    areaCode: from.areaCode,
    plannedAt: ctx.clock.now(),
    plannedBy: ctx.actor.name,
    approvedBy: null,
    issuedAt: null,
    deliveredAt: null,
  };
  await insertAllocation(tx, allocation, lines.map((line) => ({ ...line, allocationId: allocation.id })));
  return allocation.id;
}

/** The goods leave the place and are on the road; donors see where they are bound for. @throws Refusal STOCK_INSUFFICIENT */
export async function issue(tx: Tx, planned: Allocation, ctx: Context): Promise<Allocation> {
  const now = ctx.clock.now();
  const allocation = issueAllocation(planned, now);
  const lines = await listAllocationLines(tx, [allocation.id]);
  const road = await roadFrom(tx, await loadPlace(tx, allocation.fromPlaceId));
  const quantity = lines.reduce((total, line) => total + line.quantity, 0);
  const movement = movementOf(allocation, quantity, allocation.fromPlaceId, road.id, '分配出库', ctx);
  await moveStock(tx, [movement], ctx.actor.agency);
  await consumeDonations(tx, movement, lines);
  await updateAllocation(tx, allocation);
  return allocation;
}

/** One receiver signs; from now on the goods lie there. Signing twice changes nothing. */
export async function sign(tx: Tx, issued: Allocation, placeId: string, signedBy: string, ctx: Context): Promise<Allocation> {
  const lines = await listAllocationLines(tx, [issued.id]);
  const line = lines.find((candidate) => candidate.placeId === placeId);
  if (!line) throw placeUnknown();
  if (line.deliveredAt) return issued;
  const now = ctx.clock.now();
  const allocation = signLine(issued, signedBy, lines.filter((other) => !other.deliveredAt).length, now);
  const road = await roadFrom(tx, await loadPlace(tx, issued.fromPlaceId));
  await moveStock(tx, [movementOf(issued, line.quantity, road.id, placeId, '分配签收', ctx)], ctx.actor.agency);
  const signed: AllocationLine = { ...line, deliveredAt: now, signedBy: signedBy.trim() };
  await signAllocationLine(tx, signed);
  if (allocation !== issued) await updateAllocation(tx, allocation);
  return allocation;
}

function movementOf(allocation: Allocation, quantity: number, fromPlaceId: string, toPlaceId: string, reason: string, ctx: Context): StockMovement {
  return { id: newId(), kind: 'TRANSFER', itemId: allocation.itemId, quantity, fromPlaceId, toPlaceId, reason, movedAt: ctx.clock.now(), movedBy: ctx.actor.name };
}

async function loadOwnPlace(tx: Tx, id: string, ctx: Context): Promise<Place> {
  const place = await loadPlace(tx, id);
  if (!withinArea(ctx.actor, place.areaCode)) throw placeUnknown();
  return place;
}

function roadFrom(tx: Tx, place: Place): Promise<Place> {
  return insertPlace(tx, { id: newId(), name: `${place.name}（在途）`, kind: 'TRANSIT', refId: place.id, areaCode: place.areaCode });
}

/** The receiver's place; the store of a checkpoint or facility comes into being with its first allocation. */
async function receiverOf(tx: Tx, line: AllocationLineInput, ctx: Context): Promise<Place> {
  if (line.placeId) return loadOwnPlace(tx, line.placeId, ctx);
  const [kind, refId]: [PlaceKind, string | null | undefined] = line.checkpointId ? ['CHECKPOINT', line.checkpointId] : ['FACILITY', line.facilityId];
  if (!refId || !isId(refId)) throw placeUnknown();
  const known = await findPlaceOf(tx, kind, refId);
  if (known) return loadOwnPlace(tx, known.id, ctx);
  if (!line.placeName?.trim() || !line.areaCode) throw receiverUnknown();
  demandArea(ctx.actor, line.areaCode);
  return insertPlace(tx, { id: newId(), name: line.placeName.trim(), kind, refId, areaCode: line.areaCode });
}
