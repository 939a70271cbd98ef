import { demandArea, withinArea } from '@lianfang/platform/auth';
import { pageOf } from '@lianfang/platform/graph';
import { answerOnce, transact } from '@lianfang/platform/persistence';
import type { Tx } from '@lianfang/platform/persistence';
import type { Resolvers } from '../generated/types.ts';
import type { Context } from '../graph.ts';
import { itemLoader, placeLoader } from '../stock/stock.loader.ts';
import { issue, plan, sign } from './allocation.change.ts';
import { allocationLinesLoader, allocationLoader } from './allocation.loader.ts';
import { allocationUnknown, approveAllocation } from './allocation.rules.ts';
import type { Allocation } from './allocation.rules.ts';
import { findAllocations, listAllocations, loadAllocationForUpdate, updateAllocation } from './allocation.store.ts';

type AllocationResolvers = Pick<Resolvers, 'Allocation' | 'AllocationLine' | 'Query' | 'Mutation'>;

export const allocationResolvers: AllocationResolvers = {
  Query: {
    allocation: (_root, { id }, ctx) => visibleAllocation(id, ctx),
    allocations: (_root, { areaCode, state, first }, ctx) => {
      demandArea(ctx.actor, areaCode);
      return listAllocations(ctx.database.manager, areaCode, state ?? null, pageOf({ first }).first);
    },
  },
  Mutation: {
    planAllocation: (_root, { input }, ctx) => {
      const call = { key: input.key, operation: 'planAllocation', caller: ctx.actor.id, payload: input };
      return transact(ctx.database, async (tx) => {
        const id = await answerOnce(tx, call, () => plan(tx, input, ctx));
        return (await findAllocations(tx, [id]))[0]!;
      });
    },
    approveAllocation: (_root, { allocationId }, ctx) =>
      transact(ctx.database, async (tx) => {
        const approved = approveAllocation(await loadOwn(tx, allocationId, ctx), ctx.actor.name);
        await updateAllocation(tx, approved);
        return approved;
      }),
    issueAllocation: (_root, { allocationId }, ctx) =>
      transact(ctx.database, async (tx) => issue(tx, await loadOwn(tx, allocationId, ctx), ctx)),
    signAllocationLine: (_root, { allocationId, placeId, signedBy }, ctx) =>
      transact(ctx.database, async (tx) => sign(tx, await loadOwn(tx, allocationId, ctx), placeId, signedBy, ctx)),
  },
  Allocation: {
    __resolveReference: ({ id }, ctx) => visibleAllocation(id, ctx),
    item: async ({ itemId }, _args, ctx) => (await itemLoader(ctx).load(itemId))!,
    from: async ({ fromPlaceId }, _args, ctx) => (await placeLoader(ctx).load(fromPlaceId))!,
    lines: async ({ id }, _args, ctx) => (await allocationLinesLoader(ctx).load(id)) ?? [],
    quantity: async ({ id }, _args, ctx) => ((await allocationLinesLoader(ctx).load(id)) ?? []).reduce((total, line) => total + line.quantity, 0),
  },
  AllocationLine: {
    place: async ({ placeId }, _args, ctx) => (await placeLoader(ctx).load(placeId))!,
  },
};

async function visibleAllocation(id: string, ctx: Context): Promise<Allocation | null> {
  const allocation = await allocationLoader(ctx).load(id);
  return allocation && withinArea(ctx.actor, allocation.areaCode) ? allocation : null;
}

async function loadOwn(tx: Tx, id: string, ctx: Context): Promise<Allocation> {
  const allocation = await loadAllocationForUpdate(tx, id);
  if (!withinArea(ctx.actor, allocation.areaCode)) throw allocationUnknown();
  return allocation;
}
