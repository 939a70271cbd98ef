import { demandArea, withinArea } from '@lianfang/platform/auth';
import { newId } from '@lianfang/platform/clock';
import { connection, pageOfIds } from '@lianfang/platform/graph';
import { answerOnce, demandIds, transact } from '@lianfang/platform/persistence';
import type { Tx } from '@lianfang/platform/persistence';
import type { Resolvers } from '../generated/types.ts';
import type { Context } from '../graph.ts';
import { advanceSupport, endSupport, enterSupport } from './support.change.ts';
import { supportLoader, supportOfLoader } from './support.loader.ts';
import { closeSupport, deliverSupport, isOverdue, openSupport, supportUnknown, takeSupport } from './support.rules.ts';
import type { SupportRequest } from './support.rules.ts';
import { countSupport, findSupport, listSupport, loadSupportForUpdate } from './support.store.ts';

type SupportResolvers = Pick<Resolvers, 'Person' | 'Household' | 'SupportRequest' | 'Query' | 'Mutation'>;

export const supportResolvers: SupportResolvers = {
  Query: {
    supportRequest: (_root, { id }, ctx) => visibleSupport(id, ctx),
    supportRequests: async (_root, { areaCode, state, first, after }, ctx) => {
      demandArea(ctx.actor, areaCode);
      const page = pageOfIds({ first, after });
      const filter = { areaCode, state };
      const rows = await listSupport(ctx.database.manager, filter, page);
      return connection(rows, page, (request) => request.id, () => countSupport(ctx.database.manager, filter));
    },
  },
  Mutation: {
    openSupport: (_root, { input }, ctx) => {
      demandArea(ctx.actor, input.areaCode);
      demandIds({ personId: input.personId, householdId: input.householdId });
      const call = { key: input.key, operation: 'openSupport', caller: ctx.actor.id, payload: input };
      return transact(ctx.database, async (tx) => {
        const id = await answerOnce(tx, call, async () => {
          const draft = { ...input, householdId: input.householdId ?? null, orderId: null };
          const request = openSupport(draft, newId(), ctx.clock.now());
          await enterSupport(tx, request);
          return request.id;
        });
        return (await findSupport(tx, [id]))[0]!;
      });
    },
    takeSupport: (_root, { requestId }, ctx) => step(requestId, ctx, (request) => takeSupport(request, ctx.actor.name), 'TAKEN'),
    deliverSupport: (_root, { requestId }, ctx) => step(requestId, ctx, (request, now) => deliverSupport(request, now), 'DELIVERED'),
    closeSupport: (_root, { requestId }, ctx) =>
      transact(ctx.database, async (tx) => {
        const now = ctx.clock.now();
        const closed = closeSupport(await loadOwn(tx, requestId, ctx), now);
        await endSupport(tx, closed, now);
        return closed;
      }),
  },
  Person: {
    __resolveReference: ({ id }) => ({ id }),
    supportRequests: ({ id }, _args, ctx) => supportOf('personId', id, ctx),
  },
  Household: {
    __resolveReference: ({ id }) => ({ id }),
    supportRequests: ({ id }, _args, ctx) => supportOf('householdId', id, ctx),
  },
  SupportRequest: {
    __resolveReference: ({ id }, ctx) => visibleSupport(id, ctx),
    person: ({ personId }) => ({ id: personId }),
    household: ({ householdId }) => (householdId ? { id: householdId } : null),
    area: ({ areaCode }) => ({ code: areaCode }),
    overdue: (request, _args, ctx) => isOverdue(request, ctx.clock.now()),
    order: ({ orderId }) => (orderId ? { id: orderId } : null),
  },
};

async function visibleSupport(id: string, ctx: Context): Promise<SupportRequest | null> {
  const request = await supportLoader(ctx).load(id);
  return request && withinArea(ctx.actor, request.areaCode) ? request : null;
}

async function supportOf(by: 'personId' | 'householdId', id: string, ctx: Context): Promise<SupportRequest[]> {
  const requests = (await supportOfLoader(ctx, by).load(id)) ?? [];
  return requests.filter((request) => withinArea(ctx.actor, request.areaCode));
}

async function loadOwn(tx: Tx, id: string, ctx: Context): Promise<SupportRequest> {
  const request = await loadSupportForUpdate(tx, id);
  if (!withinArea(ctx.actor, request.areaCode)) throw supportUnknown();
  return request;
}

function step(id: string, ctx: Context, decide: (request: SupportRequest, now: Date) => SupportRequest, state: 'TAKEN' | 'DELIVERED'): Promise<SupportRequest> {
  return transact(ctx.database, async (tx) => {
    const now = ctx.clock.now();
    const changed = decide(await loadOwn(tx, id, ctx), now);
    await advanceSupport(tx, changed, state, now);
    return changed;
  });
}
