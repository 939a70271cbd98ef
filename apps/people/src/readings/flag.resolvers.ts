import { demandArea, withinArea } from '@lianfang/platform/auth';
import { batchLoader, connection, pageOfIds } from '@lianfang/platform/graph';
import { shanghaiDay } from '@lianfang/platform/clock';
import { transact } from '@lianfang/platform/persistence';
import type { Tx } from '@lianfang/platform/persistence';
import { areaOf } from '../areas/area.loader.ts';
import type { Resolvers } from '../generated/types.ts';
import type { Context } from '../graph.ts';
import { householdLoader } from '../households/household.loader.ts';
import { findRounds } from '../sweeps/sweep.store.ts';
import { settle } from './flag.change.ts';
import { demandOpenFlag, judgeAssignment, judgeNote, ruleText } from './flag.rules.ts';
import type { ReadingFlag } from './flag.rules.ts';
import { assignFlag, countFlags, countFlagsBelow, countFlagsOf, findFlags, judgeMeters, listMeterNumbers, loadFlagForUpdate, pageFlags } from './flag.store.ts';
import { flagChangesLoader, flagLoader, readingRuleKey, readingRuleLoader } from './reading.loader.ts';
import { flagUnknown } from './reading.refusals.ts';
import { listReadingRules } from './flag.store.ts';

type FlagResolvers = Pick<Resolvers, 'ReadingFlag' | 'ReadingFlagCounts' | 'Query' | 'Mutation'>;

export const flagResolvers: FlagResolvers = {
  Query: {
    readingRules: (_root, _args, ctx) => listReadingRules(ctx.database.manager),
    readingFlag: (_root, { id }, ctx) => findOwn(ctx, id),
    readingFlags: async (_root, { areaCode, state, utility, because, overdueOnly, first, after }, ctx) => {
      demandArea(ctx.actor, areaCode);
      const page = pageOfIds({ first, after });
      const filter = { areaCode, state, utility, because, overdueAt: overdueOnly ? ctx.clock.now() : null };
      return connection(await pageFlags(ctx.database.manager, filter, page), page, (flag) => flag.id, () => countFlags(ctx.database.manager, filter));
    },
    readingFlagCounts: (_root, { areaCode }, ctx) => {
      demandArea(ctx.actor, areaCode);
      return countFlagsOf(ctx.database.manager, areaCode, ctx.clock.now());
    },
    readingFlagCountsBelow: (_root, { areaCode }, ctx) => {
      demandArea(ctx.actor, areaCode);
      return countFlagsBelow(ctx.database.manager, areaCode, digitsBelow(areaCode), ctx.clock.now());
    },
  },
  Mutation: {
    judgeReadings: (_root, { areaCode }, ctx) => {
      demandArea(ctx.actor, areaCode);
      const now = ctx.clock.now();
      return transact(ctx.database, async (tx) => {
        await judgeMeters(tx, { areaCode }, shanghaiDay(now), now);
        return countFlagsOf(tx, areaCode, now);
      });
    },
    settleReadingFlag: (_root, { input }, ctx) =>
      onFlag(ctx, input, (tx, flag) => {
        ctx.audit.note({ record: { type: 'Household', id: flag.householdId, areaCode: flag.areaCode }, rule: `reading@${flag.ruleVersion}`, reason: input.outcome });
        return settle(tx, flag, { outcome: input.outcome, note: judgeNote(input.note), by: ctx.actor.name, at: ctx.clock.now() });
      }),
    assignReadingFlag: (_root, { input }, ctx) =>
      onFlag(ctx, input, (tx, flag) => {
        demandArea(ctx.actor, input.ownerAreaCode);
        judgeAssignment(flag, input.ownerAreaCode, input.dueAt, ctx.clock.now());
        return assignFlag(tx, flag, { ownerAreaCode: input.ownerAreaCode, dueAt: input.dueAt, by: ctx.actor.name, at: ctx.clock.now() });
      }),
  },
  ReadingFlag: {
    __resolveReference: ({ id }, ctx) => findOwn(ctx, id),
    household: async ({ householdId }, _args, ctx) => (await householdLoader(ctx).load(householdId))!,
    area: ({ areaCode }, _args, ctx) => areaOf(ctx, areaCode),
    meter: async ({ meterId }, _args, ctx) => (await meterNumberLoader(ctx).load(meterId)) ?? '',
    round: async ({ roundId }, _args, ctx) => (roundId ? ((await findRounds(ctx.database.manager, [roundId]))[0] ?? null) : null),
    rule: async ({ utility, periodKind, ruleVersion }, _args, ctx) => (await readingRuleLoader(ctx).load(readingRuleKey(utility, periodKind, ruleVersion)))!,
    ruleText: (flag, _args, { language }) => ruleText(flag, language),
    owner: ({ ownerAreaCode }, _args, ctx) => areaOf(ctx, ownerAreaCode),
    overdue: ({ state, dueAt }, _args, ctx) => state === 'OPEN' && dueAt < ctx.clock.now(),
    history: async ({ id, areaCode }, _args, ctx) => ((await flagChangesLoader(ctx).load(id)) ?? []).map((change) => ({ ...change, areaCode })),
  },
  ReadingFlagCounts: { area: ({ areaCode }, _args, ctx) => areaOf(ctx, areaCode) },
};

function meterNumberLoader(ctx: Context) {
  return batchLoader<string, string>(ctx, 'meter-number', async (ids) => listMeterNumbers(ctx.database.manager, ids));
}

function digitsBelow(areaCode: string): number {
  return { 2: 4, 4: 6, 6: 9, 9: 12 }[areaCode.length] ?? 15;
}

async function findOwn(ctx: Context, id: string): Promise<ReadingFlag | null> {
  const flag = await flagLoader(ctx).load(id);
  return flag && withinArea(ctx.actor, flag.areaCode) ? flag : null;
}

/** Changes an open flag of the caller's area that is as the caller saw it. */
function onFlag(ctx: Context, { flagId, version }: { flagId: string; version: number }, change: (tx: Tx, flag: ReadingFlag) => Promise<void>): Promise<ReadingFlag> {
  return transact(ctx.database, async (tx) => {
    const flag = await loadFlagForUpdate(tx, flagId);
    if (!withinArea(ctx.actor, flag.areaCode)) throw flagUnknown();
    demandOpenFlag(flag, version);
    await change(tx, flag);
    return (await findFlags(tx, [flagId]))[0]!;
  });
}
