import { areaLineage } from '@lianfang/contracts/areas';
import { demandArea, withinArea } from '@lianfang/platform/auth';
import { newId } from '@lianfang/platform/clock';
import { answerOnce, transact } from '@lianfang/platform/persistence';
import type { Tx } from '@lianfang/platform/persistence';
import { areaOf } from '../areas/area.loader.ts';
import { loadArea } from '../areas/area.store.ts';
import type { PutTargetGroupInput, Resolvers } from '../generated/types.ts';
import type { Context } from '../graph.ts';
import { judgeRevisitSteps } from './revisit.rules.ts';
import type { RevisitStep } from './revisit.rules.ts';
import { insertRule, loadRuleInForce } from './revisit.store.ts';
import { groupLoader, groupVersionLoader } from './target-group.loader.ts';
import { judgeTargetGroup } from './target-group.rules.ts';
import type { TargetGroup } from './target-group.rules.ts';
import { findTargetGroups, insertGroupVersion, insertTargetGroup, listTargetGroups, raiseTargetGroup } from './target-group.store.ts';

async function findGroup(ctx: Context, id: string): Promise<TargetGroup | null> {
  const group = await groupLoader(ctx).load(id);
  const concerned = group && (withinArea(ctx.actor, group.areaCode) || areaLineage(ctx.actor.areaCode).includes(group.areaCode));
  return concerned ? group : null;
}

export const targetGroupResolvers: Pick<Resolvers, 'TargetGroup' | 'RevisitRule' | 'Query' | 'Mutation'> = {
  Query: {
    targetGroups: (_root, { areaCode }, ctx) => {
      demandArea(ctx.actor, areaCode);
      return listTargetGroups(ctx.database.manager, areaCode, areaLineage(areaCode));
    },
    targetGroup: (_root, { id }, ctx) => findGroup(ctx, id),
    revisitRule: (_root, { areaCode }, ctx) => {
      demandArea(ctx.actor, areaCode);
      return loadRuleInForce(ctx.database.manager, areaLineage(areaCode));
    },
  },
  Mutation: {
    putTargetGroup: (_root, { input }, ctx) => {
      demandArea(ctx.actor, input.areaCode);
      const call = { key: input.key, operation: 'putTargetGroup', caller: ctx.actor.id, payload: input };
      return transact(ctx.database, async (tx) => {
        const id = await answerOnce(tx, call, () => putTargetGroup(tx, input, ctx));
        return (await findTargetGroups(tx, [id]))[0]!;
      });
    },
    putRevisitRule: (_root, { areaCode, steps }, ctx) => {
      demandArea(ctx.actor, areaCode);
      const judged = judgeRevisitSteps(steps);
      return transact(ctx.database, async (tx) => {
        await loadArea(tx, areaCode);
        return insertRule(tx, areaCode, judged, { madeBy: ctx.actor.name, madeAt: ctx.clock.now() });
      });
    },
  },
  TargetGroup: {
    __resolveReference: ({ id }, ctx) => findGroup(ctx, id),
    area: (group, _args, ctx) => areaOf(ctx, group.areaCode),
    history: async (group, _args, ctx) => (await groupVersionLoader(ctx).load(group.id)) ?? [],
  },
  RevisitRule: {
    steps: ({ steps }) => (Object.entries(steps) as ['ABSENT', RevisitStep][]).map(([outcome, step]) => ({ outcome, ...step })),
  },
};

async function putTargetGroup(tx: Tx, input: PutTargetGroupInput, ctx: Context): Promise<string> {
  const { name, questions } = judgeTargetGroup(input);
  const id = input.id ?? newId();
  if (!input.id) await loadArea(tx, input.areaCode);
  const version = input.id
    ? await raiseTargetGroup(tx, { id, name, basedOn: input.basedOn, within: (areaCode) => withinArea(ctx.actor, areaCode) })
    : (await insertTargetGroup(tx, { id, areaCode: input.areaCode, name }), 1);
  await insertGroupVersion(tx, { groupId: id, version, name, questions, madeBy: ctx.actor.name, madeAt: ctx.clock.now() });
  return id;
}
