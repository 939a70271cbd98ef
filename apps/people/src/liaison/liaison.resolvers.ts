import { areaLineage } from '@lianfang/contracts/areas';
import { demandArea, withinArea } from '@lianfang/platform/auth';
import { newId, shanghaiDay } from '@lianfang/platform/clock';
import { batchLoader, connection, pageOfIds } from '@lianfang/platform/graph';
import { inSight } from '@lianfang/platform/masking';
import { answerOnce, transact } from '@lianfang/platform/persistence';
import type { Tx } from '@lianfang/platform/persistence';
import { areaLoader, areaOf } from '../areas/area.loader.ts';
import { loadArea } from '../areas/area.store.ts';
import { digitsBelow } from '../areas/below.rules.ts';
import type { PreviewLiaisonInput, RecordLiaisonVisitInput, Resolvers } from '../generated/types.ts';
import type { Context } from '../graph.ts';
import { householdLoader } from '../households/household.loader.ts';
import { householdUnknown, unseenHousehold } from '../households/household.rules.ts';
import { findHouseholds } from '../households/household.store.ts';
import { officialLoader } from '../officials/official.loader.ts';
import { tellOfficial } from '../officials/official.rules.ts';
import { countOfficials, findOfficialOf, listLiaisons, pageOfficials } from '../officials/official.store.ts';
import { personLoader } from '../people/person.loader.ts';
import { personUnknown, unseenPerson } from '../people/person.rules.ts';
import { listMembers } from '../people/person.store.ts';
import { dealAnew, evenOut } from './evening.rules.ts';
import type { Move } from './evening.rules.ts';
import { isSeen, judgeCheck, judgeLiaisonVisit, linesOf, noHousehold, noOfficial, planStale, planUnknown } from './liaison.rules.ts';
import type { LiaisonCheck, LiaisonCounts, LiaisonDoor, LiaisonPlan, LiaisonVisit } from './liaison.rules.ts';
import {
  countDoors, countLiaison, findLastVisits, findLiaisonVisits, insertLiaisonVisit, listChecks, listIntents, loadsToday, pageDoors,
} from './liaison.store.ts';
import { carryOut, findPlan, holdingsOf, insertPlan, listDoorsToShare, listEmptyDoors, listMoves, listPlans, loadPlanForUpdate, receiversServe, updatePlan } from './plan.store.ts';

type LiaisonResolvers = Pick<
  Resolvers, 'LiaisonCounts' | 'LiaisonLoad' | 'LiaisonCheck' | 'LiaisonVisit' | 'LiaisonDoor' | 'TravelIntent' | 'LiaisonPlan' | 'LiaisonPlanLine' | 'Query' | 'Mutation'
>;

const mostLines = 1_000;
const intentDays = 14;

export const liaisonResolvers: LiaisonResolvers = {
  Query: {
    liaisonCounts: async (_root, { areaCode }, ctx) => {
      demandArea(ctx.actor, areaCode);
      const [counts] = await countLiaison(ctx.database.manager, areaCode, areaCode.length, today(ctx));
      return counts ?? { areaCode, households: 0, seenToday: 0, occupied: 0, orphaned: 0 };
    },
    liaisonCountsByArea: (_root, { areaCode }, ctx) => {
      demandArea(ctx.actor, areaCode);
      return countLiaison(ctx.database.manager, areaCode, digitsBelow(areaCode), today(ctx));
    },
    liaisonLoads: async (_root, { areaCode, first, after }, ctx) => {
      demandArea(ctx.actor, areaCode);
      const page = pageOfIds({ first, after });
      const filter = { areaCode, liaisonOnly: true };
      const officials = await pageOfficials(ctx.database.manager, filter, page);
      const rows = await loadsToday(ctx.database.manager, officials.map(({ id }) => id), today(ctx));
      return connection(rows, page, ({ officialId }) => officialId, () => countOfficials(ctx.database.manager, filter));
    },
    liaisonDoors: (_root, { areaCode, officialId, notSeenToday, first, after }, ctx) => {
      demandArea(ctx.actor, areaCode);
      return doorsOf(ctx, { areaCode, officialId, notSeenOn: notSeenToday ? today(ctx) : null }, { first, after });
    },
    myLiaisonDoors: async (_root, { first, after }, ctx) => {
      const own = await findOfficialOf(ctx.database.manager, ctx.actor.id);
      if (!own) return connection<LiaisonDoor>([], pageOfIds({ first, after }), ({ householdId }) => householdId);
      return doorsOf(ctx, { areaCode: ctx.actor.areaCode, officialId: own.id, notSeenOn: null }, { first, after });
    },
    travelIntents: (_root, { areaCode }, ctx) => {
      demandArea(ctx.actor, areaCode);
      const now = ctx.clock.now();
      return listIntents(ctx.database.manager, areaCode, { from: shanghaiDay(now), until: shanghaiDay(new Date(now.getTime() + intentDays * 86_400_000)) });
    },
    liaisonPlans: (_root, { areaCode }, ctx) => {
      demandArea(ctx.actor, areaCode);
      return listPlans(ctx.database.manager, areaCode);
    },
  },
  Mutation: {
    previewLiaison: (_root, { input }, ctx) => {
      demandArea(ctx.actor, input.areaCode);
      return transact(ctx.database, async (tx) => {
        const id = await answerOnce(tx, { key: input.key, operation: 'previewLiaison', caller: ctx.actor.id, payload: input }, () => preview(tx, input, ctx));
        return (await findPlan(tx, id))!;
      });
    },
    applyLiaison: (_root, { planId }, ctx) => transact(ctx.database, (tx) => settle(tx, planId, 'APPLIED', ctx)),
    undoLiaison: (_root, { planId }, ctx) => transact(ctx.database, (tx) => settle(tx, planId, 'UNDONE', ctx)),
    recordLiaisonVisit: (_root, { input }, ctx) =>
      transact(ctx.database, async (tx) => {
        const id = await answerOnce(tx, { key: input.key, operation: 'recordLiaisonVisit', caller: ctx.actor.id, payload: input }, () => record(tx, input, ctx));
        return (await findLiaisonVisits(tx, [id]))[0]!;
      }),
  },
  LiaisonCounts: {
    area: ({ areaCode }, _args, ctx) => areaOf(ctx, areaCode),
    notSeenToday: ({ households, seenToday }) => households - seenToday,
    withoutOfficial: ({ occupied, households }: LiaisonCounts) => Math.max(0, occupied - households),
  },
  LiaisonLoad: {
    official: ({ officialId }, _args, ctx) => officialOf(officialId, ctx),
    notSeenToday: ({ households, seenToday }) => households - seenToday,
  },
  LiaisonDoor: {
    household: async ({ householdId }, _args, ctx) => (await householdLoader(ctx).load(householdId))!,
    official: ({ officialId }, _args, ctx) => officialOf(officialId, ctx),
    lastVisit: ({ householdId }, _args, ctx) => lastVisitLoader(ctx).load(householdId),
  },
  LiaisonVisit: {
    checks: async ({ id, areaCode }, _args, ctx) => ((await checkLoader(ctx).load(id)) ?? []).map((check) => ({ ...check, areaCode })),
  },
  LiaisonCheck: {
    person: ({ personId }, _args, ctx) => personOf(personId, ctx),
    travelsTo: ({ travelsTo }, _args, ctx) => (travelsTo ? knownArea(travelsTo, ctx) : null),
  },
  TravelIntent: {
    person: ({ personId }, _args, ctx) => personOf(personId, ctx),
    household: async ({ householdId }, _args, ctx) => (await householdLoader(ctx).load(householdId)) ?? unseenHousehold(householdId, ctx.actor.areaCode),
    to: ({ toCode }, _args, ctx) => knownArea(toCode, ctx),
  },
  LiaisonPlan: {
    area: ({ areaCode }, _args, ctx) => areaOf(ctx, areaCode),
    least: async (plan, _args, ctx) => Math.min(...(await linesLoader(ctx).load(plan.id))!.serving),
    most: async (plan, _args, ctx) => Math.max(...(await linesLoader(ctx).load(plan.id))!.serving),
    lines: async (plan, _args, ctx) => (await linesLoader(ctx).load(plan.id))!.lines.slice(0, mostLines),
  },
  LiaisonPlanLine: { official: ({ officialId }, _args, ctx) => officialOf(officialId, ctx) },
};

function today(ctx: Context): string {
  return shanghaiDay(ctx.clock.now());
}

async function doorsOf(ctx: Context, filter: Parameters<typeof pageDoors>[1], asked: { first: number; after?: string | null }) {
  const page = pageOfIds(asked);
  return connection(await pageDoors(ctx.database.manager, filter, page), page, ({ householdId }) => householdId, () => countDoors(ctx.database.manager, filter));
}

async function officialOf(id: string, ctx: Context) {
  const official = (await officialLoader(ctx).load(id))!;
  return tellOfficial(official, ctx.actor.areaCode) ?? official;
}

async function personOf(id: string, ctx: Context) {
  const person = await personLoader(ctx).load(id);
  return person && inSight(person, ctx) ? person : unseenPerson(id, ctx.actor.areaCode);
}

/** The nearest area that this system holds: the city of a village it has never heard of. */
async function knownArea(code: string, ctx: Context) {
  const found = await Promise.all(areaLineage(code).map((one) => areaLoader(ctx).load(one)));
  return found.findLast((area) => area !== null && area.code.length >= 4) ?? null;
}

function lastVisitLoader(ctx: Context) {
  return batchLoader<string, LiaisonVisit>(ctx, 'last-liaison-visit', async (ids) => new Map((await findLastVisits(ctx.database.manager, ids)).map((visit) => [visit.householdId, visit])));
}

function checkLoader(ctx: Context) {
  return batchLoader<string, LiaisonCheck[]>(ctx, 'liaison-checks', async (ids) => Map.groupBy(await listChecks(ctx.database.manager, ids), (check) => check.visitId));
}

/** A plan that is not in force is told from the holdings of now, an applied one back from them. */
function linesLoader(ctx: Context) {
  return batchLoader<string, { lines: ReturnType<typeof linesOf>; serving: number[] }>(ctx, 'liaison-lines', async (planIds) =>
    new Map(await Promise.all(planIds.map(async (id) => [id, await linesOfPlan(id, ctx)] as const))));
}

async function linesOfPlan(planId: string, ctx: Context) {
  const tx = ctx.database.manager;
  const plan = (await findPlan(tx, planId))!;
  const officials = (await listLiaisons(tx, plan.areaCode)).map(({ id }) => id);
  const moves = await listMoves(tx, planId);
  const holdings = await holdingsOf(tx, [...new Set([...officials, ...moves.flatMap(({ from, to }) => [from, to].filter((id) => id !== null))])]);
  if (plan.state === 'APPLIED') for (const { from, to } of moves) {
    if (to) holdings.set(to, (holdings.get(to) ?? 0) - 1);
    if (from) holdings.set(from, (holdings.get(from) ?? 0) + 1);
  }
  const lines = linesOf(holdings, officials, moves);
  const serving = new Set(officials);
  return { lines, serving: lines.filter(({ officialId }) => serving.has(officialId)).map(({ becomes }) => becomes) };
}

async function preview(tx: Tx, { areaCode, kind }: PreviewLiaisonInput, ctx: Context): Promise<string> {
  await loadArea(tx, areaCode);
  const officials = await listLiaisons(tx, areaCode);
  if (officials.length === 0) throw noOfficial();
  const ids = officials.map(({ id }) => id);
  const doors = await listDoorsToShare(tx, areaCode, ids);
  if (doors.length === 0) throw noHousehold();
  // Where an official without a household works: the middle of the doors of their own area.
  const homes = new Map(officials.map((official) => [official.id, middleOf(doors, official.areaCode)]));
  const shared = kind === 'ANEW' ? dealAnew(doors, ids) : evenOut(doors, ids, homes);
  const emptied: Move[] = (await listEmptyDoors(tx, areaCode)).map(({ householdId, officialId }) => ({ householdId, from: officialId, to: null }));
  const moves = [...shared, ...emptied];
  const plan: LiaisonPlan = {
    id: newId(), areaCode, kind, state: 'PREVIEWED', households: doors.length, officials: ids.length, moves: moves.length, madeAt: ctx.clock.now(),
    madeBy: ctx.actor.name, appliedAt: null, undoneAt: null,
  };
  await insertPlan(tx, plan, moves);
  return plan.id;
}

/** Doors of one area lie together in walking order. */
function middleOf(doors: readonly { areaCode: string }[], areaCode: string): number {
  const first = doors.findIndex((door) => door.areaCode.startsWith(areaCode));
  const last = doors.findLastIndex((door) => door.areaCode.startsWith(areaCode));
  return first < 0 ? doors.length / 2 : (first + last) / 2;
}

async function settle(tx: Tx, planId: string, state: 'APPLIED' | 'UNDONE', ctx: Context): Promise<LiaisonPlan> {
  const plan = await loadPlanForUpdate(tx, planId);
  if (!withinArea(ctx.actor, plan.areaCode)) throw planUnknown();
  if (plan.state === state) return plan;
  if (plan.state !== (state === 'APPLIED' ? 'PREVIEWED' : 'APPLIED')) throw planUnknown();
  const forwards = state === 'APPLIED';
  const at = ctx.clock.now();
  if (forwards && !(await receiversServe(tx, planId, 'to'))) throw planStale();
  if ((await carryOut(tx, planId, forwards, at)) < plan.moves) throw planStale();
  const settled: LiaisonPlan = { ...plan, state, ...(forwards ? { appliedAt: at } : { undoneAt: at }) };
  await updatePlan(tx, settled);
  return settled;
}

async function record(tx: Tx, input: RecordLiaisonVisitInput, ctx: Context): Promise<string> {
  const [household] = await findHouseholds(tx, [input.householdId]);
  if (!household || !withinArea(ctx.actor, household.areaCode)) throw householdUnknown();
  const visitedAt = new Date(input.visitedAt);
  const own = await findOfficialOf(tx, ctx.actor.id);
  const visit: LiaisonVisit = {
    id: newId(), householdId: household.id, officialId: own?.id ?? null, areaCode: household.areaCode, day: shanghaiDay(visitedAt), outcome: input.outcome,
    note: input.note?.trim() || null, visitedAt, receivedAt: ctx.clock.now(), visitedBy: ctx.actor.name,
  };
  judgeLiaisonVisit(visit);
  const members = new Set((await listMembers(tx, [household.id])).map(({ id }) => id));
  const checks = input.checks.map(({ personId, healthCode = null, travelCode = null, vaccineDoses = null, travelsTo = null, travelsFrom = null, travelsUntil = null }) =>
    ({ visitId: visit.id, personId, healthCode, travelCode, vaccineDoses, travelsTo, travelsFrom, travelsUntil }));
  for (const check of checks) {
    if (!members.has(check.personId)) throw personUnknown();
    judgeCheck(check, visitedAt);
  }
  await insertLiaisonVisit(tx, visit, checks, isSeen(visit.outcome));
  return visit.id;
}
