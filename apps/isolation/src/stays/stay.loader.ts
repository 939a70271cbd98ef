import { batchLoader } from '@lianfang/platform/graph';
import type { Context } from '../graph.ts';
import type { Stay } from './stay.rules.ts';
import { findCurrentStays, findOpenStaysOfOrders, findStays } from './stay.store.ts';

export function stayLoader(ctx: Context) {
  return batchLoader<string, Stay>(
    ctx,
    'stay',
    async (ids) => new Map((await findStays(ctx.database.manager, ids)).map((stay) => [stay.id, stay])),
  );
}

/** By bed: who lies in it now. */
export function currentStayLoader(ctx: Context) {
  return batchLoader<string, Stay>(
    ctx,
    'stay-of-bed',
    async (bedIds) => new Map((await findCurrentStays(ctx.database.manager, bedIds)).map((stay) => [stay.bedId, stay])),
  );
}

/** By order: the bed it holds now. */
export function stayOfOrderLoader(ctx: Context) {
  return batchLoader<string, Stay>(
    ctx,
    'stay-of-order',
    async (orderIds) => new Map((await findOpenStaysOfOrders(ctx.database.manager, orderIds)).map((stay) => [stay.orderId, stay])),
  );
}
