import { insertMany, readTogether, rowsBy } from '@lianfang/platform/persistence';
import type { Tx } from '@lianfang/platform/persistence';
import { isId } from '../ids.rules.ts';
import type { Passage } from './passage.rules.ts';
import { passageTable } from './passage.table.ts';

const columns = {
  id: 'uuid',
  checkpoint_id: 'uuid',
  area_code: 'text',
  person_id: 'uuid',
  pass_id: 'uuid',
  direction: 'text',
  verdict: 'text',
  reason: 'text',
  temperature: 'numeric',
  plate: 'text',
  passed_at: 'timestamptz',
  received_at: 'timestamptz',
  recorded_by: 'text',
} as const;

const selected = `
  p.id, p.checkpoint_id AS "checkpointId", p.area_code AS "areaCode", p.person_id AS "personId", p.pass_id AS "passId",
  p.direction, p.verdict, p.reason, p.temperature, p.plate, p.passed_at AS "passedAt", p.received_at AS "receivedAt",
  p.recorded_by AS "recordedBy"`;

export async function insertPassages(tx: Tx, passages: readonly Passage[]): Promise<void> {
  await insertMany(tx, 'passages', columns, passages);
}

const passagesById = rowsBy(passageTable, 'id', { name: 'findPassages' });

export function findPassages(tx: Tx, ids: readonly string[]): Promise<Passage[]> {
  return passagesById(tx, ids.filter(isId));
}

const latestOfCheckpoints = readTogether<Passage>({
  name: 'listLatestOfCheckpoints',
  text: `SELECT ${selected}
       FROM unnest($1::uuid[]) AS asked(id)
      CROSS JOIN LATERAL (
        SELECT * FROM passages WHERE checkpoint_id = asked.id ORDER BY passed_at DESC, id DESC LIMIT $2) AS p
      ORDER BY p.checkpoint_id, p.passed_at DESC, p.id DESC`,
  keyOf: ({ checkpointId }) => checkpointId,
});

/** The newest `first` of each checkpoint, for many checkpoints with one query: each reads only the head of its index range. */
export async function listLatestOfCheckpoints(tx: Tx, checkpointIds: readonly string[], first: number): Promise<Map<string, Passage[]>> {
  return Map.groupBy(await latestOfCheckpoints(tx, checkpointIds, first), ({ checkpointId }) => checkpointId);
}

/** The same by person, at the gates of one area. */
export async function listLatestOfPersons(
  tx: Tx,
  personIds: readonly string[],
  range: { from: string; below: string },
  first: number,
): Promise<Map<string, Passage[]>> {
  const rows = await tx.query<Passage[]>(
    `/* listLatestOfPersons */
     SELECT ${selected.replace('p.person_id', 'k.person_id')}
       FROM person_kin($1::uuid[]) k
      CROSS JOIN LATERAL (
        SELECT * FROM passages WHERE person_id = k.kin_id AND area_code >= $2 AND area_code < $3
         ORDER BY passed_at DESC, id DESC LIMIT $4) AS p
      ORDER BY k.person_id, p.passed_at DESC, p.id DESC`,
    [personIds.filter(isId), range.from, range.below, first],
  );
  const byPerson = Map.groupBy(rows, (passage) => passage.personId ?? '');
  return new Map([...byPerson].map(([id, passages]) => [id, passages.slice(0, first)]));
}

/** Passages from `from` to before `below`, for many checkpoints at once. */
export async function countPassages(tx: Tx, checkpointIds: readonly string[], period: { from: Date; below: Date }): Promise<Map<string, number>> {
  const rows = await tx.query<{ id: string; passages: number }[]>(
    `/* countPassages */
     SELECT checkpoint_id AS id, count(*)::int AS passages FROM passages
      WHERE checkpoint_id = ANY ($1::uuid[]) AND passed_at >= $2 AND passed_at < $3 GROUP BY checkpoint_id`,
    [checkpointIds, period.from, period.below],
  );
  return new Map(rows.map((row) => [row.id, row.passages]));
}
