import { batchLoader } from '@lianfang/platform/graph';
import type { Context } from '../graph.ts';
import type { TargetGroup, TargetGroupVersion } from './target-group.rules.ts';
import { findTargetGroups, listGroupVersions } from './target-group.store.ts';

export function groupLoader(ctx: Context) {
  return batchLoader<string, TargetGroup>(ctx, 'target-group', async (ids) => new Map((await findTargetGroups(ctx.database.manager, ids)).map((group) => [group.id, group])));
}

export function groupVersionLoader(ctx: Context) {
  return batchLoader<string, TargetGroupVersion[]>(ctx, 'target-group-versions', async (ids) =>
    Map.groupBy(await listGroupVersions(ctx.database.manager, ids), ({ groupId }) => groupId));
}
