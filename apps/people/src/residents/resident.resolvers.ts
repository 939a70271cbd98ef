import { batchLoader } from '@lianfang/platform/graph';
import { inSight } from '@lianfang/platform/masking';
import { answerOnce, transact } from '@lianfang/platform/persistence';
import type { Tx } from '@lianfang/platform/persistence';
import { areaOf, placeOf } from '../areas/area.loader.ts';
import type { Area } from '../areas/area.rules.ts';
import type { Resolvers } from '../generated/types.ts';
import type { Context } from '../graph.ts';
import { householdLoader } from '../households/household.loader.ts';
import { membersLoader } from '../people/person.loader.ts';
import { findPeople } from '../people/person.store.ts';
import { appointHead, changeOccupancy, enterResident, moveOne } from './resident.change.ts';
import { endOfDay, headWord } from './resident.rules.ts';
import { findDoorAreas, findPersonAreas, listResidences } from './resident.store.ts';
import type { AskedPlace } from './resident.store.ts';

export const residentResolvers: Pick<Resolvers, 'Household' | 'Person' | 'Residence' | 'Mutation'> = {
  Mutation: {
    registerResident: (_root, { input }, ctx) => {
      const call = { key: input.key, operation: 'registerResident', caller: ctx.actor.id, payload: input };
      return transact(ctx.database, async (tx) => {
        const id = await answerOnce(tx, call, () => enterResident(tx, input, ctx));
        return (await findPeople(tx, [id]))[0]!;
      });
    },
    moveResident: (_root, { input }, ctx) => transact(ctx.database, (tx) => moveOne(tx, input, ctx)),
    setHead: (_root, { input }, ctx) => transact(ctx.database, (tx) => appointHead(tx, input, ctx)),
    setOccupancy: (_root, { input }, ctx) => transact(ctx.database, (tx) => changeOccupancy(tx, input, ctx)),
  },
  Household: {
    head: async (household, _args, ctx) => {
      if (!inSight({ areaCode: household.areaCode, householdId: household.id }, ctx)) return null;
      const members = (await membersLoader(ctx).load(household.id)) ?? [];
      const heads = members.filter(({ relation }) => relation === headWord);
      return heads.find(({ id }) => id === household.headId) ?? heads[0] ?? null;
    },
    areaOn: (household, { day }, ctx) =>
      inSight({ areaCode: household.areaCode, householdId: household.id }, ctx) ? placeAt(ctx, doorAreas(ctx), household.id, day) : null,
  },
  Person: {
    areaOn: (person, { day }, ctx) => (inSight(person, ctx) ? placeAt(ctx, personAreas(ctx), person.id, day) : null),
    residences: async (person, _args, ctx) => (inSight(person, ctx) ? ((await residencesOf(ctx).load(person.id)) ?? []) : []),
  },
  Residence: {
    area: (residence, _args, ctx) => placeOf(ctx, residence.areaCode),
    household: async (residence, _args, ctx) => {
      const household = residence.householdId ? await householdLoader(ctx).load(residence.householdId) : null;
      return household && inSight({ areaCode: household.areaCode, householdId: household.id }, ctx) ? household : null;
    },
  },
};

async function placeAt(ctx: Context, areas: ReturnType<typeof personAreas>, id: string, day: string): Promise<Area | null> {
  const code = await areas.load(keyOf({ id, at: endOfDay(day, ctx.clock.now()) }));
  return code === null ? null : ctx.actor.areaCode.startsWith(code) ? areaOf(ctx, code) : placeOf(ctx, code);
}

function keyOf({ id, at }: AskedPlace): string {
  return `${id} ${at.toISOString()}`;
}

function personAreas(ctx: Context) {
  return batchLoader<string, string>(ctx, 'person-areas', (keys) => answered(ctx, keys, findPersonAreas));
}

function doorAreas(ctx: Context) {
  return batchLoader<string, string>(ctx, 'door-areas', (keys) => answered(ctx, keys, findDoorAreas));
}

async function answered(ctx: Context, keys: readonly string[], find: (tx: Tx, asked: readonly AskedPlace[]) => Promise<{ id: string; at: Date; areaCode: string }[]>) {
  const asked = keys.map((key) => key.split(' ')).map(([id, at]) => ({ id: id!, at: new Date(at!) }));
  return new Map((await find(ctx.database.manager, asked)).map((row) => [keyOf(row), row.areaCode]));
}

function residencesOf(ctx: Context) {
  return batchLoader(ctx, 'residences', async (ids: readonly string[]) => Map.groupBy(await listResidences(ctx.database.manager, ids), (residence) => residence.personId));
}
