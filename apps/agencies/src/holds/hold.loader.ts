import { batchLoader } from '@lianfang/platform/graph';
import type { Context } from '../graph.ts';
import type { Hold } from './hold.rules.ts';
import { findHolds } from './hold.store.ts';

export function holdLoader(ctx: Context) {
  return batchLoader<string, Hold>(ctx, 'hold', async (ids) => new Map((await findHolds(ctx.database.manager, ids)).map((row) => [row.id, row])));
}
