import { batchLoader } from '@lianfang/platform/graph';
import type { Context } from '../graph.ts';
import type { SupportRequest } from './support.rules.ts';
import { findSupport, listSupportOf } from './support.store.ts';

export function supportLoader(ctx: Context) {
  return batchLoader<string, SupportRequest>(
    ctx,
    'support',
    async (ids) => new Map((await findSupport(ctx.database.manager, ids)).map((request) => [request.id, request])),
  );
}

export function supportOfLoader(ctx: Context, by: 'personId' | 'householdId') {
  return batchLoader<string, SupportRequest[]>(ctx, `support-of-${by}`, async (ids) =>
    Map.groupBy(await listSupportOf(ctx.database.manager, by, ids), (request) => request[by] ?? ''),
  );
}
