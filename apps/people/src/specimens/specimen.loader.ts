import { batchLoader } from '@lianfang/platform/graph';
import type { Context } from '../graph.ts';
import { findDiscrepancies, findDoors } from './door.store.ts';
import type { Discrepancy, Specimen, SpecimenDoor, SpecimenReport } from './specimen.rules.ts';
import { findReports, findReportsOf, findSpecimens, listDiscrepancyCounts, listFieldCounts, listProgress } from './specimen.store.ts';
import type { DiscrepancyCounts, FieldCount, Progress } from './specimen.store.ts';

export function specimenLoader(ctx: Context) {
  return batchLoader<string, Specimen>(ctx, 'specimen', async (ids) => keyed(await findSpecimens(ctx.database.manager, ids)));
}

export function specimenDoorLoader(ctx: Context) {
  return batchLoader<string, SpecimenDoor>(ctx, 'specimen-door', async (ids) => keyed(await findDoors(ctx.database.manager, ids)));
}

export function discrepancyLoader(ctx: Context) {
  return batchLoader<string, Discrepancy>(ctx, 'discrepancy', async (ids) => keyed(await findDiscrepancies(ctx.database.manager, ids)));
}

export function reportLoader(ctx: Context) {
  return batchLoader<string, SpecimenReport>(ctx, 'specimen-report', async (ids) => keyed(await findReports(ctx.database.manager, ids)));
}

export function reportOfLoader(ctx: Context) {
  return batchLoader<string, SpecimenReport>(ctx, 'report-of-specimen', async (ids) => new Map((await findReportsOf(ctx.database.manager, ids)).map((row) => [row.specimenId, row])));
}

export function progressLoader(ctx: Context) {
  return batchLoader<string, Progress>(ctx, 'specimen-progress', async (ids) => new Map((await listProgress(ctx.database.manager, ids)).map((row) => [row.specimenId, row])));
}

export function fieldCountsLoader(ctx: Context) {
  return batchLoader<string, FieldCount[]>(ctx, 'specimen-fields', async (ids) => Map.groupBy(await listFieldCounts(ctx.database.manager, ids), ({ specimenId }) => specimenId));
}

export function discrepancyCountsLoader(ctx: Context) {
  return batchLoader<string, DiscrepancyCounts>(ctx, 'discrepancy-counts', async (ids) =>
    new Map((await listDiscrepancyCounts(ctx.database.manager, ids, ctx.clock.now())).map((row) => [row.specimenId, row])),
  );
}

export function noDiscrepancies(specimenId: string): DiscrepancyCounts {
  return { specimenId, total: 0, open: 0, overdue: 0, done: 0 };
}

function keyed<T extends { id: string }>(rows: readonly T[]): Map<string, T> {
  return new Map(rows.map((row) => [row.id, row]));
}
