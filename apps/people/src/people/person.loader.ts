import { batchLoader } from '@lianfang/platform/graph';
import type { Context } from '../graph.ts';
import type { Person } from './person.rules.ts';
import { findPeople, listMembers } from './person.store.ts';

export function personLoader(ctx: Context) {
  return batchLoader<string, Person>(
    ctx,
    'person',
    async (ids) => new Map((await findPeople(ctx.database.manager, ids)).map((person) => [person.id, person])),
  );
}

export function membersLoader(ctx: Context) {
  return batchLoader<string, Person[]>(ctx, 'members', async (householdIds) =>
    Map.groupBy(await listMembers(ctx.database.manager, householdIds), (person) => person.householdId ?? ''),
  );
}
