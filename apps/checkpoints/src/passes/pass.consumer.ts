import { OrderConfirmed, OrderReleased } from '@lianfang/contracts/events';
import { on } from '@lianfang/platform/consumer';
import { insertBlock, releaseBlock } from './block.store.ts';

/** A person under an isolation order may not go out: the passes show it and every gate refuses, until the release. */
export const passSubscriptions = [
  on(OrderConfirmed, async (tx, { data, time }) => {
    await insertBlock(tx, { orderId: data.orderId, personId: data.personId, blockedFrom: new Date(time) });
  }),
  on(OrderReleased, async (tx, { data, time }) => {
    await releaseBlock(tx, { orderId: data.orderId, personId: data.personId, at: new Date(time) });
  }),
];
