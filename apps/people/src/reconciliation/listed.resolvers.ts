import { demandArea, withinArea, withinSight } from '@lianfang/platform/auth';
import { newId } from '@lianfang/platform/clock';
import { connection, pageOfIds } from '@lianfang/platform/graph';
import { concealed } from '@lianfang/platform/masking';
import { transact } from '@lianfang/platform/persistence';
import type { Tx } from '@lianfang/platform/persistence';
import { areaOf, placeOf } from '../areas/area.loader.ts';
import { loadArea } from '../areas/area.store.ts';
import type { AnswerAssistInput, AssignListedInput, DecideMatchInput, PushListedInput, RecordDoorFindingInput, Resolvers, UndoMatchInput } from '../generated/types.ts';
import type { Context } from '../graph.ts';
import { isId } from '../ids.rules.ts';
import { personLoader } from '../people/person.loader.ts';
import { personUnknown, unseenPerson } from '../people/person.rules.ts';
import type { ToldPerson } from '../people/person.rules.ts';
import { findPeople } from '../people/person.store.ts';
import { assistLoader, assistsLoader, candidatesLoader, changesLoader, listLoader, listedLoader } from './list.loader.ts';
import { assignedTooMany, assistUnknown, listedUnknown } from './list.refusals.ts';
import { clearWithinMs, demandDeadline, demandMatched, demandOpen, demandPushTarget, demandUnanswered, demandVersion, judgeNote, openOutcomes } from './listed.rules.ts';
import type { AssistRequest, ListedPerson } from './listed.rules.ts';
import {
  answerAssist, assign, changeOutcome, conflictsOf, countAssists, countListed, findListed, insertAssists, loadAssistForUpdate, loadListedForUpdate, pageAssists, pageListed,
} from './listed.store.ts';

const mostAssigned = 500;

/** A listed person as somebody sees them: an area that was asked to look for the person sees what the asking area sees. */
export type ToldListed = ListedPerson & { homeAreaCode?: string };

/** A request or a change stands where its listed person stands. */
export type ToldAssist = AssistRequest & { areaCode: string };

type ListedResolvers = Pick<Resolvers, 'ListedPerson' | 'MatchCandidate' | 'AssistRequest' | 'Query' | 'Mutation'>;

export const listedResolvers: ListedResolvers = {
  Query: {
    listedPerson: (_root, { id }, ctx) => findOwn(ctx, id),
    listedPeople: async (_root, { listId, areaCode, outcomes, undecided, overdueOnly, nameContains, first, after }, ctx) => {
      demandArea(ctx.actor, areaCode);
      const page = pageOfIds({ first, after });
      if (!isId(listId)) return connection<ToldListed>([], page, (listed) => listed.id);
      const filter = { listId, areaCode, outcomes, undecided, overdueAt: overdueOnly ? ctx.clock.now() : null, name: nameContains };
      return connection<ToldListed>(await pageListed(ctx.database.manager, filter, page), page, (listed) => listed.id, () => countListed(ctx.database.manager, filter));
    },
    assistRequests: async (_root, { areaCode, direction, openOnly, first, after }, ctx) => {
      demandArea(ctx.actor, areaCode);
      const page = pageOfIds({ first, after });
      const filter = { areaCode, direction, openOnly };
      const rows = (await pageAssists(ctx.database.manager, filter, page)).map((request) => toldAssist(request, ctx)!);
      return connection(rows, page, (request) => request.id, () => countAssists(ctx.database.manager, filter));
    },
  },
  Mutation: {
    decideMatch: (_root, { input }, ctx) => onListed(ctx, input, (tx, listed) => decide(tx, listed, input, ctx)),
    undoMatch: (_root, { input }, ctx) => onListed(ctx, input, (tx, listed) => undo(tx, listed, input, ctx)),
    recordDoorFinding: (_root, { input }, ctx) => onListed(ctx, input, (tx, listed) => recordFinding(tx, listed, input, ctx)),
    pushListed: (_root, { input }, ctx) => transact(ctx.database, async (tx) => toldAssist(await push(tx, await loadOwn(tx, input, ctx), input, ctx), ctx)!),
    answerAssist: (_root, { input }, ctx) => transact(ctx.database, async (tx) => toldAssist(await answer(tx, input, ctx), ctx)!),
    assignListed: (_root, { input }, ctx) => transact(ctx.database, (tx) => assignOwner(tx, input, ctx)),
  },
  ListedPerson: {
    __resolveReference: ({ id }, ctx) => findOwn(ctx, id),
    list: async (listed, _args, ctx) => (await listLoader(ctx).load(listed.listId))!,
    area: (listed, _args, ctx) => placeOf(ctx, listed.homeAreaCode ?? listed.areaCode),
    idNumber: ({ idNumberSealed, idNumberMask }, _args, ctx) => idNumberSealed && concealed({ open: () => ctx.sealer.open(idNumberSealed), mask: () => idNumberMask! }),
    phone: ({ phoneSealed, phoneMask }, _args, ctx) => phoneSealed && concealed({ open: () => ctx.sealer.open(phoneSealed), mask: () => phoneMask! }),
    person: ({ personId }, _args, ctx) => (personId ? tellPerson(personId, ctx) : null),
    candidates: async ({ id, undecided }, _args, ctx) => (undecided ? ((await candidatesLoader(ctx).load(id)) ?? []) : []),
    owner: (listed, _args, ctx) => areaOf(ctx, listed.ownerAreaCode),
    overdue: (listed, _args, ctx) => openOutcomes.includes(listed.outcome) && listed.dueAt < ctx.clock.now(),
    assists: async ({ id }, _args, ctx) => ((await assistsLoader(ctx).load(id)) ?? []).flatMap((request) => toldAssist(request, ctx) ?? []),
    history: async ({ id, areaCode }, _args, ctx) => ((await changesLoader(ctx).load(id)) ?? []).map((change) => ({ ...change, areaCode })),
  },
  MatchCandidate: {
    person: ({ personId }, _args, ctx) => tellPerson(personId, ctx),
  },
  AssistRequest: {
    __resolveReference: async ({ id }, ctx) => {
      const request = await assistLoader(ctx).load(id);
      return request && toldAssist(request, ctx);
    },
    listed: async (request, _args, ctx) => {
      const listed = (await listedLoader(ctx).load(request.listedId))!;
      return withinArea(ctx.actor, listed.areaCode) ? listed : { ...listed, homeAreaCode: listed.areaCode, areaCode: request.areaCode };
    },
    from: (request, _args, ctx) => areaOf(ctx, request.fromAreaCode.slice(0, 12)),
    to: (request, _args, ctx) => areaOf(ctx, request.toAreaCode),
    overdue: (request, _args, ctx) => request.answer === null && request.dueAt < ctx.clock.now(),
  },
};

async function findOwn(ctx: Context, id: string): Promise<ListedPerson | null> {
  const listed = await listedLoader(ctx).load(id);
  return listed && withinArea(ctx.actor, listed.areaCode) ? listed : null;
}

/** Null for who belongs to neither of the two areas. */
function toldAssist(request: AssistRequest, ctx: Context): ToldAssist | null {
  const areaCode = [request.toAreaCode, request.fromAreaCode].find((code) => withinArea(ctx.actor, code));
  return areaCode === undefined ? null : { ...request, areaCode };
}

async function tellPerson(id: string, ctx: Context): Promise<ToldPerson> {
  const person = await personLoader(ctx).load(id);
  return person && withinSight(ctx.actor, person.areaCode) ? person : unseenPerson(id, ctx.actor.areaCode);
}

interface Versioned {
  listedId: string;
  version: number;
}

async function onListed(ctx: Context, input: Versioned, change: (tx: Tx, listed: ListedPerson) => Promise<void>): Promise<ToldListed> {
  return transact(ctx.database, async (tx) => {
    await change(tx, await loadOwn(tx, input, ctx));
    return (await findListed(tx, [input.listedId]))[0]!;
  });
}

/** The row, locked, when it is the caller's and as the caller saw it. */
async function loadOwn(tx: Tx, input: Versioned, ctx: Context): Promise<ListedPerson> {
  const listed = await loadListedForUpdate(tx, input.listedId);
  if (!withinArea(ctx.actor, listed.areaCode)) throw listedUnknown();
  demandVersion(listed, input.version);
  return listed;
}

async function decide(tx: Tx, listed: ListedPerson, input: DecideMatchInput, ctx: Context): Promise<void> {
  demandOpen(listed);
  const change = { cause: 'DECISION', note: judgeNote(input.note), by: ctx.actor.name, at: ctx.clock.now() } as const;
  if (!input.personId) return changeOutcome(tx, listed, { ...change, outcome: 'MISSING' });
  const personId = await ownPerson(tx, input.personId, ctx);
  const conflicts = await conflictsOf(tx, listed.id, personId);
  return changeOutcome(tx, listed, { ...change, outcome: 'MATCHED', matchedBy: 'DECISION', personId, conflicts });
}

/** @throws Refusal PERSON_NOT_FOUND, the same for somebody else's person and for nobody */
async function ownPerson(tx: Tx, id: string, ctx: Context): Promise<string> {
  const [person] = await findPeople(tx, [id]);
  if (!person || !withinArea(ctx.actor, person.areaCode)) throw personUnknown();
  return person.id;
}

function undo(tx: Tx, listed: ListedPerson, input: UndoMatchInput, ctx: Context): Promise<void> {
  demandMatched(listed);
  return changeOutcome(tx, listed, { outcome: 'TRACING', cause: 'REOPENED', note: judgeNote(input.note), by: ctx.actor.name, at: ctx.clock.now() });
}

function recordFinding(tx: Tx, listed: ListedPerson, input: RecordDoorFindingInput, ctx: Context): Promise<void> {
  demandOpen(listed);
  return changeOutcome(tx, listed, { outcome: input.finding, cause: 'VISIT', note: judgeNote(input.note), by: ctx.actor.name, at: ctx.clock.now() });
}

async function push(tx: Tx, listed: ListedPerson, input: PushListedInput, ctx: Context): Promise<AssistRequest> {
  const now = ctx.clock.now();
  demandOpen(listed);
  demandPushTarget(listed, input.toAreaCode);
  const dueAt = input.dueAt ?? new Date(now.getTime() + clearWithinMs);
  demandDeadline(dueAt, now);
  await loadArea(tx, input.toAreaCode);
  const note = judgeNote(input.note);
  const request = { id: newId(), listedId: listed.id, fromAreaCode: listed.areaCode, toAreaCode: input.toAreaCode, note, askedBy: ctx.actor.name, askedAt: now, dueAt };
  await insertAssists(tx, [request]);
  await changeOutcome(tx, listed, { outcome: 'PUSHED', cause: 'PUSH', note, by: ctx.actor.name, at: now });
  return { ...request, answer: null, answerNote: null, answeredBy: null, answeredAt: null };
}

async function answer(tx: Tx, input: AnswerAssistInput, ctx: Context): Promise<AssistRequest> {
  const { request, listed } = await loadAssistForUpdate(tx, input.assistId);
  if (!withinArea(ctx.actor, request.toAreaCode)) throw assistUnknown();
  demandUnanswered(request);
  const at = ctx.clock.now();
  const answerNote = judgeNote(input.note);
  const answered = { answer: input.found ? ('FOUND' as const) : ('NOT_FOUND' as const), answerNote, answeredBy: ctx.actor.name, answeredAt: at };
  const change = { cause: 'ASSIST', note: answerNote, by: ctx.actor.name, at } as const;
  if (input.found) {
    const personId = await ownPerson(tx, input.personId ?? '', ctx);
    await changeOutcome(tx, listed, { ...change, outcome: 'MATCHED', matchedBy: 'DECISION', personId, conflicts: await conflictsOf(tx, listed.id, personId) });
  } else {
    await changeOutcome(tx, listed, { ...change, outcome: 'TRACING' });
  }
  await answerAssist(tx, request.id, answered);
  return { ...request, ...answered };
}

async function assignOwner(tx: Tx, { listedIds, ownerAreaCode, dueAt }: AssignListedInput, ctx: Context): Promise<ToldListed[]> {
  demandArea(ctx.actor, ownerAreaCode);
  demandDeadline(dueAt, ctx.clock.now());
  if (listedIds.length > mostAssigned) throw assignedTooMany(mostAssigned);
  await loadArea(tx, ownerAreaCode);
  const found = await findListed(tx, listedIds);
  if (found.length !== new Set(listedIds).size || found.some((listed) => !withinArea(ctx.actor, listed.areaCode))) throw listedUnknown();
  await assign(tx, listedIds, ownerAreaCode, dueAt);
  return findListed(tx, listedIds);
}
