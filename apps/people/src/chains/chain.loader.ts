import { withinArea } from '@lianfang/platform/auth';
import { batchLoader } from '@lianfang/platform/graph';
import { caseLoader } from '../cases/case.loader.ts';
import type { Context } from '../graph.ts';
import type { InfectionLink } from './chain.rules.ts';
import { listLinks } from './chain.store.ts';

/** A link with the area of the end that the caller sees. */
export type ToldLink = InfectionLink & { areaCode: string };

/** The standing links into and out of each case. */
export function linksLoader(ctx: Context) {
  return batchLoader<string, InfectionLink[]>(ctx, 'infection-links', async (ids) => {
    const links = await listLinks(ctx.database.manager, ids);
    return new Map(ids.map((id) => [id, links.filter((link) => link.caseId === id || link.sourceCaseId === id)]));
  });
}

/** Links of which at least one end lies in the caller's area. */
export async function tellLinks(links: readonly InfectionLink[], ctx: Context): Promise<ToldLink[]> {
  const told = await Promise.all(links.map(async (link) => {
    const ends = await Promise.all([caseLoader(ctx).load(link.caseId), caseLoader(ctx).load(link.sourceCaseId)]);
    const own = ends.find((end) => end && withinArea(ctx.actor, end.areaCode));
    return own ? [{ ...link, areaCode: own.areaCode }] : [];
  }));
  return told.flat();
}
