import { demandArea, withinArea } from '@lianfang/platform/auth';
import { newId } from '@lianfang/platform/clock';
import { pageOf } from '@lianfang/platform/graph';
import { answerOnce, transact } from '@lianfang/platform/persistence';
import type { Tx } from '@lianfang/platform/persistence';
import { consumeDonations } from '../donations/donation.store.ts';
import type { MoveStockInput, Resolvers } from '../generated/types.ts';
import type { Context } from '../graph.ts';
import { moveStock } from './stock.change.ts';
import { itemLoader, placeLoader, stockLoader, stockOfPlaceLoader, stockOfRefLoader } from './stock.loader.ts';
import { placeUnknown, planMovement, planPlace } from './stock.rules.ts';
import { findMovements, findPlaces, insertPlace, listItems, listMovements, listPlaces, listShortStock, loadPlace, sumStock } from './stock.store.ts';

type StockResolvers = Pick<
  Resolvers,
  'Area' | 'AreaStock' | 'Checkpoint' | 'Facility' | 'Item' | 'Place' | 'Stock' | 'StockMovement' | 'Query' | 'Mutation'
>;

export const stockResolvers: StockResolvers = {
  Query: {
    items: (_root, _args, ctx) => listItems(ctx.database.manager),
    places: (_root, { areaCode, kind }, ctx) => {
      demandArea(ctx.actor, areaCode);
      return listPlaces(ctx.database.manager, areaCode, kind);
    },
    shortStock: (_root, { areaCode }, ctx) => {
      demandArea(ctx.actor, areaCode);
      return listShortStock(ctx.database.manager, areaCode, 200);
    },
    stockMovements: async (_root, { placeId, itemId, first }, ctx) => {
      await demandOwnPlaces(ctx.database.manager, [placeId], ctx);
      return listMovements(ctx.database.manager, placeId, itemId ?? null, pageOf({ first }).first);
    },
  },
  Mutation: {
    registerPlace: (_root, { input }, ctx) => {
      demandArea(ctx.actor, input.areaCode);
      const call = { key: input.key, operation: 'registerPlace', caller: ctx.actor.id, payload: input };
      return transact(ctx.database, async (tx) => {
        const id = await answerOnce(tx, call, async () => (await insertPlace(tx, planPlace(input, newId()))).id);
        return loadPlace(tx, id);
      });
    },
    moveStock: (_root, { input }, ctx) => {
      const call = { key: input.key, operation: 'moveStock', caller: ctx.actor.id, payload: input };
      return transact(ctx.database, async (tx) => {
        const id = await answerOnce(tx, call, () => move(tx, input, ctx));
        return (await findMovements(tx, [id]))[0]!;
      });
    },
  },
  Area: {
    __resolveReference: ({ code }) => ({ code }),
    stock: ({ code }, _args, ctx) => {
      demandArea(ctx.actor, code);
      return sumStock(ctx.database.manager, code);
    },
  },
  AreaStock: {
    item: async ({ itemId }, _args, ctx) => (await itemLoader(ctx).load(itemId))!,
  },
  Checkpoint: {
    __resolveReference: ({ id }) => ({ id }),
    stock: ({ id }, _args, ctx) => stockAt('CHECKPOINT', id, ctx),
  },
  Facility: {
    __resolveReference: ({ id }) => ({ id }),
    stock: ({ id }, _args, ctx) => stockAt('FACILITY', id, ctx),
  },
  Item: {
    __resolveReference: ({ id }, ctx) => itemLoader(ctx).load(id),
  },
  Place: {
    __resolveReference: ({ id }, ctx) => visiblePlace(id, ctx),
    area: ({ areaCode }) => ({ code: areaCode }),
    stock: async (place, _args, ctx) => {
      demandArea(ctx.actor, place.areaCode);
      return (await stockOfPlaceLoader(ctx).load(place.id)) ?? [];
    },
  },
  Stock: {
    __resolveReference: async ({ id }, ctx) => {
      const stock = await stockLoader(ctx).load(id);
      return stock && (await visiblePlace(stock.placeId, ctx)) ? stock : null;
    },
    place: async ({ placeId }, _args, ctx) => (await placeLoader(ctx).load(placeId))!,
    item: async ({ itemId }, _args, ctx) => (await itemLoader(ctx).load(itemId))!,
    belowThreshold: async ({ itemId, quantity }, _args, ctx) => quantity < (await itemLoader(ctx).load(itemId))!.threshold,
  },
  StockMovement: {
    item: async ({ itemId }, _args, ctx) => (await itemLoader(ctx).load(itemId))!,
    from: ({ fromPlaceId }, _args, ctx) => (fromPlaceId ? placeLoader(ctx).load(fromPlaceId) : null),
    to: ({ toPlaceId }, _args, ctx) => (toPlaceId ? placeLoader(ctx).load(toPlaceId) : null),
  },
};

async function visiblePlace(id: string, ctx: Context) {
  const place = await placeLoader(ctx).load(id);
  return place && withinArea(ctx.actor, place.areaCode) ? place : null;
}

async function stockAt(kind: 'CHECKPOINT' | 'FACILITY', id: string, ctx: Context) {
  const stock = (await stockOfRefLoader(ctx, kind).load(id)) ?? [];
  return stock.filter(({ areaCode }) => withinArea(ctx.actor, areaCode));
}

/** @throws Refusal PLACE_NOT_FOUND, for a foreign place as for a missing one */
export async function demandOwnPlaces(tx: Tx, ids: readonly string[], ctx: Context): Promise<void> {
  const wanted = new Set(ids);
  const own = (await findPlaces(tx, [...wanted])).filter((place) => withinArea(ctx.actor, place.areaCode));
  if (own.length !== wanted.size) throw placeUnknown();
}

async function move(tx: Tx, input: MoveStockInput, ctx: Context): Promise<string> {
  const movement = planMovement(input, { id: newId(), movedAt: ctx.clock.now(), movedBy: ctx.actor.name });
  const places = [movement.fromPlaceId, movement.toPlaceId].filter((id) => id !== null);
  await demandOwnPlaces(tx, places, ctx);
  await moveStock(tx, [movement], ctx.actor.agency);
  await consumeDonations(tx, movement, movement.toPlaceId ? [{ placeId: movement.toPlaceId, quantity: movement.quantity }] : []);
  return movement.id;
}
