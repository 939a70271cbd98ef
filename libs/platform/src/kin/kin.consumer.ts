import { PersonMerged, PersonUnmerged } from '@lianfang/contracts/events';
import { on } from '../consumer/index.ts';
import type { Subscription } from '../consumer/index.ts';
import type { Tx } from '../persistence/index.ts';

/** The register says who is one person; the higher step stands, for facts over one person may come by different keys. */
export const kinSubscriptions: Subscription[] = [
  on(PersonMerged, (tx, { data }) => rootIn(tx, data.ids, data.keptId, data.step)),
  on(PersonUnmerged, (tx, { data }) => rootIn(tx, data.ids, data.droppedId, data.step)),
];

async function rootIn(tx: Tx, ids: readonly string[], rootId: string, step: number): Promise<void> {
  await tx.query(
    `/* rootIn */
     INSERT INTO person_roots AS known (person_id, root_id, step) SELECT id, $2, $3 FROM unnest($1::uuid[]) AS id ORDER BY id
     ON CONFLICT (person_id) DO UPDATE SET root_id = excluded.root_id, step = excluded.step WHERE known.step < excluded.step`,
    [ids, rootId, step],
  );
}
