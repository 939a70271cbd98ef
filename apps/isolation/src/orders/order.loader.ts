import { batchLoader } from '@lianfang/platform/graph';
import type { Context } from '../graph.ts';
import type { OrderDecision } from './decision.rules.ts';
import { listDecisions } from './decision.store.ts';
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

/** A history is read by people: the last hundred steps. */
const mostSteps = 100;

/** By person: the steps of all orders, newest first. */
export function historyLoader(ctx: Context) {
  return batchLoader<string, OrderDecision[]>(ctx, 'order-history', async (personIds) =>
    Map.groupBy(await listDecisions(ctx.database.manager, personIds, mostSteps), (decision) => decision.personId),
  );
}
