import { readReason } from '@lianfang/platform/approvals';
import { demandArea } from '@lianfang/platform/auth';
import { shanghaiDay } from '@lianfang/platform/clock';
import { connection, pageOfIds } from '@lianfang/platform/graph';
import { answerOnce, transact } from '@lianfang/platform/persistence';
import type { Tx } from '@lianfang/platform/persistence';
import { placeOf } from '../areas/area.loader.ts';
import { linksLoader, tellLinks } from '../chains/chain.loader.ts';
import { listContactsOf } from '../contacts/contact.store.ts';
import type { Resolvers } from '../generated/types.ts';
import type { Context } from '../graph.ts';
import { correctFact, recordFact, registerCase } from './case.change.ts';
import { caseFactsLoader, contactCountLoader, ownCase, tellFacts, tellPerson } from './case.loader.ts';
import { demandDay, judgeText } from './case.rules.ts';
import type { Case } from './case.rules.ts';
import { countCases, findCases, pageCases } from './case.store.ts';

export const caseResolvers: Pick<Resolvers, 'Case' | 'CaseFact' | 'Query' | 'Mutation'> = {
  Query: {
    case: (_root, { id }, ctx) => ownCase(id, ctx),
    cases: async (_root, { areaCode, first, after, ...filter }, ctx) => {
      demandArea(ctx.actor, areaCode);
      const page = pageOfIds({ first, after });
      const asked = { areaCode, ...filter };
      return connection(await pageCases(ctx.database.manager, asked, page), page, ({ id }) => id, () => countCases(ctx.database.manager, asked));
    },
  },
  Mutation: {
    registerCase: (_root, { input }, ctx) => {
      const today = shanghaiDay(ctx.clock.now());
      const report = {
        personId: input.personId, class: input.class, origin: input.origin, severity: input.severity ?? null, day: demandDay(input.day, today),
        onsetOn: input.onsetOn ? demandDay(input.onsetOn, today) : null, reason: judgeText(input.reason),
      };
      return onCase(ctx, { key: input.key, operation: 'registerCase', payload: input }, async (tx) => (await registerCase(tx, report, ctx)).id);
    },
    recordCaseFact: (_root, { input }, ctx) => {
      const { kind, value } = input;
      const report = { kind, value, onDay: demandDay(input.day, shanghaiDay(ctx.clock.now())), reason: judgeText(input.reason) };
      return onCase(ctx, { key: input.key, operation: 'recordCaseFact', payload: input }, async (tx) => {
        await recordFact(tx, input.caseId, report, ctx);
        return input.caseId;
      });
    },
    correctCaseFact: (_root, { input }, ctx) => {
      const onDay = input.day ? demandDay(input.day, shanghaiDay(ctx.clock.now())) : null;
      const correction = { value: input.value ?? null, onDay, reason: readReason(input.reason) };
      return onCase(ctx, { key: input.key, operation: 'correctCaseFact', payload: input }, (tx) => correctFact(tx, input.factId, correction, ctx));
    },
  },
  Case: {
    __resolveReference: ({ id }, ctx) => ownCase(id, ctx),
    person: ({ personId }, _args, ctx) => tellPerson(personId, ctx),
    area: ({ areaCode }, _args, ctx) => placeOf(ctx, areaCode),
    facts: async ({ id, areaCode }, _args, ctx) => tellFacts((await caseFactsLoader(ctx).load(id)) ?? [], areaCode),
    observations: async ({ personId }, _args, ctx) => listContactsOf(ctx.database.manager, personId),
    contactCount: async ({ id }, _args, ctx) => (await contactCountLoader(ctx).load(id))?.contacts ?? 0,
    observedCount: async ({ id }, _args, ctx) => (await contactCountLoader(ctx).load(id))?.observed ?? 0,
    links: async ({ id }, _args, ctx) => tellLinks((await linksLoader(ctx).load(id)) ?? [], ctx),
  },
  CaseFact: {
    kind: ({ kind }) => kind as 'CLASS' | 'ORIGIN' | 'SEVERITY' | 'OUTCOME',
    day: ({ onDay }) => onDay,
  },
};

/** Runs a change once per key, and tells the case as it stands after it. */
function onCase(ctx: Context, call: { key: string; operation: string; payload: unknown }, work: (tx: Tx) => Promise<string>): Promise<Case> {
  return transact(ctx.database, async (tx) => {
    const id = await answerOnce(tx, { ...call, caller: ctx.actor.id }, () => work(tx));
    const [row] = await findCases(tx, [id]);
    ctx.audit.note({ record: { type: 'Case', id: row!.id, areaCode: row!.areaCode }, reason: call.operation });
    return row!;
  });
}
