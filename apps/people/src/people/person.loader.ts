import { batchLoader } from '@lianfang/platform/graph';
import type { Context } from '../graph.ts';
import type { Person } from './person.rules.ts';
import { findPeople, listMembers } from './person.store.ts';

export function personLoader(ctx: Context) {
  return batchLoader<string, Person>(ctx, 'person', async (ids) => {
    const people = new Map((await findPeople(ctx.database.manager, ids)).map((person) => [person.id, person]));
    const survivors = await survivorsOf(ctx, [...people.values()]);
    for (const [id, { mergedInto }] of people) if (mergedInto) people.set(id, meaning(id, survivors.get(mergedInto)!));
    return people;
  });
}

/** An entry that was merged keeps its id, which other services know, and tells the facts of its survivor. */
function meaning(id: string, survivor: Person): Person {
  return { ...survivor, id, mergedInto: survivor.id };
}

async function survivorsOf(ctx: Context, people: readonly Person[]): Promise<Map<string, Person>> {
  const ids = [...new Set(people.flatMap(({ mergedInto }) => mergedInto ?? []))];
  return ids.length === 0 ? new Map() : new Map((await findPeople(ctx.database.manager, ids)).map((person) => [person.id, person]));
}

export function membersLoader(ctx: Context) {
  return batchLoader<string, Person[]>(ctx, 'members', async (householdIds) =>
    Map.groupBy(await listMembers(ctx.database.manager, householdIds), (person) => person.householdId ?? ''),
  );
}
