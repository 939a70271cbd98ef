import { batchLoader } from '@lianfang/platform/graph';
import type { Context } from '../graph.ts';
import type { IsolationOrder } from './order.rules.ts';
import { findOpenOrders, findOrders } from './order.store.ts';

export function orderLoader(ctx: Context) {
  return batchLoader<string, IsolationOrder>(
    ctx,
    'order',
    async (ids) => new Map((await findOrders(ctx.database.manager, ids)).map((order) => [order.id, order])),
  );
}

/** By person: the order that is proposed or in force. */
export function openOrderLoader(ctx: Context) {
  return batchLoader<string, IsolationOrder>(
    ctx,
    'open-order',
    async (personIds) => new Map((await findOpenOrders(ctx.database.manager, personIds)).map((order) => [order.personId, order])),
  );
}
