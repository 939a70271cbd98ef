import { batchLoader } from '@lianfang/platform/graph';
import type { Context } from '../graph.ts';
import type { Item, Place, Stock } from './stock.rules.ts';
import { findItems, findPlaces, findStock, listStock, listStockOfRefs } from './stock.store.ts';
import type { StockAtRef } from './stock.store.ts';

function byId<T extends { id: string }>(rows: readonly T[]): Map<string, T> {
  return new Map(rows.map((row) => [row.id, row]));
}

export function itemLoader(ctx: Context) {
  return batchLoader<string, Item>(ctx, 'item', async (ids) => byId(await findItems(ctx.database.manager, ids)));
}

export function placeLoader(ctx: Context) {
  return batchLoader<string, Place>(ctx, 'place', async (ids) => byId(await findPlaces(ctx.database.manager, ids)));
}

export function stockLoader(ctx: Context) {
  return batchLoader<string, Stock>(ctx, 'stock', async (ids) => byId(await findStock(ctx.database.manager, ids)));
}

export function stockOfPlaceLoader(ctx: Context) {
  return batchLoader<string, Stock[]>(ctx, 'stock-of-place', async (ids) =>
    Map.groupBy(await listStock(ctx.database.manager, ids), (stock) => stock.placeId),
  );
}

/** By checkpoint or facility. */
export function stockOfRefLoader(ctx: Context, kind: 'CHECKPOINT' | 'FACILITY') {
  return batchLoader<string, StockAtRef[]>(ctx, `stock-of-${kind}`, async (ids) =>
    Map.groupBy(await listStockOfRefs(ctx.database.manager, kind, ids), (stock) => stock.refId),
  );
}
