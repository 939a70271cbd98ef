import { batchLoader } from '@lianfang/platform/graph';
import type { Context } from '../graph.ts';
import type { CodeChange, CodeRule } from './code.rules.ts';
import { findChanges, findLatestChanges, listChanges, listCodeRules } from './code.store.ts';

/** A history is read by people: the last hundred changes. */
const mostChanges = 100;

export function latestChangeLoader(ctx: Context) {
  return batchLoader<string, CodeChange>(
    ctx,
    'latest-code-change',
    async (personIds) => new Map((await findLatestChanges(ctx.database.manager, personIds)).map((change) => [change.personId, change])),
  );
}

export function historyLoader(ctx: Context) {
  return batchLoader<string, CodeChange[]>(ctx, 'code-history', async (personIds) =>
    Map.groupBy(await listChanges(ctx.database.manager, personIds, mostChanges), (change) => change.personId),
  );
}

export function changeLoader(ctx: Context) {
  return batchLoader<string, CodeChange>(
    ctx,
    'code-change',
    async (ids) => new Map((await findChanges(ctx.database.manager, ids)).map((change) => [change.id, change])),
  );
}

/** The rules are a dozen rows: one query answers them all. */
export function ruleLoader(ctx: Context) {
  return batchLoader<string, CodeRule>(
    ctx,
    'code-rule',
    async () => new Map((await listCodeRules(ctx.database.manager)).map((rule) => [ruleKey(rule.id, rule.version), rule])),
  );
}

export function ruleKey(id: string, version: string): string {
  return `${id}@${version}`;
}
