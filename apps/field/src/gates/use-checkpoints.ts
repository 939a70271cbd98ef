import { FieldCheckpointsDocument, FieldPassKeyDocument } from '../generated/operations.ts';
import type { FieldCheckpointsQuery } from '../generated/operations.ts';
import type { Answer } from '../graph/answer.rules.ts';
import { callGraph } from '../graph/call.ts';
import { useActor } from '../login/session.ts';
import { useReference } from '../reference/use-reference.ts';

export type Checkpoint = FieldCheckpointsQuery['checkpoints']['edges'][number]['node'];

/** The reporting districts had 749 and 459; a phone holds them all. */
const mostPages = 20;

/** Checkpoints of the caller's area, readable without network. */
export function useCheckpoints() {
  const { areaCode } = useActor();
  return useReference<Checkpoint[]>(`checkpoints:${areaCode}`, () => loadCheckpoints(areaCode));
}

export const passKeyReference = 'pass-key';

/** A gate must have the passes' public key before it next loses the network. */
export function usePassKey() {
  return useReference<string>(passKeyReference, async () => {
    const answer = await callGraph(FieldPassKeyDocument, {});
    return answer.kind === 'yes' ? { kind: 'yes', data: answer.data.passKey } : answer;
  });
}

async function loadCheckpoints(areaCode: string): Promise<Answer<Checkpoint[]>> {
  const checkpoints: Checkpoint[] = [];
  let after: string | null = null;
  for (let page = 0; page < mostPages; page += 1) {
    const answer: Answer<FieldCheckpointsQuery> = await callGraph(FieldCheckpointsDocument, { areaCode, after });
    if (answer.kind !== 'yes') return answer;
    const { edges, pageInfo }: FieldCheckpointsQuery['checkpoints'] = answer.data.checkpoints;
    checkpoints.push(...edges.map((edge) => edge.node));
    if (!pageInfo.hasNextPage) break;
    after = pageInfo.endCursor ?? null;
  }
  return { kind: 'yes', data: checkpoints };
}

const place = 'lianfang.field.gate';

/** The gate this phone stood at last. */
export function lastGate(): string {
  return localStorage.getItem(place) ?? '';
}

export function rememberGate(checkpointId: string): void {
  localStorage.setItem(place, checkpointId);
}
