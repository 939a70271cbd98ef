import { withinArea } from '@lianfang/platform/auth';
import { batchLoader } from '@lianfang/platform/graph';
import { inSight } from '@lianfang/platform/masking';
import { countContactsOf } from '../contacts/contact.store.ts';
import type { Context } from '../graph.ts';
import { personLoader } from '../people/person.loader.ts';
import { unseenPerson } from '../people/person.rules.ts';
import type { ToldPerson } from '../people/person.rules.ts';
import { liveFacts } from './case.rules.ts';
import type { Case, Fact } from './case.rules.ts';
import { findCases } from './case.store.ts';
import { listFactsOfCases, listFactsOfContacts } from './fact.store.ts';

/** A fact with the area of its case or contact, by which it is shown or masked, and whether it counts. */
export type ToldFact = Fact & { areaCode: string; live: boolean };

export function caseLoader(ctx: Context) {
  return batchLoader<string, Case>(ctx, 'case', async (ids) => new Map((await findCases(ctx.database.manager, ids)).map((row) => [row.id, row])));
}

export function caseFactsLoader(ctx: Context) {
  return batchLoader<string, Fact[]>(ctx, 'case-facts', async (ids) => Map.groupBy(await listFactsOfCases(ctx.database.manager, ids), ({ caseId }) => caseId!));
}

export function contactFactsLoader(ctx: Context) {
  return batchLoader<string, Fact[]>(ctx, 'contact-facts', async (ids) => Map.groupBy(await listFactsOfContacts(ctx.database.manager, ids), ({ contactId }) => contactId!));
}

export function contactCountLoader(ctx: Context) {
  return batchLoader<string, { contacts: number; observed: number }>(ctx, 'contacts-of-case', async (ids) =>
    new Map((await countContactsOf(ctx.database.manager, ids)).map((row) => [row.caseId, row])),
  );
}

/** The case, to whom it may be shown; a foreign one and a missing one are both null. */
export async function ownCase(id: string | null | undefined, ctx: Context): Promise<Case | null> {
  const found = id ? await caseLoader(ctx).load(id) : null;
  return found && withinArea(ctx.actor, found.areaCode) ? found : null;
}

export async function tellPerson(id: string, ctx: Context): Promise<ToldPerson> {
  const person = await personLoader(ctx).load(id);
  return person && inSight(person, ctx) ? person : unseenPerson(id, ctx.actor.areaCode);
}

export function tellFacts(facts: readonly Fact[], areaCode: string): ToldFact[] {
  const live = new Set(liveFacts(facts).map(({ id }) => id));
  return facts.map((fact) => ({ ...fact, areaCode, live: live.has(fact.id) }));
}
