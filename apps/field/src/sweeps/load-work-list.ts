import { FieldWorkListDocument } from '../generated/operations.ts';
import type { Answer } from '../graph/answer.rules.ts';
import { callGraph } from '../graph/call.ts';
import type { Target } from './sweep.rules.ts';

/** 6,000 doors: three communities of the largest kind. A squad that is given more has been given the wrong area. */
const mostPages = 60;

/** The whole work list of a round in one area, page after page; a list with a hole in it is no list. */
export async function loadWorkList(roundId: string, areaCode: string): Promise<Answer<Target[]>> {
  const targets: Target[] = [];
  let after: string | null = null;
  for (let page = 0; page < mostPages; page += 1) {
    const answer: Awaited<ReturnType<typeof loadPage>> = await loadPage(roundId, areaCode, after);
    if (answer.kind !== 'yes') return answer;
    const { edges, pageInfo } = answer.data.sweepWorkList;
    targets.push(...edges.map((edge) => edge.node));
    if (!pageInfo.hasNextPage) break;
    after = pageInfo.endCursor ?? null;
  }
  return { kind: 'yes', data: targets };
}

function loadPage(roundId: string, areaCode: string, after: string | null) {
  return callGraph(FieldWorkListDocument, { roundId, areaCode, after });
}
