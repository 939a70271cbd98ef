import { batchLoader } from '@lianfang/platform/graph';
import type { Context } from '../graph.ts';
import type { Bed, Facility, FacilityStep } from './facility.rules.ts';
import { countBeds, findBeds, findFacilities, listBeds, listSteps } from './facility.store.ts';
import type { BedCounts } from './facility.store.ts';

export function facilityLoader(ctx: Context) {
  return batchLoader<string, Facility>(
    ctx,
    'facility',
    async (ids) => new Map((await findFacilities(ctx.database.manager, ids)).map((facility) => [facility.id, facility])),
  );
}

export function bedLoader(ctx: Context) {
  return batchLoader<string, Bed>(
    ctx,
    'bed',
    async (ids) => new Map((await findBeds(ctx.database.manager, ids)).map((bed) => [bed.id, bed])),
  );
}

export function bedCountsLoader(ctx: Context) {
  return batchLoader<string, BedCounts>(
    ctx,
    'bed-counts',
    async (ids) => new Map((await countBeds(ctx.database.manager, ids)).map((counts) => [counts.facilityId, counts])),
  );
}

export function bedBoardLoader(ctx: Context, freeOnly: boolean) {
  return batchLoader<string, Bed[]>(ctx, `bed-board-${freeOnly}`, async (ids) =>
    Map.groupBy(await listBeds(ctx.database.manager, ids, freeOnly), (bed) => bed.facilityId),
  );
}

export function stepsLoader(ctx: Context) {
  return batchLoader<string, FacilityStep[]>(ctx, 'facility-steps', async (ids) =>
    Map.groupBy(await listSteps(ctx.database.manager, ids), (step) => step.facilityId),
  );
}
