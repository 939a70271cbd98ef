import { demandArea, withinArea } from '@lianfang/platform/auth';
import { connection, pageOfIds } from '@lianfang/platform/graph';
import { compoundLoader, placeOf } from '../areas/area.loader.ts';
import { shortAreaName } from '../areas/area.rules.ts';
import type { Resolvers } from '../generated/types.ts';
import type { Context } from '../graph.ts';
import { membersLoader } from '../people/person.loader.ts';
import { householdLoader } from './household.loader.ts';
import { addressLine, unknownCompound, unknownHousehold } from './household.rules.ts';
import type { Household } from './household.rules.ts';
import { countHouseholds, listHouseholds } from './household.store.ts';

async function compoundOf(household: Household, ctx: Context) {
  if (isUnknown(household)) return unknownCompound(household.areaCode, ctx.language);
  const compound = await compoundLoader(ctx).load(household.compoundId);
  if (!compound) throw new Error(`household ${household.id} has no compound`);
  return compound;
}

function isUnknown(household: Household): boolean {
  return household.compoundId === '';
}

export const householdResolvers: Pick<Resolvers, 'Household' | 'Query'> = {
  Query: {
    household: async (_root, { id }, ctx) => {
      const household = await householdLoader(ctx).load(id);
      return household && withinArea(ctx.actor, household.areaCode) ? household : null;
    },
    households: async (_root, { areaCode, search, occupancy, first, after }, ctx) => {
      demandArea(ctx.actor, areaCode);
      const page = pageOfIds({ first, after });
      const filter = { areaCode, search, occupancy };
      const rows = await listHouseholds(ctx.database.manager, filter, page);
      return connection(rows, page, (household) => household.id, () => countHouseholds(ctx.database.manager, filter));
    },
  },
  Household: {
    __resolveReference: async ({ id }, ctx) => (await householdLoader(ctx).load(id)) ?? unknownHousehold(id, ctx.actor.areaCode),
    area: (household, _args, ctx) => placeOf(ctx, household.areaCode),
    compound: compoundOfResolver,
    // Outside the caller's area a door is not told, only the community it lies in.
    building: (household, _args, ctx) => doorText(household, household.building, ctx),
    unit: (household, _args, ctx) => doorText(household, household.unit, ctx),
    room: (household, _args, ctx) => doorText(household, household.room, ctx),
    address: async (household, _args, ctx) => {
      if (!withinArea(ctx.actor, household.areaCode)) return shortAreaName((await placeOf(ctx, household.areaCode)).name);
      const { name } = await compoundOf(household, ctx);
      return isUnknown(household) ? name : addressLine({ ...household, compoundName: name });
    },
    members: async (household, _args, ctx) => {
      demandArea(ctx.actor, household.areaCode);
      return (await membersLoader(ctx).load(household.id)) ?? [];
    },
  },
};

function compoundOfResolver(household: Household, _args: object, ctx: Context) {
  return compoundOf(household, ctx);
}

function doorText(household: Household, text: string, ctx: Context): string {
  return withinArea(ctx.actor, household.areaCode) ? text : '*';
}
