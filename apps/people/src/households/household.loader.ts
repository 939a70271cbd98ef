import { batchLoader } from '@lianfang/platform/graph';
import type { Context } from '../graph.ts';
import type { Household } from './household.rules.ts';
import { findHouseholds } from './household.store.ts';

export function householdLoader(ctx: Context) {
  return batchLoader<string, Household>(
    ctx,
    'household',
    async (ids) => new Map((await findHouseholds(ctx.database.manager, ids)).map((household) => [household.id, household])),
  );
}
