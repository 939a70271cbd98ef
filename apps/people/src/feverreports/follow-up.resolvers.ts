import { demandArea, withinArea, withinSight } from '@lianfang/platform/auth';
import { batchLoader, connection, pageOfIds } from '@lianfang/platform/graph';
import { shanghaiDay } from '@lianfang/platform/clock';
import { concealed } from '@lianfang/platform/masking';
import { transact } from '@lianfang/platform/persistence';
import type { Tx } from '@lianfang/platform/persistence';
import { areaOf } from '../areas/area.loader.ts';
import type { MatchFeverFollowUpInput, ReopenFeverFollowUpInput, Resolvers, SettleFeverFollowUpInput } from '../generated/types.ts';
import type { Context } from '../graph.ts';
import { personLoader } from '../people/person.loader.ts';
import { personUnknown, unseenPerson } from '../people/person.rules.ts';
import { findPeople } from '../people/person.store.ts';
import { followUpDone, followUpNotDone, followUpOther, followUpUnknown } from './fever-report.refusals.ts';
import type { FeverReport } from './fever-report.rules.ts';
import { listReportsOf } from './fever-report.store.ts';
import { tellFollowUps } from './file-reports.change.ts';
import { demandVersion, judgeNote } from './follow-up.rules.ts';
import type { FeverRule, FollowUp, FollowUpChange } from './follow-up.rules.ts';
import {
  countFeverBelow, countFeverOf, countFollowUps, findFollowUps, hasOtherOpen, insertChanges, listFeverRules, listFollowUpChanges, loadFeverRule, loadFollowUpForUpdate,
  pageFollowUps, updateFollowUp,
} from './follow-up.store.ts';
import type { FeverCounts } from './follow-up.store.ts';

type FollowUpResolvers = Pick<Resolvers, 'FeverFollowUp' | 'FeverCounts' | 'Query' | 'Mutation'>;

export const feverFollowUpResolvers: FollowUpResolvers = {
  Query: {
    feverFollowUp: (_root, { id }, ctx) => findOwn(ctx, id),
    feverFollowUps: async (_root, { areaCode, state, outcome, overdueOnly, first, after }, ctx) => {
      demandArea(ctx.actor, areaCode);
      const page = pageOfIds({ first, after });
      const filter = { areaCode, settled: state ? state === 'DONE' : null, outcome, overdueAt: overdueOnly ? ctx.clock.now() : null };
      return connection(await pageFollowUps(ctx.database.manager, filter, page), page, (row) => row.id, () => countFollowUps(ctx.database.manager, filter));
    },
    feverCounts: async (_root, { areaCode }, ctx) => {
      demandArea(ctx.actor, areaCode);
      return (await feverCountsLoader(ctx).load(areaCode))!;
    },
    feverCountsBelow: (_root, { areaCode }, ctx) => {
      demandArea(ctx.actor, areaCode);
      return countFeverBelow(ctx.database.manager, areaCode, { 2: 4, 4: 6, 6: 9, 9: 12 }[areaCode.length] ?? 15, ctx.clock.now());
    },
  },
  Mutation: {
    settleFeverFollowUp: (_root, { input }, ctx) => onFollowUp(ctx, input, (tx, followUp) => settle(tx, followUp, input, ctx)),
    reopenFeverFollowUp: (_root, { input }, ctx) => onFollowUp(ctx, input, (tx, followUp) => takeBack(tx, followUp, input, ctx)),
    matchFeverFollowUp: (_root, { input }, ctx) => onFollowUp(ctx, input, (tx, followUp) => match(tx, followUp, input, ctx)),
  },
  FeverFollowUp: {
    __resolveReference: ({ id }, ctx) => findOwn(ctx, id),
    area: ({ areaCode }, _args, ctx) => areaOf(ctx, areaCode),
    person: async ({ personId }, _args, ctx) => {
      if (!personId) return null;
      const person = await personLoader(ctx).load(personId);
      return person && withinSight(ctx.actor, person.areaCode) ? person : unseenPerson(personId, ctx.actor.areaCode);
    },
    name: async ({ id }, _args, ctx) => (await latestOf(id, ctx))?.name ?? null,
    phone: async ({ id }, _args, ctx) => {
      const { phoneSealed = null, phoneMask = null } = (await latestOf(id, ctx)) ?? {};
      return phoneSealed && concealed({ open: () => ctx.sealer.open(phoneSealed), mask: () => phoneMask! });
    },
    idNumber: async ({ id }, _args, ctx) => {
      const { idNumberSealed = null, idNumberMask = null } = (await latestOf(id, ctx)) ?? {};
      return idNumberSealed && concealed({ open: () => ctx.sealer.open(idNumberSealed), mask: () => idNumberMask! });
    },
    address: async ({ id }, _args, ctx) => (await latestOf(id, ctx))?.address ?? null,
    state: ({ settled }) => (settled ? 'DONE' : 'OPEN'),
    rule: async ({ ruleVersion }, _args, ctx) => (await feverRuleLoader(ctx).load(ruleVersion))!,
    overdue: ({ settled, dueAt }, _args, ctx) => !settled && dueAt < ctx.clock.now(),
    reports: async ({ id, areaCode }, _args, ctx) => ((await reportsLoader(ctx).load(id)) ?? []).map((report) => ({ ...report, areaCode })),
    history: async ({ id, areaCode }, _args, ctx) => ((await changesLoader(ctx).load(id)) ?? []).map((change) => ({ ...change, areaCode })),
  },
  FeverCounts: {
    __resolveReference: ({ areaCode }, ctx) => (withinArea(ctx.actor, areaCode) ? feverCountsLoader(ctx).load(areaCode) : null),
    area: ({ areaCode }, _args, ctx) => areaOf(ctx, areaCode),
  },
};

function followUpLoader(ctx: Context) {
  return batchLoader<string, FollowUp>(ctx, 'fever-follow-up', async (ids) => new Map((await findFollowUps(ctx.database.manager, ids)).map((row) => [row.id, row])));
}

function reportsLoader(ctx: Context) {
  return batchLoader<string, FeverReport[]>(ctx, 'reports-of-follow-up', async (ids) => Map.groupBy(await listReportsOf(ctx.database.manager, ids), ({ followUpId }) => followUpId!));
}

function changesLoader(ctx: Context) {
  return batchLoader<string, FollowUpChange[]>(ctx, 'fever-follow-up-changes', async (ids) => Map.groupBy(await listFollowUpChanges(ctx.database.manager, ids), ({ followUpId }) => followUpId));
}

function feverRuleLoader(ctx: Context) {
  return batchLoader<string, FeverRule>(ctx, 'fever-rule', async () => new Map((await listFeverRules(ctx.database.manager)).map((rule) => [rule.version, rule])));
}

function feverCountsLoader(ctx: Context) {
  return batchLoader<string, FeverCounts>(ctx, 'fever-counts', async (codes) => new Map((await countFeverOf(ctx.database.manager, codes, ctx.clock.now())).map((row) => [row.areaCode, row])));
}

/** What was said last tells where the person is to be found. */
async function latestOf(followUpId: string, ctx: Context): Promise<FeverReport | undefined> {
  return ((await reportsLoader(ctx).load(followUpId)) ?? [])[0];
}

async function findOwn(ctx: Context, id: string): Promise<FollowUp | null> {
  const followUp = await followUpLoader(ctx).load(id);
  return followUp && withinArea(ctx.actor, followUp.areaCode) ? followUp : null;
}

/** Changes a follow-up of the caller's area that is as the caller saw it. */
function onFollowUp(ctx: Context, { followUpId, version }: { followUpId: string; version: number }, change: (tx: Tx, followUp: FollowUp) => Promise<void>): Promise<FollowUp> {
  return transact(ctx.database, async (tx) => {
    const followUp = await loadFollowUpForUpdate(tx, followUpId);
    if (!withinArea(ctx.actor, followUp.areaCode)) throw followUpUnknown();
    demandVersion(followUp, version);
    await change(tx, followUp);
    return (await findFollowUps(tx, [followUpId]))[0]!;
  });
}

async function settle(tx: Tx, followUp: FollowUp, input: SettleFeverFollowUpInput, ctx: Context): Promise<void> {
  if (followUp.settled) throw followUpDone();
  const [at, by] = [ctx.clock.now(), ctx.actor.name];
  const note = judgeNote(input.note);
  await updateFollowUp(tx, followUp.id, { settled: true, outcome: input.outcome, doneAt: at, doneBy: by, version: followUp.version + 1 });
  await insertChanges(tx, [{ followUpId: followUp.id, what: 'SETTLED', outcome: input.outcome, note, changedBy: by, changedAt: at }]);
  await tellFollowUps(tx, [{ followUpId: followUp.id, areaCode: followUp.areaCode, settled: true }], at);
  ctx.audit.note({ record: { type: 'FeverFollowUp', id: followUp.id, areaCode: followUp.areaCode }, rule: `fever@${followUp.ruleVersion}`, reason: input.outcome });
}

async function takeBack(tx: Tx, followUp: FollowUp, input: ReopenFeverFollowUpInput, ctx: Context): Promise<void> {
  if (!followUp.settled) throw followUpNotDone();
  if (followUp.personId && (await hasOtherOpen(tx, followUp.personId, followUp.id))) throw followUpOther();
  const at = ctx.clock.now();
  const note = judgeNote(input.note);
  const rule = await loadFeverRule(tx, shanghaiDay(at));
  const dueAt = new Date(at.getTime() + rule.followUpHours * 3_600_000);
  await updateFollowUp(tx, followUp.id, { settled: false, outcome: null, doneAt: null, doneBy: null, dueAt, ruleVersion: rule.version, version: followUp.version + 1 });
  await insertChanges(tx, [{ followUpId: followUp.id, what: 'TAKEN_BACK', outcome: null, note, changedBy: ctx.actor.name, changedAt: at }]);
  await tellFollowUps(tx, [{ followUpId: followUp.id, areaCode: followUp.areaCode, settled: false }], at);
}

async function match(tx: Tx, followUp: FollowUp, input: MatchFeverFollowUpInput, ctx: Context): Promise<void> {
  const [person] = await findPeople(tx, [input.personId]);
  if (!person || !withinArea(ctx.actor, person.areaCode)) throw personUnknown();
  if (!followUp.settled && (await hasOtherOpen(tx, person.id, followUp.id))) throw followUpOther();
  const at = ctx.clock.now();
  await updateFollowUp(tx, followUp.id, { personId: person.id, areaCode: person.areaCode, version: followUp.version + 1 });
  await insertChanges(tx, [{ followUpId: followUp.id, what: 'MATCHED', outcome: null, note: null, changedBy: ctx.actor.name, changedAt: at }]);
  ctx.audit.note({ record: { type: 'Person', id: person.id, areaCode: person.areaCode }, reason: 'fever follow-up' });
  const areas = [...new Set([followUp.areaCode, person.areaCode])];
  await tellFollowUps(tx, areas.map((areaCode) => ({ followUpId: followUp.id, areaCode, settled: followUp.settled })), at);
}
