import { batchLoader } from '@lianfang/platform/graph';
import type { Context } from '../graph.ts';
import type { Official } from './official.rules.ts';
import { findOfficials, loadsOf } from './official.store.ts';
import type { OfficialLoad } from './official.store.ts';

export function officialLoader(ctx: Context) {
  return batchLoader<string, Official>(ctx, 'official', async (ids) => new Map((await findOfficials(ctx.database.manager, ids)).map((row) => [row.id, row])));
}

export function officialLoadLoader(ctx: Context) {
  return batchLoader<string, OfficialLoad>(ctx, 'official-load', async (ids) => new Map((await loadsOf(ctx.database.manager, ids)).map((row) => [row.officialId, row])));
}
