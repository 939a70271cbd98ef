import { batchLoader } from '@lianfang/platform/graph';
import type { Context } from '../graph.ts';
import type { Checkpoint } from './checkpoint.rules.ts';
import { findCheckpoints } from './checkpoint.store.ts';

export function checkpointLoader(ctx: Context) {
  return batchLoader<string, Checkpoint>(
    ctx,
    'checkpoint',
    async (ids) => new Map((await findCheckpoints(ctx.database.manager, ids)).map((checkpoint) => [checkpoint.id, checkpoint])),
  );
}

/** The checkpoint that a row of this database refers to; the foreign key makes it exist. Where a gate stands is no secret. */
export async function checkpointOf(ctx: Context, id: string): Promise<Checkpoint> {
  const checkpoint = await checkpointLoader(ctx).load(id);
  if (!checkpoint) throw new Error(`checkpoint ${id} has vanished`);
  return checkpoint;
}
