import { DirectiveChanged } from '@lianfang/contracts/events';
import { demandArea, withinArea } from '@lianfang/platform/auth';
import { newId } from '@lianfang/platform/clock';
import { batchLoader, connection, pageOfIds } from '@lianfang/platform/graph';
import { emit } from '@lianfang/platform/outbox';
import { answerOnce, transact } from '@lianfang/platform/persistence';
import type { Tx } from '@lianfang/platform/persistence';
import type { Resolvers } from '../generated/types.ts';
import type { Context } from '../graph.ts';
import { completeDirective, completeDirectiveStep, demandOwner, directiveUnknown, isOverdue, issueDirective, minutesTaken, withdrawDirective } from './directive.rules.ts';
import type { Directive } from './directive.rules.ts';
import { countDirectives, findDirectives, insertDirective, listDirectives, loadDirectiveForUpdate, updateDirective } from './directive.store.ts';

export const directiveResolvers: Pick<Resolvers, 'Directive' | 'DirectiveStep' | 'Mutation'> & { Query: Pick<NonNullable<Resolvers['Query']>, 'directive' | 'directives'> } = {
  Query: {
    directive: (_root, { id }, ctx) => visibleDirective(id, ctx),
    directives: async (_root, { areaCode, state, ownerAgency, first, after }, ctx) => {
      demandArea(ctx.actor, areaCode);
      const page = pageOfIds({ first, after });
      const filter = { areaCode, state, ownerAgency };
      const rows = await listDirectives(ctx.database.manager, filter, page);
      return connection(rows, page, ({ id }) => id, () => countDirectives(ctx.database.manager, filter));
    },
  },
  Mutation: {
    issueDirective: (_root, { input }, ctx) => {
      demandArea(ctx.actor, input.areaCode);
      const call = { key: input.key, operation: 'issueDirective', caller: ctx.actor.id, payload: input };
      return transact(ctx.database, async (tx) => {
        const id = await answerOnce(tx, call, async () => {
          const now = ctx.clock.now();
          const directive = issueDirective({ ...input, deadline: new Date(input.deadline) }, { id: newId(), name: ctx.actor.name }, now);
          await insertDirective(tx, directive);
          await tell(tx, directive, ctx, now);
          return directive.id;
        });
        return (await findDirectives(tx, [id]))[0]!;
      });
    },
    completeDirectiveStep: (_root, { directiveId, number }, ctx) =>
      change(directiveId, ctx, (directive, now) => {
        demandOwner(directive, ctx.actor.agency);
        return completeDirectiveStep(directive, number, ctx.actor.name, now);
      }),
    completeDirective: (_root, { directiveId, outcome }, ctx) =>
      change(directiveId, ctx, (directive, now) => {
        demandOwner(directive, ctx.actor.agency);
        return completeDirective(directive, outcome, ctx.actor.name, now);
      }),
    withdrawDirective: (_root, { directiveId, reason }, ctx) => change(directiveId, ctx, (directive) => withdrawDirective(directive, reason)),
  },
  Directive: {
    __resolveReference: ({ id }, ctx) => visibleDirective(id, ctx),
    area: ({ areaCode }) => ({ code: areaCode }),
    steps: ({ steps }) => steps.map((step, at) => ({ number: at + 1, text: step.text, doneBy: step.doneBy, doneAt: step.doneAt ? new Date(step.doneAt) : null })),
    overdue: (directive, _args, ctx) => isOverdue(directive, ctx.clock.now()),
    minutesTaken: (directive, _args, ctx) => minutesTaken(directive, ctx.clock.now()),
  },
};

function directiveLoader(ctx: Context) {
  return batchLoader<string, Directive>(ctx, 'directive', async (ids) => new Map((await findDirectives(ctx.database.manager, ids)).map((found) => [found.id, found])));
}

async function visibleDirective(id: string, ctx: Context): Promise<Directive | null> {
  const directive = await directiveLoader(ctx).load(id);
  return directive && withinArea(ctx.actor, directive.areaCode) ? directive : null;
}

function change(id: string, ctx: Context, decide: (directive: Directive, now: Date) => Directive): Promise<Directive> {
  return transact(ctx.database, async (tx) => {
    const now = ctx.clock.now();
    const directive = await loadDirectiveForUpdate(tx, id);
    if (!withinArea(ctx.actor, directive.areaCode)) throw directiveUnknown();
    const changed = decide(directive, now);
    await updateDirective(tx, changed);
    await tell(tx, changed, ctx, now);
    return changed;
  });
}

async function tell(tx: Tx, { id: directiveId, areaCode, ownerAgency, state, steps }: Directive, ctx: Context, at: Date): Promise<void> {
  const stepsDone = steps.filter(({ doneAt }) => doneAt).length;
  await emit(tx, DirectiveChanged, { subject: directiveId, areaCode, agency: ctx.actor.agency, payload: { directiveId, areaCode, ownerAgency, state, stepsDone }, at });
}
