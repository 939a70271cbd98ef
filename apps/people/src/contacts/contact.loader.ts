import { withinArea } from '@lianfang/platform/auth';
import { batchLoader } from '@lianfang/platform/graph';
import { listFollowUpRules, listFollowUps, releaseFacts } from '../follow-ups/follow-up.store.ts';
import type { FollowUp, FollowUpRule } from '../follow-ups/follow-up.rules.ts';
import type { Context } from '../graph.ts';
import type { Contact, Exposure, ReleaseFacts } from './contact.rules.ts';
import { findContacts, listExposures } from './contact.store.ts';

/** An exposure with the area of its contact, by which it is shown or masked. */
export type ToldExposure = Exposure & { areaCode: string };

export function contactLoader(ctx: Context) {
  return batchLoader<string, Contact>(ctx, 'contact', async (ids) => new Map((await findContacts(ctx.database.manager, ids)).map((row) => [row.id, row])));
}

export function exposuresLoader(ctx: Context) {
  return batchLoader<string, Exposure[]>(ctx, 'exposures', async (ids) => Map.groupBy(await listExposures(ctx.database.manager, ids), ({ contactId }) => contactId));
}

export function followUpsLoader(ctx: Context) {
  return batchLoader<string, FollowUp[]>(ctx, 'follow-ups', async (ids) => Map.groupBy(await listFollowUps(ctx.database.manager, ids), ({ contactId }) => contactId));
}

export function releaseFactsLoader(ctx: Context) {
  return batchLoader<string, ReleaseFacts>(ctx, 'release-facts', async (ids) => new Map((await releaseFacts(ctx.database.manager, ids)).map((row) => [row.id, row])));
}

/** A dozen rows: one query answers them all. */
export function followUpRuleLoader(ctx: Context) {
  return batchLoader<string, FollowUpRule>(ctx, 'follow-up-rule', async () =>
    new Map((await listFollowUpRules(ctx.database.manager)).map((rule) => [`${rule.contactKind}@${rule.version}`, rule])),
  );
}

/** The contact, to whom it may be shown; a foreign one and a missing one are both null. */
export async function ownContact(id: string | null | undefined, ctx: Context): Promise<Contact | null> {
  const found = id ? await contactLoader(ctx).load(id) : null;
  return found && withinArea(ctx.actor, found.areaCode) ? found : null;
}
