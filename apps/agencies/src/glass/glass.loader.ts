import { batchLoader } from '@lianfang/platform/graph';
import type { Context } from '../graph.ts';
import type { GlassOpening } from './glass.rules.ts';
import { findOpenings } from './glass.store.ts';

export function openingLoader(ctx: Context) {
  return batchLoader<string, GlassOpening>(ctx, 'glassOpening', async (ids) => new Map((await findOpenings(ctx.database.manager, ids)).map((row) => [row.id, row])));
}
