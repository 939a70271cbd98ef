import { withinArea } from '@lianfang/platform/auth';
import { answerOnce, transact } from '@lianfang/platform/persistence';
import { bedLoader } from '../facilities/facility.loader.ts';
import type { Resolvers } from '../generated/types.ts';
import { orderLoader } from '../orders/order.loader.ts';
import { orderUnknown } from '../orders/order.rules.ts';
import { loadOrderForUpdate } from '../orders/order.store.ts';
import { takeBed } from './stay.change.ts';
import { stayLoader } from './stay.loader.ts';
import { findStays } from './stay.store.ts';

export const stayResolvers: Pick<Resolvers, 'Stay' | 'Mutation'> = {
  Mutation: {
    assignBed: (_root, { key, orderId, bedId }, ctx) => {
      const call = { key, operation: 'assignBed', caller: ctx.actor.id, payload: { orderId, bedId } };
      return transact(ctx.database, async (tx) => {
        const id = await answerOnce(tx, call, async () => {
          const order = await loadOrderForUpdate(tx, orderId);
          if (!withinArea(ctx.actor, order.areaCode)) throw orderUnknown();
          return (await takeBed(tx, order, bedId, ctx)).id;
        });
        return (await findStays(tx, [id]))[0]!;
      });
    },
  },
  Stay: {
    // A stay concerns whoever answers for the order.
    __resolveReference: async ({ id }, ctx) => {
      const stay = await stayLoader(ctx).load(id);
      const order = stay && (await orderLoader(ctx).load(stay.orderId));
      return order && withinArea(ctx.actor, order.areaCode) ? stay : null;
    },
    order: async ({ orderId }, _args, ctx) => (await orderLoader(ctx).load(orderId))!,
    person: ({ personId }) => ({ id: personId }),
    bed: async ({ bedId }, _args, ctx) => (await bedLoader(ctx).load(bedId))!,
  },
};
