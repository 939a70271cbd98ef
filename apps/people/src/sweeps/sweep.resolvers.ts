import { areaLineage } from '@lianfang/contracts/areas';
import { SweepRoundClosed, SweepTargeted } from '@lianfang/contracts/events';
import { demandArea, withinArea } from '@lianfang/platform/auth';
import { newId, shanghaiDay } from '@lianfang/platform/clock';
import { connection, pageOfIds } from '@lianfang/platform/graph';
import { emit, emitMany } from '@lianfang/platform/outbox';
import { answerOnce, transact } from '@lianfang/platform/persistence';
import type { Tx } from '@lianfang/platform/persistence';
import { areaOf } from '../areas/area.loader.ts';
import { loadArea } from '../areas/area.store.ts';
import type { OpenSweepRoundInput, Resolvers } from '../generated/types.ts';
import type { Context } from '../graph.ts';
import { householdLoader } from '../households/household.loader.ts';
import { isId } from '../ids.rules.ts';
import { loadRule, loadRuleInForce } from '../targetgroups/revisit.store.ts';
import { groupLoader, groupVersionLoader } from '../targetgroups/target-group.loader.ts';
import { targetGroupUnknown } from '../targetgroups/target-group.rules.ts';
import { findTargetGroups } from '../targetgroups/target-group.store.ts';
import { countTargets, coverageBelow, coverageOf, findNextDoor, listLeft, listTargets } from './coverage.store.ts';
import type { WorkListRow } from './coverage.store.ts';
import { leftSheet } from './left.sheet.ts';
import { doorVisitsLoader, roundLoader, visitLoader } from './sweep.loader.ts';
import { openRound, originCounts, outcomeCounts, sweepExportTooLarge, sweepNotOpen } from './sweep.rules.ts';
import type { SweepRound } from './sweep.rules.ts';
import { closeRound, findRounds, findVisits, insertRound, listRounds, loadRoundForUpdate, targetHouseholds } from './sweep.store.ts';
import { recordVisit } from './visit.change.ts';

type SweepResolvers = Pick<Resolvers, 'SweepRound' | 'SweepCoverage' | 'SweepTarget' | 'SweepVisit' | 'SweepAnswer' | 'Query' | 'Mutation'>;

const mostRowsExported = 20_000;

/** A round concerns whoever works in its area or answers for a wider one. */
function concerns(round: SweepRound, ctx: Context): boolean {
  return withinArea(ctx.actor, round.areaCode) || areaLineage(ctx.actor.areaCode).includes(round.areaCode);
}

async function findRound(ctx: Context, id: string): Promise<SweepRound | null> {
  const [round] = await findRounds(ctx.database.manager, [id]);
  return round && concerns(round, ctx) ? round : null;
}

export const sweepResolvers: SweepResolvers = {
  Query: {
    sweepRound: (_root, { id }, ctx) => findRound(ctx, id),
    sweepRounds: (_root, { areaCode, state }, ctx) => {
      demandArea(ctx.actor, areaCode);
      return listRounds(ctx.database.manager, areaCode, areaLineage(areaCode), state);
    },
    sweepWorkList: async (_root, { roundId, areaCode, openOnly, filter: doors, first, after }, ctx) => {
      demandArea(ctx.actor, areaCode);
      const page = pageOfIds({ first, after });
      if (!isId(roundId)) return connection<WorkListRow>([], page, (row) => row.householdId);
      const filter = { roundId, areaCode, openOnly, doors, now: ctx.clock.now() };
      const rows = await listTargets(ctx.database.manager, filter, page);
      return connection(rows, page, (row) => row.householdId, () => countTargets(ctx.database.manager, filter));
    },
    nextSweepDoor: (_root, { roundId, areaCode, after }, ctx) => {
      demandArea(ctx.actor, areaCode);
      if (!isId(roundId) || (after && !isId(after))) return null;
      return findNextDoor(ctx.database.manager, { roundId, areaCode, after: after ?? null, now: ctx.clock.now() });
    },
    sweepLeftExport: async (_root, { roundId, areaCode }, ctx) => {
      demandArea(ctx.actor, areaCode);
      const round = await findRound(ctx, roundId);
      if (!round) throw sweepNotOpen();
      const rows = await listLeft(ctx.database.manager, round.id, areaCode, mostRowsExported + 1);
      if (rows.length > mostRowsExported) throw sweepExportTooLarge();
      ctx.audit.exported({ what: 'sweep-left', count: rows.length, areaCode });
      return leftSheet(rows, round, ctx);
    },
  },
  Mutation: {
    openSweepRound: (_root, { input }, ctx) => {
      demandArea(ctx.actor, input.areaCode);
      const call = { key: input.key, operation: 'openSweepRound', caller: ctx.actor.id, payload: input };
      return transact(ctx.database, async (tx) => {
        const id = await answerOnce(tx, call, () => open(tx, input, ctx));
        return (await findRounds(tx, [id]))[0]!;
      });
    },
    closeSweepRound: (_root, { roundId }, ctx) =>
      transact(ctx.database, async (tx) => {
        const round = await loadRoundForUpdate(tx, roundId);
        if (!withinArea(ctx.actor, round.areaCode)) throw sweepNotOpen();
        if (round.state === 'CLOSED') return round;
        await closeRound(tx, round.id);
        const payload = { roundId: round.id, areaCode: round.areaCode };
        await emit(tx, SweepRoundClosed, { subject: round.id, areaCode: round.areaCode, payload, at: ctx.clock.now() });
        return { ...round, state: 'CLOSED' as const };
      }),
    recordVisit: (_root, { input }, ctx) => {
      const call = { key: input.key, operation: 'recordVisit', caller: ctx.actor.id, payload: input };
      return transact(ctx.database, async (tx) => {
        const { key: _key, ...report } = input;
        const id = await answerOnce(tx, call, () => recordVisit(tx, report, ctx));
        return (await findVisits(tx, [id]))[0]!;
      });
    },
  },
  SweepRound: {
    __resolveReference: ({ id }, ctx) => findRound(ctx, id),
    area: (round, _args, ctx) => areaOf(ctx, round.areaCode),
    targetGroups: async (round, _args, ctx) => (await Promise.all(round.targetGroupIds.map((id) => groupLoader(ctx).load(id)))).filter((group) => group !== null),
    revisitRule: (round, _args, ctx) => loadRule(ctx.database.manager, round.ruleAreaCode, round.ruleVersion),
    coverage: (round, { areaCode }, ctx) => coverageOf(ctx.database.manager, round.id, visibleArea(round, areaCode, ctx)),
    coverageByArea: async (round, { areaCode }, ctx) => {
      const code = visibleArea(round, areaCode, ctx);
      const digits = { 2: 4, 4: 6, 6: 9, 9: 12 }[code.length] ?? 15;
      return coverageBelow(ctx.database.manager, round.id, code, digits);
    },
  },
  SweepCoverage: {
    __resolveReference: async ({ roundId, areaCode }, ctx) => {
      const round = await roundLoader(ctx).load(roundId);
      if (!round || !concerns(round, ctx) || !withinArea(ctx.actor, areaCode)) return null;
      return coverageOf(ctx.database.manager, roundId, areaCode);
    },
    area: (coverage, _args, ctx) => areaOf(ctx, coverage.areaCode),
    untried: ({ households, reached, unreached }) => households - reached - unreached,
    ratio: ({ households, reached }) => (households === 0 ? 1 : reached / households),
    returnees: ({ returnees }) => originCounts(returnees),
    outcomes: ({ outcomes }) => outcomeCounts(outcomes),
  },
  SweepTarget: {
    household: async (target, _args, ctx) => (await householdLoader(ctx).load(target.householdId))!,
    lastVisit: (target, _args, ctx) => (target.visitId ? visitLoader(ctx).load(target.visitId) : null),
    due: ({ dueAt }, _args, ctx) => dueAt !== null && dueAt <= ctx.clock.now(),
    visits: async ({ roundId, householdId }, _args, ctx) => {
      const ids = (await doorVisitsLoader(ctx).load(`${roundId} ${householdId}`)) ?? [];
      return (await Promise.all(ids.map((id) => visitLoader(ctx).load(id)))).filter((visit) => visit !== null);
    },
  },
  SweepVisit: {
    returnees: ({ returnees }) => originCounts(returnees),
    answers: ({ areaCode, answers }) => answers.map((answer) => ({ ...answer, areaCode })),
  },
  SweepAnswer: {
    question: async ({ groupId, groupVersion, questionId }, _args, ctx) => {
      const versions = (await groupVersionLoader(ctx).load(groupId)) ?? [];
      return versions.find(({ version }) => version === groupVersion)!.questions.find(({ id }) => id === questionId)!;
    },
  },
};

/** The part of the round that the caller may see: the area asked for, else the narrower of the round's and the caller's own. */
function visibleArea(round: SweepRound, asked: string | null | undefined, ctx: Context): string {
  if (asked) demandArea(ctx.actor, asked);
  if (asked) return asked;
  return withinArea(ctx.actor, round.areaCode) ? round.areaCode : ctx.actor.areaCode;
}

async function open(tx: Tx, input: OpenSweepRoundInput, ctx: Context): Promise<string> {
  await loadArea(tx, input.areaCode);
  const lineage = areaLineage(input.areaCode);
  const groups = await findTargetGroups(tx, input.targetGroupIds);
  const usable = groups.filter(({ areaCode }) => lineage.includes(areaCode) || withinArea(ctx.actor, areaCode));
  if (usable.length < new Set(input.targetGroupIds).size) throw targetGroupUnknown();
  const rule = await loadRuleInForce(tx, lineage);
  const { key: _key, ...draft } = input;
  const by = { id: newId(), openedBy: ctx.actor.name, openedAt: ctx.clock.now(), ruleAreaCode: rule.areaCode, ruleVersion: rule.version };
  const round = openRound(draft, by);
  await insertRound(tx, round);
  await tellTargets(tx, round, ctx);
  return round.id;
}

async function tellTargets(tx: Tx, round: SweepRound, ctx: Context): Promise<void> {
  const at = ctx.clock.now();
  const grids = await targetHouseholds(tx, round);
  await emitMany(
    tx,
    SweepTargeted,
    grids.map(({ areaCode, households }) => ({
      subject: round.id,
      areaCode,
      payload: { roundId: round.id, areaCode, day: shanghaiDay(at), households },
      at,
    })),
  );
}
