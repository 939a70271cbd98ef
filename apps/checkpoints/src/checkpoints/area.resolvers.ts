import { demandArea } from '@lianfang/platform/auth';
import { batchLoader, connection, pageOf, pageOfIds } from '@lianfang/platform/graph';
import type { Alert } from '../alerts/alert.rules.ts';
import { listOpenAlertsOfAreas } from '../alerts/alert.store.ts';
import type { Resolvers } from '../generated/types.ts';
import type { Context } from '../graph.ts';
import type { Checkpoint, CheckpointKind } from './checkpoint.rules.ts';
import { countCheckpointsOfAreas, listCheckpoints, listCheckpointsOfAreas } from './checkpoint.store.ts';

function checkpointsLoader(ctx: Context, kind: CheckpointKind | null, limit: number) {
  return batchLoader<string, Checkpoint[]>(ctx, `checkpoints-of-area:${kind}:${limit}`, (codes) =>
    listCheckpointsOfAreas(ctx.database.manager, codes, kind, limit),
  );
}

function countLoader(ctx: Context, kind: CheckpointKind | null) {
  return batchLoader<string, number>(ctx, `checkpoint-count:${kind}`, (codes) => countCheckpointsOfAreas(ctx.database.manager, codes, kind));
}

function openAlertsLoader(ctx: Context, first: number) {
  return batchLoader<string, Alert[]>(ctx, `open-alerts:${first}`, (codes) => listOpenAlertsOfAreas(ctx.database.manager, codes, first));
}

/** Areas belong to `people`; what stands at their gates is told here, for many areas at once. */
export const areaResolvers: Pick<Resolvers, 'Area'> = {
  Area: {
    __resolveReference: ({ code }) => ({ code }),
    checkpoints: async (area, { kind = null, first, after }, ctx) => {
      const code = area.code!;
      demandArea(ctx.actor, code);
      const page = pageOfIds({ first, after });
      // A later page is asked of one area; first pages of many areas are read together.
      const rows = page.after
        ? await listCheckpoints(ctx.database.manager, { areaCode: code, kind }, page)
        : await checkpointsLoader(ctx, kind, page.limit).load(code);
      return connection(rows ?? [], page, (checkpoint) => checkpoint.id, async () => (await countLoader(ctx, kind).load(code)) ?? 0);
    },
    openAlerts: async (area, { first }, ctx) => {
      demandArea(ctx.actor, area.code!);
      return (await openAlertsLoader(ctx, pageOf({ first }).first).load(area.code!)) ?? [];
    },
  },
};
