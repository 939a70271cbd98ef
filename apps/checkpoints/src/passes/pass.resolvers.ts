import { demandArea, withinArea } from '@lianfang/platform/auth';
import { newId, shanghaiDay } from '@lianfang/platform/clock';
import { answerOnce, transact } from '@lianfang/platform/persistence';
import type { Tx } from '@lianfang/platform/persistence';
import type { IssuePassInput, Resolvers } from '../generated/types.ts';
import type { Context } from '../graph.ts';
import { startOfDay } from '../times.rules.ts';
import { findBlocks } from './block.store.ts';
import { blocksLoader, outingsLoader, passLoader, quotaRuleLoader } from './pass.loaders.ts';
import { issuePass, passUnknown, servesStill, stateOf } from './pass.rules.ts';
import type { Pass } from './pass.rules.ts';
import { findPasses, findPresentPasses, insertPass, loadPassForUpdate, revokePass } from './pass.store.ts';
import { nextOutingDay } from './quota.rules.ts';
import type { QuotaRule } from './quota.rules.ts';
import { loadRuleInForce } from './quota.store.ts';

async function visiblePass(id: string, ctx: Context): Promise<Pass | null> {
  const pass = await passLoader(ctx).load(id);
  return pass && withinArea(ctx.actor, pass.areaCode) ? pass : null;
}

async function ruleOf(pass: Pass, ctx: Context): Promise<QuotaRule> {
  const rule = await quotaRuleLoader(ctx).load(pass.ruleVersion);
  if (!rule) throw new Error(`quota rule ${pass.ruleVersion} has vanished`);
  return rule;
}

export const passResolvers: Pick<Resolvers, 'Pass' | 'QuotaRule' | 'Query' | 'Mutation'> = {
  Query: {
    pass: (_root, { id }, ctx) => visiblePass(id, ctx),
    passKey: (_root, _args, ctx) => ctx.passKeys.publicKey,
  },
  Mutation: {
    issuePass: (_root, { input }, ctx) => {
      demandArea(ctx.actor, input.areaCode);
      const call = { key: input.key, operation: 'issuePass', caller: ctx.actor.id, payload: input };
      return transact(ctx.database, async (tx) => {
        const id = await answerOnce(tx, call, async () => (await findOrIssue(tx, input, ctx)).id);
        return (await findPasses(tx, [id]))[0]!;
      });
    },
    revokePass: (_root, { passId }, ctx) =>
      transact(ctx.database, async (tx) => {
        const pass = await loadPassForUpdate(tx, passId);
        if (!withinArea(ctx.actor, pass.areaCode)) throw passUnknown();
        if (pass.revokedAt) return pass;
        const revokedAt = ctx.clock.now();
        await revokePass(tx, pass.id, revokedAt);
        return { ...pass, revokedAt };
      }),
  },
  Pass: {
    __resolveReference: ({ id }, ctx) => visiblePass(id, ctx),
    household: ({ householdId }) => ({ __typename: 'Household', id: householdId }),
    person: ({ personId }) => ({ __typename: 'Person', id: personId }),
    state: async (pass, _args, ctx) => stateOf(pass, (await blocksLoader(ctx).load(pass.personId)) ?? [], ctx.clock.now()),
    code: (pass, _args, ctx) => ctx.passKeys.codeOf(pass),
    rule: ruleOfResolver,
    nextOutingAt: async (pass, _args, ctx) => {
      const today = shanghaiDay(ctx.clock.now());
      const taken = (await outingsLoader(ctx).load(pass.householdId)) ?? [];
      const day = nextOutingDay(await ruleOf(pass, ctx), taken, today);
      return day === today ? null : startOfDay(day);
    },
  },
  QuotaRule: {
    summary: ({ summaryZh, summaryEn }, _args, ctx) => (ctx.language === 'en' ? summaryEn : summaryZh),
  },
};

function ruleOfResolver(pass: Pass, _args: object, ctx: Context) {
  return ruleOf(pass, ctx);
}

/** The holder's present pass, or a new one that takes its place. A pass of a household elsewhere is not ours to replace. */
async function findOrIssue(tx: Tx, input: IssuePassInput, ctx: Context): Promise<Pass> {
  const now = ctx.clock.now();
  const rule = await loadRuleInForce(tx, now);
  const issued = issuePass(input, rule, await findBlocks(tx, [input.personId]), { id: newId(), issuedBy: ctx.actor.name, now });
  const [present] = await findPresentPasses(tx, [input.personId]);
  if (present && servesStill(present, input, now)) return present;
  if (present) {
    demandArea(ctx.actor, present.areaCode);
    await revokePass(tx, present.id, now);
  }
  return insertPass(tx, issued);
}
