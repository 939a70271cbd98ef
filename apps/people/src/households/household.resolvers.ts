import { maskAddress } from '@lianfang/contracts/documents';
import { demandSight } from '@lianfang/platform/auth';
import { connection, pageOfIds } from '@lianfang/platform/graph';
import { concealed, inSight } from '@lianfang/platform/masking';
import { areaOf, compoundLoader, placeOf } from '../areas/area.loader.ts';
import { shortAreaName, unseenCompound } from '../areas/area.rules.ts';
import type { ToldCompound } from '../areas/area.rules.ts';
import type { Resolvers } from '../generated/types.ts';
import type { Context } from '../graph.ts';
import { membersLoader } from '../people/person.loader.ts';
import { householdLoader } from './household.loader.ts';
import { addressLine, unseenHousehold } from './household.rules.ts';
import type { ToldHousehold } from './household.rules.ts';
import { countHouseholds, listHouseholds } from './household.store.ts';

async function compoundOf(household: ToldHousehold, ctx: Context): Promise<ToldCompound> {
  if (household.areaCode === null) return unseenCompound('', household.shownAreaCode);
  const compound = await compoundLoader(ctx).load(household.compoundId);
  if (!compound) throw new Error(`household ${household.id} has no compound`);
  return compound;
}

export const householdResolvers: Pick<Resolvers, 'Household' | 'Query'> = {
  Query: {
    household: async (_root, { id }, ctx) => {
      const household = await householdLoader(ctx).load(id);
      return household && inSight(sightOf(household), ctx) ? household : null;
    },
    myHousehold: async (_root, _args, ctx) => {
      const household = await householdLoader(ctx).load(ctx.actor.householdId!);
      return household && inSight(sightOf(household), ctx) ? household : null;
    },
    households: async (_root, { areaCode, search, occupancy, compoundId, building, unit, room, first, after }, ctx) => {
      demandSight(ctx.actor, areaCode);
      const page = pageOfIds({ first, after });
      const filter = { areaCode, search, occupancy, compoundId, building, unit, room };
      const rows = await listHouseholds(ctx.database.manager, filter, page);
      return connection(rows, page, (household) => household.id, () => countHouseholds(ctx.database.manager, filter));
    },
  },
  Household: {
    __resolveReference: async ({ id }, ctx) => {
      const household = await householdLoader(ctx).load(id);
      return household && inSight(sightOf(household), ctx) ? household : unseenHousehold(id, ctx.actor.areaCode);
    },
    area: placeOfTold,
    compound: compoundOfResolver,
    address: (household, _args, ctx) =>
      concealed({
        open: async () => addressLine({ ...household, compoundName: (await compoundOf(household, ctx)).name }),
        mask: async () => maskAddress(shortAreaName((await placeOfTold(household, {}, ctx)).name)),
      }),
    members: async (household, _args, ctx) => {
      if (!inSight(sightOf(household), ctx)) return [];
      return (await membersLoader(ctx).load(household.id)) ?? [];
    },
  },
};

function placeOfTold(household: ToldHousehold, _args: object, ctx: Context) {
  return household.areaCode === null ? areaOf(ctx, household.shownAreaCode) : placeOf(ctx, household.areaCode);
}

function sightOf({ areaCode, id: householdId }: ToldHousehold) {
  return { areaCode, householdId };
}

function compoundOfResolver(household: ToldHousehold, _args: object, ctx: Context) {
  return compoundOf(household, ctx);
}
