import { OrderConfirmed, OrderReleased } from '@lianfang/contracts/events';
import { newId } from '@lianfang/platform/clock';
import { on } from '@lianfang/platform/consumer';
import { endSupport, enterSupport } from './support.change.ts';
import { closeSupport, openSupport } from './support.rules.ts';
import { findSupportOfOrder } from './support.store.ts';

/** Whoever isolates at home is served at the door; in a facility or hospital others care. */
export const openOnHomeOrder = on(OrderConfirmed, async (tx, { data: order }, { clock }) => {
  if (order.mode !== 'HOME') return;
  const { personId, householdId, orderId, areaCode } = order;
  await enterSupport(tx, openSupport({ personId, householdId, orderId, areaCode }, newId(), clock.now()));
});

export const closeOnRelease = on(OrderReleased, async (tx, { data: order }, { clock }) => {
  const request = await findSupportOfOrder(tx, order.orderId);
  if (!request || request.state === 'CLOSED') return;
  const now = clock.now();
  await endSupport(tx, closeSupport(request, now), now);
});
