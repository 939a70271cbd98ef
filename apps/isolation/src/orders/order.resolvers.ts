import { OrderConfirmed, OrderDeclined, OrderReleased } from '@lianfang/contracts/events';
import { demandArea, withinArea } from '@lianfang/platform/auth';
import { shanghaiDay } from '@lianfang/platform/clock';
import { connection, pageOfIds } from '@lianfang/platform/graph';
import { emit } from '@lianfang/platform/outbox';
import { answerOnce, transact } from '@lianfang/platform/persistence';
import type { Tx } from '@lianfang/platform/persistence';
import { bedLoader, facilityLoader } from '../facilities/facility.loader.ts';
import type { ConfirmOrderInput, Resolvers } from '../generated/types.ts';
import type { Context } from '../graph.ts';
import { stayOfOrderLoader } from '../stays/stay.loader.ts';
import { endStay, takeBed } from '../stays/stay.change.ts';
import { openOrderLoader, orderLoader } from './order.loader.ts';
import { bedNotNeeded, confirmOrder, declineOrder, orderUnknown, releaseOrder } from './order.rules.ts';
import type { IsolationOrder } from './order.rules.ts';
import { countOrders, findOrders, listOrders, loadOrderForUpdate, updateOrder } from './order.store.ts';

type OrderResolvers = Pick<Resolvers, 'Person' | 'IsolationOrder' | 'Query' | 'Mutation'>;

export const orderResolvers: OrderResolvers = {
  Query: {
    order: async (_root, { id }, ctx) => {
      const order = await orderLoader(ctx).load(id);
      return order && withinArea(ctx.actor, order.areaCode) ? order : null;
    },
    orders: async (_root, { areaCode, state, mode, first, after }, ctx) => {
      demandArea(ctx.actor, areaCode);
      const page = pageOfIds({ first, after });
      const filter = { areaCode, state, mode };
      const rows = await listOrders(ctx.database.manager, filter, page);
      return connection(rows, page, (order) => order.id, () => countOrders(ctx.database.manager, filter));
    },
  },
  Mutation: {
    confirmOrder: (_root, { input }, ctx) => {
      const call = { key: input.key, operation: 'confirmOrder', caller: ctx.actor.id, payload: input };
      return transact(ctx.database, async (tx) => {
        const id = await answerOnce(tx, call, () => confirm(tx, input, ctx));
        return (await findOrders(tx, [id]))[0]!;
      });
    },
    declineOrder: (_root, { orderId, reason }, ctx) =>
      transact(ctx.database, async (tx) => {
        const now = ctx.clock.now();
        const declined = declineOrder(await loadOwn(tx, orderId, ctx), reason, ctx.actor.name, now);
        await updateOrder(tx, declined);
        await emit(tx, OrderDeclined, factOf(declined, ctx, now));
        return declined;
      }),
    releaseOrder: (_root, { orderId }, ctx) =>
      transact(ctx.database, async (tx) => {
        const now = ctx.clock.now();
        const released = releaseOrder(await loadOwn(tx, orderId, ctx), now);
        await updateOrder(tx, released);
        await endStay(tx, released, ctx);
        await emit(tx, OrderReleased, factOf(released, ctx, now));
        return released;
      }),
  },
  Person: {
    __resolveReference: ({ id }) => ({ id }),
    currentOrder: async ({ id }, _args, ctx) => {
      const order = await openOrderLoader(ctx).load(id);
      return order && withinArea(ctx.actor, order.areaCode) ? order : null;
    },
    underIsolation: async ({ id }, _args, ctx) => {
      const order = await openOrderLoader(ctx).load(id);
      return order?.state === 'CONFIRMED' && withinArea(ctx.actor, order.areaCode);
    },
  },
  IsolationOrder: {
    __resolveReference: async ({ id }, ctx) => {
      const order = await orderLoader(ctx).load(id);
      return order && withinArea(ctx.actor, order.areaCode) ? order : null;
    },
    person: ({ personId }) => ({ id: personId }),
    area: ({ areaCode }) => ({ code: areaCode }),
    household: ({ householdId }) => (householdId ? { id: householdId } : null),
    arrival: ({ arrivalId }) => (arrivalId ? { id: arrivalId } : null),
    currentStay: ({ id }, _args, ctx) => stayOfOrderLoader(ctx).load(id),
    facility: async ({ id }, _args, ctx) => {
      const stay = await stayOfOrderLoader(ctx).load(id);
      const bed = stay && (await bedLoader(ctx).load(stay.bedId));
      return bed ? facilityLoader(ctx).load(bed.facilityId) : null;
    },
  },
};

async function loadOwn(tx: Tx, id: string, ctx: Context): Promise<IsolationOrder> {
  const order = await loadOrderForUpdate(tx, id);
  if (!withinArea(ctx.actor, order.areaCode)) throw orderUnknown();
  return order;
}

async function confirm(tx: Tx, input: ConfirmOrderInput, ctx: Context): Promise<string> {
  const now = ctx.clock.now();
  if (input.bedId && input.mode !== 'FACILITY') throw bedNotNeeded();
  const order = confirmOrder(await loadOwn(tx, input.orderId, ctx), input.mode, ctx.actor.name, now);
  await updateOrder(tx, order);
  if (input.bedId) await takeBed(tx, order, input.bedId, ctx);
  const fact = factOf(order, ctx, now);
  const plannedEnd = (order.plannedEnd ?? new Date('9999-12-31T00:00:00Z')).toISOString();
  await emit(tx, OrderConfirmed, { ...fact, payload: { ...fact.payload, plannedEnd, ruleVersion: order.ruleVersion } });
  return order.id;
}

/** Orders of one person arrive in order: the person is the subject. */
function factOf(order: IsolationOrder, ctx: Context, at: Date) {
  const { id: orderId, personId, householdId, areaCode, mode } = order;
  return { subject: personId, areaCode, agency: ctx.actor.agency, payload: { orderId, personId, householdId, areaCode, mode, day: shanghaiDay(at) }, at };
}
