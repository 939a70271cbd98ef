import { batchLoader } from '@lianfang/platform/graph';
import type { Context } from '../graph.ts';
import type { FlagChange, ReadingFlag, ReadingRule } from './flag.rules.ts';
import { findFlags, listFlagChanges, listReadingRules } from './flag.store.ts';
import type { ReadingImport, ReadingSource } from './reading.rules.ts';
import { findReadingImports, findReadingSources, listReadings } from './reading.store.ts';
import type { HouseholdReading } from './reading.store.ts';

export function readingSourceLoader(ctx: Context) {
  return batchLoader<string, ReadingSource>(ctx, 'reading-source', async (ids) => keyed(await findReadingSources(ctx.database.manager, ids)));
}

export function readingImportLoader(ctx: Context) {
  return batchLoader<string, ReadingImport>(ctx, 'reading-import', async (ids) => keyed(await findReadingImports(ctx.database.manager, ids)));
}

export function flagLoader(ctx: Context) {
  return batchLoader<string, ReadingFlag>(ctx, 'reading-flag', async (ids) => keyed(await findFlags(ctx.database.manager, ids)));
}

export function flagChangesLoader(ctx: Context) {
  return batchLoader<string, FlagChange[]>(ctx, 'reading-flag-changes', async (ids) => Map.groupBy(await listFlagChanges(ctx.database.manager, ids), ({ flagId }) => flagId));
}

export function readingsLoader(ctx: Context) {
  return batchLoader<string, HouseholdReading[]>(ctx, 'household-readings', async (ids) => Map.groupBy(await listReadings(ctx.database.manager, ids), ({ householdId }) => householdId));
}

/** The rules are a handful of rows: one query answers them all. */
export function readingRuleLoader(ctx: Context) {
  return batchLoader<string, ReadingRule>(
    ctx, 'reading-rule', async () => new Map((await listReadingRules(ctx.database.manager)).map((rule) => [readingRuleKey(rule.utility, rule.periodKind, rule.version), rule])),
  );
}

export function readingRuleKey(utility: string, periodKind: string, version: string): string {
  return `${utility} ${periodKind} ${version}`;
}

function keyed<T extends { id: string }>(rows: readonly T[]): Map<string, T> {
  return new Map(rows.map((row) => [row.id, row]));
}
