import { CheckpointChanged } from '@lianfang/contracts/events';
import { demandArea, withinArea } from '@lianfang/platform/auth';
import { newId, shanghaiDay } from '@lianfang/platform/clock';
import { connection, pageOf, pageOfIds } from '@lianfang/platform/graph';
import { emit } from '@lianfang/platform/outbox';
import { answerOnce, transact } from '@lianfang/platform/persistence';
import type { Tx } from '@lianfang/platform/persistence';
import type { Resolvers } from '../generated/types.ts';
import type { Context } from '../graph.ts';
import { latestPassagesLoader, passageCountLoader } from '../passages/passage.loaders.ts';
import { checkpointLoader } from './checkpoint.loaders.ts';
import { checkpointUnknown, registerCheckpoint, setCheckpointOpen } from './checkpoint.rules.ts';
import type { Checkpoint } from './checkpoint.rules.ts';
import {
  countCheckpoints,
  insertCheckpoint,
  listCheckpoints,
  loadCheckpoint,
  loadCheckpointForUpdate,
  updateCheckpointOpen,
} from './checkpoint.store.ts';

async function visibleCheckpoint(id: string, ctx: Context): Promise<Checkpoint | null> {
  const checkpoint = await checkpointLoader(ctx).load(id);
  return checkpoint && withinArea(ctx.actor, checkpoint.areaCode) ? checkpoint : null;
}

export const checkpointResolvers: Pick<Resolvers, 'Checkpoint' | 'Query' | 'Mutation'> = {
  Query: {
    checkpoint: (_root, { id }, ctx) => visibleCheckpoint(id, ctx),
    checkpoints: async (_root, { areaCode, kind, search, first, after }, ctx) => {
      demandArea(ctx.actor, areaCode);
      const page = pageOfIds({ first, after });
      const filter = { areaCode, kind, search };
      const rows = await listCheckpoints(ctx.database.manager, filter, page);
      return connection(rows, page, (checkpoint) => checkpoint.id, () => countCheckpoints(ctx.database.manager, filter));
    },
  },
  Mutation: {
    registerCheckpoint: (_root, { input }, ctx) => {
      demandArea(ctx.actor, input.areaCode);
      const call = { key: input.key, operation: 'registerCheckpoint', caller: ctx.actor.id, payload: input };
      return transact(ctx.database, async (tx) => {
        const id = await answerOnce(tx, call, async () => {
          const checkpoint = registerCheckpoint(input, { id: newId(), now: ctx.clock.now() });
          await insertCheckpoint(tx, checkpoint);
          await tellChanged(tx, checkpoint, false, ctx);
          return checkpoint.id;
        });
        return loadCheckpoint(tx, id);
      });
    },
    setCheckpointOpen: (_root, { checkpointId, open }, ctx) =>
      transact(ctx.database, async (tx) => {
        const checkpoint = await loadCheckpointForUpdate(tx, checkpointId);
        if (!withinArea(ctx.actor, checkpoint.areaCode)) throw checkpointUnknown();
        const changed = setCheckpointOpen(checkpoint, open, ctx.clock.now());
        if (!changed) return checkpoint;
        await updateCheckpointOpen(tx, changed);
        await tellChanged(tx, changed, checkpoint.open, ctx);
        return changed;
      }),
  },
  Checkpoint: {
    __resolveReference: ({ id }, ctx) => visibleCheckpoint(id, ctx),
    area: ({ areaCode }) => ({ __typename: 'Area', code: areaCode }),
    passages: async ({ id, areaCode }, { first }, ctx) => {
      demandArea(ctx.actor, areaCode);
      return (await latestPassagesLoader(ctx, pageOf({ first }).first).load(id)) ?? [];
    },
    passageCount: async ({ id, areaCode }, { day }, ctx) => {
      demandArea(ctx.actor, areaCode);
      return (await passageCountLoader(ctx, day ?? shanghaiDay(ctx.clock.now())).load(id)) ?? 0;
    },
  },
};

function tellChanged(tx: Tx, checkpoint: Checkpoint, previouslyOpen: boolean, ctx: Context): Promise<void> {
  const { id, areaCode, kind, open } = checkpoint;
  return emit(tx, CheckpointChanged, {
    subject: id,
    areaCode,
    agency: ctx.actor.agency,
    payload: { checkpointId: id, areaCode, kind, open, previouslyOpen },
    at: ctx.clock.now(),
  });
}
