import { Refusal } from '@lianfang/platform/refusals';

export type Certainty = 'CERTAIN' | 'PROBABLE' | 'POSSIBLE';

/** Who infected whom. */
export interface InfectionLink {
  id: string;
  sourceCaseId: string;
  caseId: string;
  certainty: Certainty;
  note: string | null;
  ruleId: string | null;
  recordedAt: Date;
  recordedById: string;
  recordedBy: string;
  withdrawnAt: Date | null;
  withdrawnBy: string | null;
  withdrawnReason: string | null;
}

/** Where a case stands in the transmission: generation 1 infected nobody knows from whom. */
export interface ChainPlace {
  caseId: string;
  generation: number;
  /** The first case of the cluster 聚集性疫情: all that are linked belong to one. */
  clusterId: string;
}

/**
 * Generations are counted by the surest sources: a case stands one below the highest of its surest sources. Without circles, which
 * the database refuses, every case gets one.
 */
export function placesOf(caseIds: readonly string[], links: readonly Pick<InfectionLink, 'sourceCaseId' | 'caseId' | 'certainty'>[]): ChainPlace[] {
  const sources = Map.groupBy(links, ({ caseId }) => caseId);
  const generations = new Map<string, number>();
  const generationOf = (id: string): number => {
    const known = generations.get(id);
    if (known !== undefined) return known;
    const surest = surestOf(sources.get(id) ?? []);
    const generation = 1 + Math.max(0, ...surest.map(({ sourceCaseId }) => generationOf(sourceCaseId)));
    generations.set(id, generation);
    return generation;
  };
  const clusters = clustersOf(caseIds, links);
  return caseIds.map((caseId) => ({ caseId, generation: generationOf(caseId), clusterId: clusters.get(caseId)! }));
}

const sureness: Record<Certainty, number> = { POSSIBLE: 0, PROBABLE: 1, CERTAIN: 2 };

function surestOf<L extends { certainty: Certainty }>(links: readonly L[]): L[] {
  const most = Math.max(-1, ...links.map(({ certainty }) => sureness[certainty]));
  return links.filter(({ certainty }) => sureness[certainty] === most);
}

/** Each case's cluster, named by the first of its cases in the order given. */
function clustersOf(caseIds: readonly string[], links: readonly { sourceCaseId: string; caseId: string }[]): Map<string, string> {
  const near = new Map<string, string[]>(caseIds.map((id) => [id, []]));
  for (const { sourceCaseId, caseId } of links) {
    near.get(sourceCaseId)?.push(caseId);
    near.get(caseId)?.push(sourceCaseId);
  }
  const clusters = new Map<string, string>();
  for (const first of caseIds) {
    const waiting = clusters.has(first) ? [] : [first];
    for (let id = waiting.pop(); id !== undefined; id = waiting.pop()) {
      if (clusters.has(id)) continue;
      clusters.set(id, first);
      waiting.push(...(near.get(id) ?? []));
    }
  }
  return clusters;
}

export function linkUnknown(): Refusal {
  return new Refusal('INFECTION_NOT_FOUND', { zh: '找不到该传播关系，或不在您的辖区内。', en: 'There is no such link in your area.' });
}

export function infectionCircle(): Refusal {
  return new Refusal('INFECTION_CIRCLE', { zh: '传播关系成环：后者已经（直接或间接）传染给前者。请核对方向。', en: 'That closes a circle: the second case infected the first, directly or through others. Check the direction.' });
}

export function infectionKnown(): Refusal {
  return new Refusal('INFECTION_KNOWN', { zh: '这条传播关系已登记；要改可信度请先撤销。', en: 'This link is recorded already. Withdraw it to change its certainty.' });
}

export function certainSourceKnown(): Refusal {
  return new Refusal('CERTAIN_SOURCE_KNOWN', { zh: '此病例已有确定的传染来源，只能有一个。', en: 'This case has a certain source already, and there is one only.' });
}

export function chainTooLarge(most: number): Refusal {
  return new Refusal('CHAIN_TOO_LARGE', { zh: `超过 ${most} 例，请选择下级区域或单个病例。`, en: `More than ${most} cases. Choose an area below, or one case.` });
}
