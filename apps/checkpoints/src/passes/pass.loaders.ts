import { shanghaiDay } from '@lianfang/platform/clock';
import { batchLoader } from '@lianfang/platform/graph';
import type { Context } from '../graph.ts';
import { findBlocks } from './block.store.ts';
import type { Pass, PersonBlock } from './pass.rules.ts';
import { findPasses, listPassesOfHouseholds, listPassesOfPersons } from './pass.store.ts';
import type { OutingPeriod, QuotaRule } from './quota.rules.ts';
import { listOutings, listQuotaRules } from './quota.store.ts';

export function passLoader(ctx: Context) {
  return batchLoader<string, Pass>(
    ctx,
    'pass',
    async (ids) => new Map((await findPasses(ctx.database.manager, ids)).map((pass) => [pass.id, pass])),
  );
}

export function passesOfHouseholdLoader(ctx: Context) {
  return batchLoader<string, Pass[]>(ctx, 'passes-of-household', async (ids) =>
    Map.groupBy(await listPassesOfHouseholds(ctx.database.manager, ids), (pass) => pass.householdId),
  );
}

export function passesOfPersonLoader(ctx: Context) {
  return batchLoader<string, Pass[]>(ctx, 'passes-of-person', async (ids) =>
    Map.groupBy(await listPassesOfPersons(ctx.database.manager, ids), (pass) => pass.personId),
  );
}

export function blocksLoader(ctx: Context) {
  return batchLoader<string, PersonBlock[]>(ctx, 'blocks', async (personIds) =>
    Map.groupBy(await findBlocks(ctx.database.manager, personIds), (block) => block.personId),
  );
}

export function quotaRuleLoader(ctx: Context) {
  return batchLoader<string, QuotaRule>(ctx, 'quota-rule', () => listQuotaRules(ctx.database.manager));
}

/** Outings of a household that still use up days. */
export function outingsLoader(ctx: Context) {
  return batchLoader<string, OutingPeriod[]>(ctx, 'outings', async (householdIds) =>
    Map.groupBy(await listOutings(ctx.database.manager, householdIds, shanghaiDay(ctx.clock.now())), (outing) => outing.householdId),
  );
}
