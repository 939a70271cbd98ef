import { areaRange } from '@lianfang/contracts/areas';
import { withinArea } from '@lianfang/platform/auth';
import { batchLoader, pageOf } from '@lianfang/platform/graph';
import type { Arrival } from '../arrivals/arrival.rules.ts';
import { findLatestArrivals } from '../arrivals/arrival.store.ts';
import type { Resolvers } from '../generated/types.ts';
import type { Context } from '../graph.ts';
import { personPassagesLoader } from '../passages/passage.loaders.ts';
import { passesOfHouseholdLoader, passesOfPersonLoader } from './pass.loaders.ts';
import type { Pass } from './pass.rules.ts';

function visible(passes: Pass[] | null, ctx: Context): Pass[] {
  return (passes ?? []).filter((pass) => withinArea(ctx.actor, pass.areaCode));
}

function latestArrivalLoader(ctx: Context) {
  return batchLoader<string, Arrival>(ctx, 'latest-arrival', (personIds) =>
    findLatestArrivals(ctx.database.manager, personIds, areaRange(ctx.actor.areaCode)),
  );
}

/** Households and persons belong to `people`; here stands what gates know of them, in the caller's area. */
export const holderResolvers: Pick<Resolvers, 'Household' | 'Person'> = {
  Household: {
    __resolveReference: ({ id }) => ({ id }),
    passes: async ({ id }, _args, ctx) => visible(await passesOfHouseholdLoader(ctx).load(id!), ctx),
  },
  Person: {
    __resolveReference: ({ id }) => ({ id }),
    passes: async ({ id }, _args, ctx) => visible(await passesOfPersonLoader(ctx).load(id!), ctx),
    passages: async ({ id }, { first }, ctx) => (await personPassagesLoader(ctx, pageOf({ first }).first).load(id!)) ?? [],
    latestArrival: ({ id }, _args, ctx) => latestArrivalLoader(ctx).load(id!),
  },
};
