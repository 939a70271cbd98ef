import { areaLineage } from '@lianfang/contracts/areas';
import { HouseholdSwept, SweepRoundClosed, SweepTargeted } from '@lianfang/contracts/events';
import { demandArea, withinArea } from '@lianfang/platform/auth';
import { newId, shanghaiDay } from '@lianfang/platform/clock';
import { batchLoader, connection, pageOfIds } from '@lianfang/platform/graph';
import { emit, emitMany } from '@lianfang/platform/outbox';
import { answerOnce, transact } from '@lianfang/platform/persistence';
import type { Tx } from '@lianfang/platform/persistence';
import { areaOf } from '../areas/area.loader.ts';
import { loadArea } from '../areas/area.store.ts';
import type { RecordVisitInput, Resolvers } from '../generated/types.ts';
import type { Context } from '../graph.ts';
import { householdLoader } from '../households/household.loader.ts';
import { isId } from '../ids.rules.ts';
import { countTargets, coverageBelow, coverageOf, listTargets } from './coverage.store.ts';
import type { WorkListRow } from './coverage.store.ts';
import { coverageChange, householdNotInSweep, judgeVisit, openRound, sweepNotOpen } from './sweep.rules.ts';
import type { Returnees, SweepRound, SweepVisit } from './sweep.rules.ts';
import {
  closeRound,
  countVisit,
  findRounds,
  findVisits,
  insertRound,
  insertVisit,
  listRounds,
  loadRoundForUpdate,
  loadRoundForVisit,
  loadTargetForUpdate,
  targetHouseholds,
} from './sweep.store.ts';

type SweepResolvers = Pick<Resolvers, 'SweepRound' | 'SweepCoverage' | 'SweepTarget' | 'SweepVisit' | 'Query' | 'Mutation'>;

function visitLoader(ctx: Context) {
  return batchLoader<string, SweepVisit>(
    ctx,
    'sweep-visit',
    async (ids) => new Map((await findVisits(ctx.database.manager, ids)).map((visit) => [visit.id, visit])),
  );
}

function roundLoader(ctx: Context) {
  return batchLoader<string, SweepRound>(
    ctx,
    'sweep-round',
    async (ids) => new Map((await findRounds(ctx.database.manager, ids)).map((round) => [round.id, round])),
  );
}

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
    sweepWorkList: async (_root, { roundId, areaCode, openOnly, first, after }, ctx) => {
      demandArea(ctx.actor, areaCode);
      const page = pageOfIds({ first, after });
      if (!isId(roundId)) return connection<WorkListRow>([], page, (row) => row.householdId);
      const filter = { roundId, areaCode, openOnly };
      const rows = await listTargets(ctx.database.manager, filter, page);
      return connection(rows, page, (row) => row.householdId, () => countTargets(ctx.database.manager, filter));
    },
  },
  Mutation: {
    openSweepRound: (_root, { input }, ctx) => {
      demandArea(ctx.actor, input.areaCode);
      const call = { key: input.key, operation: 'openSweepRound', caller: ctx.actor.id, payload: input };
      return transact(ctx.database, async (tx) => {
        const id = await answerOnce(tx, call, async () => {
          await loadArea(tx, input.areaCode);
          const { key: _key, ...draft } = input;
          const round = openRound(draft, { id: newId(), openedBy: ctx.actor.name, openedAt: ctx.clock.now() });
          await insertRound(tx, round);
          await tellTargets(tx, round, ctx);
          return round.id;
        });
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
        const id = await answerOnce(tx, call, () => recordVisit(tx, input, ctx));
        return (await findVisits(tx, [id]))[0]!;
      });
    },
  },
  SweepRound: {
    __resolveReference: ({ id }, ctx) => findRound(ctx, id),
    area: (round, _args, ctx) => areaOf(ctx, round.areaCode),
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
  },
  SweepTarget: {
    household: async (target, _args, ctx) => (await householdLoader(ctx).load(target.householdId))!,
    lastVisit: (target, _args, ctx) => (target.visitId ? visitLoader(ctx).load(target.visitId) : null),
  },
  SweepVisit: {
    returnees: ({ returnees }) => originCounts(returnees),
  },
};

/** The part of the round that the caller may see: the area asked for, else the narrower of the round's and the caller's own. */
function visibleArea(round: SweepRound, asked: string | null | undefined, ctx: Context): string {
  if (asked) demandArea(ctx.actor, asked);
  if (asked) return asked;
  return withinArea(ctx.actor, round.areaCode) ? round.areaCode : ctx.actor.areaCode;
}

function originCounts(returnees: Returnees) {
  return (Object.entries(returnees) as [keyof Returnees, number][])
    .filter(([, people]) => people > 0)
    .map(([origin, people]) => ({ origin, people }));
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

async function recordVisit(tx: Tx, input: RecordVisitInput, ctx: Context): Promise<string> {
  const now = ctx.clock.now();
  const round = await loadRoundForVisit(tx, input.roundId);
  const visit: SweepVisit = {
    id: newId(),
    roundId: input.roundId,
    householdId: input.householdId,
    outcome: input.outcome,
    method: input.method,
    returnees: Object.fromEntries(input.returnees.map(({ origin, people }) => [origin, people])),
    note: input.note?.trim() || null,
    visitedAt: new Date(input.visitedAt),
    receivedAt: now,
    visitedBy: ctx.actor.name,
  };
  judgeVisit(visit, round);
  const target = await loadTargetForUpdate(tx, round.id, visit.householdId);
  if (!withinArea(ctx.actor, target.areaCode)) throw householdNotInSweep();
  const change = coverageChange(target.lastVisit, visit);
  await insertVisit(tx, visit);
  if (change === 'superseded') return visit.id;
  await countVisit(tx, target, visit, change);
  await emit(tx, HouseholdSwept, {
    subject: round.id,
    areaCode: target.areaCode,
    agency: ctx.actor.agency,
    payload: {
      roundId: round.id,
      householdId: visit.householdId,
      areaCode: target.areaCode,
      day: shanghaiDay(now),
      outcome: visit.outcome,
      reached: change.reached,
      returnees: change.returnees,
    },
    at: now,
  });
  return visit.id;
}
