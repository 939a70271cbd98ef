import { batchLoader } from '@lianfang/platform/graph';
import type { Context } from '../graph.ts';
import type { Allocation, AllocationLine } from './allocation.rules.ts';
import { findAllocations, listAllocationLines } from './allocation.store.ts';

export function allocationLoader(ctx: Context) {
  return batchLoader<string, Allocation>(
    ctx,
    'allocation',
    async (ids) => new Map((await findAllocations(ctx.database.manager, ids)).map((allocation) => [allocation.id, allocation])),
  );
}

export function allocationLinesLoader(ctx: Context) {
  return batchLoader<string, AllocationLine[]>(ctx, 'allocation-lines', async (ids) =>
    Map.groupBy(await listAllocationLines(ctx.database.manager, ids), (line) => line.allocationId),
  );
}
