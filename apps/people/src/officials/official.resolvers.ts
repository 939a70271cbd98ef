import { demandArea, withinArea } from '@lianfang/platform/auth';
import { newId, shanghaiDay } from '@lianfang/platform/clock';
import { connection, pageOfIds } from '@lianfang/platform/graph';
import { concealed } from '@lianfang/platform/masking';
import { answerOnce, transact } from '@lianfang/platform/persistence';
import type { Tx } from '@lianfang/platform/persistence';
import { areaOf } from '../areas/area.loader.ts';
import { loadArea } from '../areas/area.store.ts';
import type { OfficialInput, RegisterOfficialsInput, Resolvers } from '../generated/types.ts';
import type { Context } from '../graph.ts';
import { endPostsOf } from '../keypersons/keyperson.store.ts';
import { judgeName, judgePhone, sealPhone } from '../people/person.rules.ts';
import { officialLoadLoader } from './official.loader.ts';
import { accountTaken, judgeUnit, leave, mostOfficials, officialTwice, officialUnknown, officialsTooMany, tellOfficial } from './official.rules.ts';
import type { Official } from './official.rules.ts';
import { countOfficials, findOfficialOf, findOfficials, loadOfficialForUpdate, pageOfficials, putOfficials, updateOfficial } from './official.store.ts';

export const officialResolvers: Pick<Resolvers, 'Official' | 'Query' | 'Mutation'> = {
  Query: {
    officials: async (_root, { areaCode, post, liaisonOnly, search, first, after }, ctx) => {
      demandArea(ctx.actor, areaCode);
      const page = pageOfIds({ first, after });
      const filter = { areaCode, post, liaisonOnly, search };
      const rows = (await pageOfficials(ctx.database.manager, filter, page)).flatMap((official) => tellOfficial(official, ctx.actor.areaCode) ?? []);
      return connection(rows, page, (official) => official.id, () => countOfficials(ctx.database.manager, filter));
    },
  },
  Mutation: {
    registerOfficials: (_root, { input }, ctx) => {
      demandArea(ctx.actor, input.areaCode);
      if (input.officials.length > mostOfficials) throw officialsTooMany();
      const call = { key: input.key, operation: 'registerOfficials', caller: ctx.actor.id, payload: input };
      return transact(ctx.database, async (tx) => findOfficials(tx, await answerOnce(tx, call, () => register(tx, input, ctx))));
    },
    leaveOfficial: (_root, { officialId }, ctx) => transact(ctx.database, (tx) => letGo(tx, officialId, ctx)),
  },
  Official: {
    area: ({ areaCode, homeAreaCode }, _args, ctx) => areaOf(ctx, homeAreaCode ?? areaCode),
    phone: ({ phoneSealed, phoneMask }, _args, ctx) => phoneSealed && concealed({ open: () => ctx.sealer.open(phoneSealed), mask: () => phoneMask! }),
    keyPersons: async ({ id }, _args, ctx) => (await officialLoadLoader(ctx).load(id))?.keyPersons ?? 0,
    households: async ({ id }, _args, ctx) => (await officialLoadLoader(ctx).load(id))?.households ?? 0,
  },
};

async function register(tx: Tx, { areaCode, officials }: RegisterOfficialsInput, ctx: Context): Promise<string[]> {
  await loadArea(tx, areaCode);
  const entered = officials.map((official) => enter(official, areaCode, ctx));
  if (new Set(entered.map(({ name, unit }) => `${name}\u0001${unit}`)).size < entered.length) throw officialTwice();
  const put = await demandFreeAccounts(() => putOfficials(tx, entered));
  return put.map(({ id }) => id);
}

function enter({ name, unit, post, phone, liaison, accountId }: OfficialInput, areaCode: string, ctx: Context): Official {
  return {
    ...sealPhone(judgePhone(phone), ctx.sealer),
    id: newId(), areaCode, name: judgeName(name), unit: judgeUnit(unit), post, liaison, accountId: accountId?.trim() || null,
    since: shanghaiDay(ctx.clock.now()), leftOn: null, version: 1,
  };
}

/** The index decides who has a login; two offices may enter the same at once. */
async function demandFreeAccounts<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if ((error as { driverError?: { constraint?: string } }).driverError?.constraint === 'officials_by_account') throw accountTaken();
    throw error;
  }
}

async function letGo(tx: Tx, officialId: string, ctx: Context): Promise<Official> {
  const official = await loadOfficialForUpdate(tx, officialId);
  if (!withinArea(ctx.actor, official.areaCode)) throw officialUnknown();
  if (official.leftOn) return official;
  const left = leave(official, ctx.clock.now());
  await updateOfficial(tx, left);
  await endPostsOf(tx, officialId, { by: ctx.actor.name, at: ctx.clock.now() });
  return left;
}

/** The caller as an official. */
export function ownOfficial(ctx: Context): Promise<Official | null> {
  return findOfficialOf(ctx.database.manager, ctx.actor.id);
}
