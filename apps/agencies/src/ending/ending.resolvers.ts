import { EpidemicEnded, erasures, serviceOf } from '@lianfang/contracts/events';
import { readReason } from '@lianfang/platform/approvals';
import { demandArea, withinArea } from '@lianfang/platform/auth';
import { newId } from '@lianfang/platform/clock';
import { connection, pageOfIds } from '@lianfang/platform/graph';
import { emit } from '@lianfang/platform/outbox';
import { answerOnce, transact } from '@lianfang/platform/persistence';
import type { Tx } from '@lianfang/platform/persistence';
import type { Resolvers } from '../generated/types.ts';
import type { Context } from '../graph.ts';
import { answersLoader, endingLoader } from './ending.loader.ts';
import { approveEnding, endingNotFound, endingUnderWay, proposeEnding, rejectEnding, waitingFor } from './ending.rules.ts';
import type { Ending, EndingAnswer } from './ending.rules.ts';
import { countEndings, findEndingForUpdate, findEndings, insertEnding, listEndings, updateEnding } from './ending.store.ts';

/** Whose answers are waited for. */
const services = erasures.map(serviceOf);

export const endingResolvers: Pick<Resolvers, 'DeletionRecord' | 'Query' | 'Mutation'> = {
  Query: {
    deletionRecords: async (_root, { areaCode, first, after }, ctx) => {
      demandArea(ctx.actor, areaCode);
      const page = pageOfIds({ first, after });
      const { manager } = ctx.database;
      return connection(await listEndings(manager, areaCode, page), page, (row) => row.id, () => countEndings(manager, areaCode));
    },
    deletionRecord: (_root, { id }, ctx) => findOwn(id, ctx),
  },
  Mutation: {
    endEpidemic: (_root, { input }, ctx) => {
      demandArea(ctx.actor, input.areaCode);
      readReason(input.rule.slice(0, 200));
      const call = { key: input.key, operation: 'endEpidemic', caller: ctx.actor.id, payload: input };
      return transact(ctx.database, async (tx) => {
        const id = await answerOnce(tx, call, async () => {
          const ending = proposeEnding({ ...input, id: newId(), services, by: ctx.actor, now: ctx.clock.now() });
          if (!(await insertEnding(tx, ending))) throw endingUnderWay();
          ctx.audit.note({ rule: 'end-of-epidemic' });
          return ending.id;
        });
        return (await findEndings(tx, [id]))[0]!;
      });
    },
    approveEnding: (_root, { recordId, areaCode }, ctx) =>
      decide(recordId, ctx, async (tx, ending, now) => {
        const approved = approveEnding(ending, areaCode, ctx.actor, now);
        const payload = { requestId: ending.id, areaCode, proposedBy: ending.proposedBy, approvedBy: ctx.actor.id, approvedAt: now.toISOString() };
        await updateEnding(tx, approved);
        await emit(tx, EpidemicEnded, { subject: ending.id, areaCode, agency: ctx.actor.agency, payload, at: now });
        return approved;
      }),
    rejectEnding: (_root, { recordId }, ctx) =>
      decide(recordId, ctx, async (tx, ending, now) => {
        const rejected = rejectEnding(ending, ctx.actor, now);
        await updateEnding(tx, rejected);
        return rejected;
      }),
  },
  DeletionRecord: {
    __resolveReference: async ({ id }, ctx) => {
      const may = ctx.actor.scopes.has('epidemic:end') || ctx.actor.scopes.has('audit:read');
      return may ? findOwn(id, ctx) : null;
    },
    area: ({ areaCode }) => ({ code: areaCode }),
    waitingFor: async (row, _args, ctx) => waitingFor(row, (await answersOf(row, ctx)).map(({ service }) => service)),
    rows: async (row, _args, ctx) => sum(await answersOf(row, ctx), 'rows'),
    held: async (row, _args, ctx) => sum(await answersOf(row, ctx), 'held'),
    services: (row, _args, ctx) => answersOf(row, ctx),
  },
};

async function answersOf({ id }: Ending, ctx: Context): Promise<EndingAnswer[]> {
  return (await answersLoader(ctx).load(id)) ?? [];
}

function sum(answers: readonly EndingAnswer[], what: 'rows' | 'held'): number {
  return answers.flatMap(({ tables }) => tables).reduce((total, table) => total + table[what], 0);
}

async function findOwn(id: string, ctx: Context): Promise<Ending | null> {
  const ending = await endingLoader(ctx).load(id);
  return ending && withinArea(ctx.actor, ending.areaCode) ? ending : null;
}

/** One decides at a time: the row is locked. A proposal of another area is as good as none. */
function decide(id: string, ctx: Context, decision: (tx: Tx, ending: Ending, now: Date) => Promise<Ending>): Promise<Ending> {
  return transact(ctx.database, async (tx) => {
    const ending = await findEndingForUpdate(tx, id);
    if (!ending || !withinArea(ctx.actor, ending.areaCode)) throw endingNotFound();
    ctx.audit.note({ rule: 'end-of-epidemic' });
    return decision(tx, ending, ctx.clock.now());
  });
}
