import type { DataSource } from 'typeorm';
import type { Tx } from '../persistence/index.ts';
import type { Erased } from './erase.ts';

/** An order to erase, as far as it was carried out. */
export interface Erasure {
  requestId: string;
  areaCode: string;
  startedAt: Date | null;
  counts: Record<string, { rows: number; held: number }>;
}

export async function insertErasure(tx: Tx, erasure: { requestId: string; areaCode: string; at: Date }): Promise<void> {
  await tx.query(`/* insertErasure */ INSERT INTO erasures (request_id, area_code, asked_at) VALUES ($1, $2, $3) ON CONFLICT (request_id) DO NOTHING`, [
    erasure.requestId, erasure.areaCode, erasure.at,
  ]);
}

export async function findOpenErasure(database: DataSource): Promise<Erasure | null> {
  const [row] = await database.query<Erasure[]>(
    `/* findOpenErasure */
     SELECT request_id AS "requestId", area_code AS "areaCode", started_at AS "startedAt", counts
     FROM erasures WHERE finished_at IS NULL ORDER BY asked_at, request_id LIMIT 1`,
  );
  return row ?? null;
}

export async function beginErasure(database: DataSource, requestId: string, at: Date): Promise<void> {
  await database.query('/* beginErasure */ UPDATE erasures SET started_at = coalesce(started_at, $2) WHERE request_id = $1', [requestId, at]);
}

export async function countErased(tx: Tx, requestId: string, table: string, rows: number): Promise<void> {
  await tx.query(
    `/* countErased */
     UPDATE erasures SET counts = jsonb_set(counts, ARRAY[$2::text], jsonb_build_object(
       'rows', coalesce((counts #>> ARRAY[$2::text, 'rows'])::bigint, 0) + $3, 'held', 0)) WHERE request_id = $1`,
    [requestId, table, rows],
  );
}

/** What a hold keeps is known when the table is through. */
export async function recordHeld(database: DataSource, requestId: string, { table, held }: Erased): Promise<void> {
  await database.query(
    `/* recordHeld */
     UPDATE erasures SET counts = jsonb_set(counts, ARRAY[$2::text], jsonb_build_object(
       'rows', coalesce((counts #>> ARRAY[$2::text, 'rows'])::bigint, 0), 'held', $3::bigint)) WHERE request_id = $1`,
    [requestId, table, held],
  );
}

export async function finishErasure(tx: Tx, requestId: string, at: Date): Promise<Erasure> {
  const [rows] = await tx.query<[Erasure[]]>(
    `/* finishErasure */
     UPDATE erasures SET finished_at = $2 WHERE request_id = $1
     RETURNING request_id AS "requestId", area_code AS "areaCode", started_at AS "startedAt", counts`,
    [requestId, at],
  );
  return rows[0]!;
}
