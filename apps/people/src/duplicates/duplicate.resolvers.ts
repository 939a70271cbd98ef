import { readReason } from '@lianfang/platform/approvals';
import { demandArea, withinArea } from '@lianfang/platform/auth';
import { batchLoader, connection, pageOfIds } from '@lianfang/platform/graph';
import { answerOnce, transact } from '@lianfang/platform/persistence';
import type { Tx } from '@lianfang/platform/persistence';
import type { Resolvers } from '../generated/types.ts';
import type { Context } from '../graph.ts';
import { personLoader } from '../people/person.loader.ts';
import { unseenPerson } from '../people/person.rules.ts';
import type { ToldPerson } from '../people/person.rules.ts';
import { findPeople } from '../people/person.store.ts';
import { areaTooWide, duplicateDecided, duplicateUnknown } from './duplicate.rules.ts';
import type { DuplicatePair } from './duplicate.rules.ts';
import { countPairs, listPairs, loadPairForUpdate, pairUp, peopleOf, updatePair } from './duplicate.store.ts';
import { mergeTwo, unmerge } from './merge.change.ts';
import { countMerges, latestMerges, listMerges, loadMergeForUpdate } from './merge.store.ts';

const countyDigits = 6;

export const duplicateResolvers: Pick<Resolvers, 'DuplicatePair' | 'PersonMerge' | 'Person' | 'Query' | 'Mutation'> = {
  Query: {
    duplicates: async (_root, { areaCode, state, first, after }, ctx) => {
      demandArea(ctx.actor, areaCode);
      const page = pageOfIds({ first, after });
      const rows = await listPairs(ctx.database.manager, { areaCode, state }, page);
      return connection(rows, page, (pair) => pair.id, () => countPairs(ctx.database.manager, { areaCode, state }));
    },
    personMerges: async (_root, { areaCode, first, after }, ctx) => {
      demandArea(ctx.actor, areaCode);
      const page = pageOfIds({ first, after });
      const rows = await listMerges(ctx.database.manager, areaCode, page);
      return connection(rows, page, (merge) => merge.id, () => countMerges(ctx.database.manager, areaCode));
    },
  },
  Mutation: {
    findDuplicates: (_root, { areaCode }, ctx) => {
      demandArea(ctx.actor, areaCode);
      if (areaCode.length < countyDigits) throw areaTooWide();
      return transact(ctx.database, async (tx) => ({ found: await pairUp(tx, peopleOf(areaCode), ctx.clock.now()) }));
    },
    mergePeople: (_root, { input }, ctx) => {
      const reason = input.reason ? readReason(input.reason) : null;
      const call = { key: input.key, operation: 'mergePeople', caller: ctx.actor.id, payload: input };
      return transact(ctx.database, async (tx) => loadMergeForUpdate(tx, await answerOnce(tx, call, () => mergeTwo(tx, { ...input, reason }, ctx))));
    },
    undoMerge: (_root, { mergeId, reason }, ctx) => {
      const why = readReason(reason);
      return transact(ctx.database, (tx) => unmerge(tx, mergeId, why, ctx));
    },
    dismissDuplicate: (_root, { pairId, reason }, ctx) => {
      const why = reason ? readReason(reason) : null;
      return transact(ctx.database, (tx) => decide(tx, pairId, 'OPEN', { state: 'DISMISSED', decidedBy: ctx.actor.name, decidedAt: ctx.clock.now(), reason: why }, ctx));
    },
    reopenDuplicate: (_root, { pairId }, ctx) =>
      transact(ctx.database, (tx) => decide(tx, pairId, 'DISMISSED', { state: 'OPEN', decidedBy: null, decidedAt: null, reason: null }, ctx)),
  },
  Person: {
    mergedInto: (person, _args, ctx) => (person.mergedInto ? personOf(ctx, person.mergedInto) : null),
  },
  DuplicatePair: {
    one: (pair, _args, ctx) => personOf(ctx, pair.oneId),
    other: (pair, _args, ctx) => personOf(ctx, pair.otherId),
  },
  PersonMerge: {
    kept: (merge, _args, ctx) => personOf(ctx, merge.keptId),
    mayUndo: async (merge, _args, ctx) => (await latestLoader(ctx).load(merge.id)) ?? false,
  },
};

async function personOf(ctx: Context, id: string): Promise<ToldPerson> {
  const person = await personLoader(ctx).load(id);
  return person && withinArea(ctx.actor, person.areaCode) ? person : unseenPerson(id, ctx.actor.areaCode);
}

function latestLoader(ctx: Context) {
  return batchLoader<string, boolean>(ctx, 'latest-merges', async (ids) => new Map([...(await latestMerges(ctx.database.manager, ids))].map((id) => [id, true])));
}

async function decide(tx: Tx, pairId: string, from: DuplicatePair['state'], decision: Partial<DuplicatePair>, ctx: Context): Promise<DuplicatePair> {
  const pair = await loadPairForUpdate(tx, pairId);
  const people = await findPeople(tx, [pair.oneId, pair.otherId]);
  if (people.length < 2 || people.some(({ areaCode }) => !withinArea(ctx.actor, areaCode))) throw duplicateUnknown();
  if (pair.state !== from) throw duplicateDecided();
  const decided = { ...pair, ...decision };
  await updatePair(tx, decided);
  return decided;
}
