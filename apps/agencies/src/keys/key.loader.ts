import { batchLoader } from '@lianfang/platform/graph';
import type { Context } from '../graph.ts';
import type { MachineKey } from './key.rules.ts';
import { findKeys } from './key.store.ts';

export function keyLoader(ctx: Context) {
  return batchLoader<string, MachineKey>(ctx, 'machineKey', async (ids) => new Map((await findKeys(ctx.database.manager, ids)).map((row) => [row.id, row])));
}
