import { batchLoader } from '@lianfang/platform/graph';
import type { Context } from '../graph.ts';
import type { Account } from './account.rules.ts';
import { findAccounts } from './account.store.ts';

export function accountLoader(ctx: Context) {
  return batchLoader<string, Account>(ctx, 'account', async (ids) => new Map((await findAccounts(ctx.database.manager, ids)).map((row) => [row.id, row])));
}
