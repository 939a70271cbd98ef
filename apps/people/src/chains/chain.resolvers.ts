import { readReason } from '@lianfang/platform/approvals';
import { demandArea } from '@lianfang/platform/auth';
import { newId } from '@lianfang/platform/clock';
import { transact } from '@lianfang/platform/persistence';
import type { Tx } from '@lianfang/platform/persistence';
import { loadOwn } from '../cases/case.change.ts';
import { ownCase } from '../cases/case.loader.ts';
import { caseUnknown, judgeText } from '../cases/case.rules.ts';
import type { LinkInfectionInput, Resolvers } from '../generated/types.ts';
import type { Context } from '../graph.ts';
import { tellLinks } from './chain.loader.ts';
import type { ToldLink } from './chain.loader.ts';
import { chainTooLarge, linkUnknown, placesOf } from './chain.rules.ts';
import { insertLinks, listChainCases, listChainOf, listLinks, loadLinkForUpdate, withdrawLink } from './chain.store.ts';

const mostNodes = 1_000;

export interface ChainNodeRow {
  id: string;
  generation: number;
  cluster: number;
  infected: number;
}

export const chainResolvers: Pick<Resolvers, 'InfectionLink' | 'ChainNode' | 'Query' | 'Mutation'> = {
  Query: {
    transmissionChain: async (_root, { areaCode, caseId }, ctx) => {
      demandArea(ctx.actor, areaCode);
      if (caseId && !(await ownCase(caseId, ctx))) throw caseUnknown();
      const tx = ctx.database.manager;
      const ids = caseId ? await listChainOf(tx, caseId, mostNodes) : await listChainCases(tx, areaCode, mostNodes);
      if (ids.length > mostNodes) throw chainTooLarge(mostNodes);
      return drawn(ids, await listLinks(tx, ids));
    },
  },
  Mutation: {
    linkInfection: (_root, { input }, ctx) => transact(ctx.database, (tx) => link(tx, input, ctx)),
    withdrawInfection: (_root, { linkId, reason }, ctx) => transact(ctx.database, async (tx) => {
      const because = readReason(reason);
      const known = await loadLinkForUpdate(tx, linkId);
      const [told] = known ? await tellLinks([known], ctx) : [];
      if (!told) throw linkUnknown();
      await withdrawLink(tx, told.id, { at: ctx.clock.now(), by: ctx.actor.name, reason: because });
      ctx.audit.note({ record: { type: 'Case', id: told.caseId, areaCode: told.areaCode }, reason: 'withdrawInfection' });
      return told;
    }),
  },
  InfectionLink: {
    source: ({ sourceCaseId }, _args, ctx) => ownCase(sourceCaseId, ctx),
    case: ({ caseId }, _args, ctx) => ownCase(caseId, ctx),
    byRule: ({ ruleId }) => ruleId !== null,
  },
  ChainNode: { case: ({ id }, _args, ctx) => ownCase(id, ctx) },
};

/** Cases of other areas that are linked with the area's stand in the graph without a word about them. */
function drawn(ids: readonly string[], links: readonly { id: string; sourceCaseId: string; caseId: string; certainty: 'CERTAIN' | 'PROBABLE' | 'POSSIBLE' }[]) {
  const all = [...new Set([...ids, ...links.flatMap(({ sourceCaseId, caseId }) => [sourceCaseId, caseId])])].sort();
  const places = placesOf(all, links);
  const clusters = [...new Set(places.map(({ clusterId }) => clusterId))];
  const infected = Map.groupBy(links, ({ sourceCaseId }) => sourceCaseId);
  return {
    nodes: places.map(({ caseId, generation, clusterId }) => ({ id: caseId, generation, cluster: clusters.indexOf(clusterId) + 1, infected: infected.get(caseId)?.length ?? 0 })),
    edges: links.map(({ id, sourceCaseId, caseId, certainty }) => ({ id, sourceId: sourceCaseId, targetId: caseId, certainty })),
    generations: Math.max(0, ...places.map(({ generation }) => generation)),
    clusters: clusters.length,
  };
}

async function link(tx: Tx, input: LinkInfectionInput, ctx: Context): Promise<ToldLink> {
  const source = await loadOwn(tx, input.sourceCaseId, ctx);
  const target = await loadOwn(tx, input.caseId, ctx);
  const made = {
    id: newId(), sourceCaseId: source.id, caseId: target.id, certainty: input.certainty, note: judgeText(input.note), ruleId: null,
    recordedAt: ctx.clock.now(), recordedById: ctx.actor.id, recordedBy: ctx.actor.name,
  };
  await insertLinks(tx, [made]);
  ctx.audit.note({ record: { type: 'Case', id: target.id, areaCode: target.areaCode }, reason: 'linkInfection' });
  return { ...made, areaCode: target.areaCode, withdrawnAt: null, withdrawnBy: null, withdrawnReason: null };
}
