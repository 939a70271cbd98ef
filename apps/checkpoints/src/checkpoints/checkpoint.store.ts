import { areaRange } from '@lianfang/contracts/areas';
import { readTogether, rowsBy } from '@lianfang/platform/persistence';
import type { Tx } from '@lianfang/platform/persistence';
import type { SelectQueryBuilder } from 'typeorm';
import { isId } from '../ids.rules.ts';
import { checkpointUnknown } from './checkpoint.rules.ts';
import type { Checkpoint, CheckpointKind } from './checkpoint.rules.ts';
import { checkpointTable } from './checkpoint.table.ts';

export async function insertCheckpoint(tx: Tx, checkpoint: Checkpoint): Promise<void> {
  await tx.insert(checkpointTable, checkpoint);
}

const checkpointsById = rowsBy(checkpointTable, 'id', { name: 'findCheckpoints' });

export function findCheckpoints(tx: Tx, ids: readonly string[]): Promise<Checkpoint[]> {
  return checkpointsById(tx, ids.filter(isId));
}

/** @throws Refusal CHECKPOINT_NOT_FOUND */
export async function loadCheckpoint(tx: Tx, id: string): Promise<Checkpoint> {
  const [checkpoint] = await findCheckpoints(tx, [id]);
  if (!checkpoint) throw checkpointUnknown();
  return checkpoint;
}

/** Locks it: orders to open and close follow each other. @throws Refusal CHECKPOINT_NOT_FOUND */
export async function loadCheckpointForUpdate(tx: Tx, id: string): Promise<Checkpoint> {
  const checkpoint = isId(id) ? await tx.findOne(checkpointTable, { where: { id }, lock: { mode: 'pessimistic_write' } }) : null;
  if (!checkpoint) throw checkpointUnknown();
  return checkpoint;
}

export async function updateCheckpointOpen(tx: Tx, { id, open, openSince }: Checkpoint): Promise<void> {
  await tx.update(checkpointTable, { id }, { open, openSince });
}

export interface CheckpointFilter {
  areaCode: string;
  kind?: CheckpointKind | null;
  search?: string | null;
}

/** A page by name, and one row more than shown. The cursor is an id; its place in the order is looked up. */
export function listCheckpoints(tx: Tx, filter: CheckpointFilter, page: { limit: number; after: string | null }): Promise<Checkpoint[]> {
  const query = filtered(tx, filter).orderBy('c.name').addOrderBy('c.id').limit(page.limit);
  if (page.after && isId(page.after)) {
    query.andWhere('(c.name, c.id) > (SELECT a.name, a.id FROM checkpoints a WHERE a.id = :after)', { after: page.after });
  }
  return query.getMany();
}

export function countCheckpoints(tx: Tx, filter: CheckpointFilter): Promise<number> {
  return filtered(tx, filter).getCount();
}

function filtered(tx: Tx, { areaCode, kind, search }: CheckpointFilter): SelectQueryBuilder<Checkpoint> {
  const query = tx.createQueryBuilder(checkpointTable, 'c').where('c.areaCode >= :from AND c.areaCode < :below', areaRange(areaCode));
  if (kind) query.andWhere('c.kind = :kind', { kind });
  // The wildcards of LIKE are taken literally.
  for (const [index, word] of (search ?? '').split(/\s+/).filter(Boolean).entries()) {
    query.andWhere(`c.name LIKE :word${index}`, { [`word${index}`]: `%${word.replace(/[\\%_]/g, '\\$&')}%` });
  }
  return query;
}

const checkpointsOfAreas = readTogether<Checkpoint & { asked: string }>({
  name: 'listCheckpointsOfAreas',
  text: `SELECT asked.code AS asked, c.id, c.name, c.kind, c.area_code AS "areaCode", c.open, c.open_since AS "openSince",
            c.opens_at AS "opensAt", c.closes_at AS "closesAt", c.headcount
       FROM unnest($1::text[]) AS asked(code)
      CROSS JOIN LATERAL (
        SELECT * FROM checkpoints
         WHERE area_code >= asked.code COLLATE "C" AND area_code < asked.code || ':' COLLATE "C" AND ($2::text IS NULL OR kind = $2)
         ORDER BY name, id LIMIT $3) AS c
      ORDER BY asked.code, c.name, c.id`,
  keyOf: ({ asked }) => asked,
});

/** The first `limit` by name of each area, for many areas with one query. */
export async function listCheckpointsOfAreas(
  tx: Tx,
  areaCodes: readonly string[],
  kind: CheckpointKind | null,
  limit: number,
): Promise<Map<string, Checkpoint[]>> {
  return Map.groupBy(await checkpointsOfAreas(tx, areaCodes, kind, limit), ({ asked }) => asked);
}

export async function countCheckpointsOfAreas(tx: Tx, areaCodes: readonly string[], kind: CheckpointKind | null): Promise<Map<string, number>> {
  const rows = await tx.query<{ asked: string; checkpoints: number }[]>(
    `/* countCheckpointsOfAreas */
     SELECT asked.code AS asked, count(c.id)::int AS checkpoints
       FROM unnest($1::text[]) AS asked(code)
       LEFT JOIN checkpoints c ON c.area_code >= asked.code COLLATE "C" AND c.area_code < asked.code || ':' COLLATE "C"
        AND ($2::text IS NULL OR c.kind = $2)
      GROUP BY asked.code`,
    [areaCodes, kind],
  );
  return new Map(rows.map((row) => [row.asked, row.checkpoints]));
}
