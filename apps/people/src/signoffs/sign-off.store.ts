import { areaRange } from '@lianfang/contracts/areas';
import type { Tx } from '@lianfang/platform/persistence';
import { isId } from '../ids.rules.ts';
import type { SweepCoverage } from '../sweeps/sweep.rules.ts';
import { gridNotInSweep, outOfOrder, samePerson, snapshotOutdated } from './sign-off.rules.ts';
import type { GridSignature, GridSnapshot, GridStanding, GridVoid } from './sign-off.rules.ts';

export interface Grid {
  roundId: string;
  areaCode: string;
}

/** Locks the grid of the round: no door of it changes until this transaction ends. @throws Refusal GRID_NOT_IN_SWEEP */
export async function lockGrid(tx: Tx, { roundId, areaCode }: Grid): Promise<GridStanding> {
  const [grid] = isId(roundId)
    ? await tx.query<unknown[]>(`/* lockGrid */ SELECT FROM sweep_counts WHERE round_id = $1 AND area_code = $2 AND households > 0 FOR UPDATE`, [roundId, areaCode])
    : [];
  if (!grid) throw gridNotInSweep();
  return (await findStandings(tx, [{ roundId, areaCode }]))[0] ?? { roundId, areaCode, level: 0, version: null, snapshotId: null };
}

export function findStandings(tx: Tx, grids: readonly Grid[]): Promise<GridStanding[]> {
  return tx.query(
    `/* findStandings */
     SELECT round_id AS "roundId", area_code AS "areaCode", level, version, snapshot_id AS "snapshotId" FROM grid_sign_offs
      WHERE (round_id, area_code) IN (SELECT * FROM unnest($1::uuid[], $2::text[]))`,
    [grids.map((grid) => grid.roundId), grids.map((grid) => grid.areaCode)],
  );
}

/** Keeps the grid as it stands: its counts, every door with its version, and the hash over them. */
export async function takeSnapshot(tx: Tx, snapshot: { id: string; counts: SweepCoverage; takenAt: Date } & Grid): Promise<void> {
  const { id, roundId, areaCode, counts, takenAt } = snapshot;
  await tx.query(
    `/* takeSnapshot */
     INSERT INTO grid_snapshots (id, round_id, area_code, version, counts, doors, doors_hash, taken_at)
     SELECT $1::uuid, $2::uuid, $3::text, (SELECT coalesce(max(version), 0) + 1 FROM grid_snapshots WHERE round_id = $2 AND area_code = $3), $4::jsonb,
            (SELECT count(*)::int FROM sweep_targets WHERE round_id = $2 AND area_code = $3), doors_hash($2, $3), $5`,
    [id, roundId, areaCode, JSON.stringify(counts), takenAt],
  );
  await tx.query(
    `/* keepDoors */
     INSERT INTO snapshot_doors (snapshot_id, household_id, version, visit_id, outcome)
     SELECT $1, household_id, version, visit_id, outcome FROM sweep_targets WHERE round_id = $2 AND area_code = $3`,
    [id, roundId, areaCode],
  );
}

const refusals: Record<string, () => Error> = {
  signature_over_latest: snapshotOutdated,
  signature_over_truth: snapshotOutdated,
  signature_in_order: () => outOfOrder(null),
  signature_of_another: samePerson,
};

/** The database holds the order, the person and the truth of it; what it refuses is told in the user's words. */
export async function insertSignature(tx: Tx, signature: Omit<GridSignature, 'version' | 'valid'>): Promise<void> {
  try {
    await tx.query(
      `/* insertSignature */
       INSERT INTO grid_signatures (id, snapshot_id, round_id, area_code, level, act, reason, signer_id, signer, signed_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`,
      [
        signature.id, signature.snapshotId, signature.roundId, signature.areaCode, signature.level, signature.act, signature.reason, signature.signerId, signature.signer,
        signature.signedAt,
      ],
    );
  } catch (error) {
    const refusal = refusals[(error as { driverError?: { constraint?: string } }).driverError?.constraint ?? ''];
    throw refusal ? refusal() : error;
  }
}

/** Of each grid the newest first, at most 50. A signature stands while the grid stands on its snapshot and at its level or above. */
export function listSignatures(tx: Tx, grids: readonly Grid[]): Promise<GridSignature[]> {
  return tx.query(
    `/* listSignatures */
     SELECT s.id, s.snapshot_id AS "snapshotId", s.round_id AS "roundId", s.area_code AS "areaCode", n.version, s.level, s.act, s.reason, s.signer_id AS "signerId", s.signer,
            s.signed_at AS "signedAt",
            s.act = 'SIGNED' AND o.snapshot_id = s.snapshot_id AND o.level >= s.level
              AND s.id = (SELECT l.id FROM grid_signatures l WHERE l.snapshot_id = s.snapshot_id AND l.level = s.level AND l.act = 'SIGNED' ORDER BY l.signed_at DESC, l.id DESC LIMIT 1) AS valid
       FROM unnest($1::uuid[], $2::text[]) AS g (round_id, area_code)
      CROSS JOIN LATERAL (SELECT * FROM grid_signatures x WHERE x.round_id = g.round_id AND x.area_code = g.area_code COLLATE "C" ORDER BY signed_at DESC, id DESC LIMIT 50) AS s
       JOIN grid_snapshots n ON n.id = s.snapshot_id
       LEFT JOIN grid_sign_offs o ON o.round_id = s.round_id AND o.area_code = s.area_code
      ORDER BY s.signed_at DESC, s.id DESC`,
    [grids.map((grid) => grid.roundId), grids.map((grid) => grid.areaCode)],
  );
}

export function findSnapshots(tx: Tx, ids: readonly string[]): Promise<GridSnapshot[]> {
  return tx.query(
    `/* findSnapshots */
     SELECT id, round_id AS "roundId", area_code AS "areaCode", version, counts, doors, doors_hash AS "doorsHash", taken_at AS "takenAt" FROM grid_snapshots WHERE id = ANY ($1::uuid[])`,
    [ids],
  );
}

/** Whether the kept doors give the hash still, and whether the grid is as it was signed. */
export async function verifySnapshot(tx: Tx, id: string): Promise<{ intact: boolean; current: boolean }> {
  const [row] = await tx.query<{ intact: boolean; current: boolean }[]>(
    `/* verifySnapshot */
     SELECT snapshot_hash(id) = doors_hash AS intact, doors_hash(round_id, area_code) = doors_hash AS current FROM grid_snapshots WHERE id = $1`,
    [id],
  );
  return row!;
}

const voidColumns = `
  v.id, v.round_id AS "roundId", v.area_code AS "areaCode", n.version, v.level, v.cause, v.doors, v.household_id AS "householdId", v.was_outcome AS "wasOutcome",
  v.became_outcome AS "becameOutcome", v.caused_by AS "causedBy", v.voided_at AS "voidedAt", (o.level >= v.level AND o.version > n.version) AS mended`;
const voidTables = `grid_voids v JOIN grid_snapshots n ON n.id = v.snapshot_id JOIN grid_sign_offs o ON o.round_id = v.round_id AND o.area_code = v.area_code`;

export function listVoidsOf(tx: Tx, grids: readonly Grid[]): Promise<GridVoid[]> {
  return tx.query(
    `/* listVoidsOf */
     SELECT ${voidColumns} FROM ${voidTables}
      WHERE (v.round_id, v.area_code) IN (SELECT * FROM unnest($1::uuid[], $2::text[])) ORDER BY v.id DESC LIMIT 500`,
    [grids.map((grid) => grid.roundId), grids.map((grid) => grid.areaCode)],
  );
}

export interface VoidFilter {
  areaCode: string;
  openOnly: boolean;
}

const wanted = `v.area_code >= $1 AND v.area_code < $2 AND (NOT $3::boolean OR NOT (o.level >= v.level AND o.version > n.version))`;

export function listVoids(tx: Tx, { areaCode, openOnly }: VoidFilter, page: { first: number; after: string | null }): Promise<GridVoid[]> {
  const { from, below } = areaRange(areaCode);
  return tx.query(
    `/* listVoids */ SELECT ${voidColumns} FROM ${voidTables} WHERE ${wanted} AND ($4::bigint IS NULL OR v.id < $4) ORDER BY v.id DESC LIMIT $5`,
    [from, below, openOnly, page.after, page.first + 1],
  );
}

export async function countVoids(tx: Tx, { areaCode, openOnly }: VoidFilter): Promise<number> {
  const { from, below } = areaRange(areaCode);
  const [row] = await tx.query<{ voids: number }[]>(`/* countVoids */ SELECT count(*)::int AS voids FROM ${voidTables} WHERE ${wanted}`, [from, below, openOnly]);
  return row!.voids;
}

export function takeUntoldVoids(tx: Tx): Promise<Pick<GridVoid, 'roundId' | 'areaCode' | 'level' | 'cause' | 'doors'>[]> {
  return tx.query(
    `/* takeUntoldVoids */
     WITH told AS (
       UPDATE grid_voids SET told = true WHERE id IN (SELECT id FROM grid_voids WHERE NOT told ORDER BY id FOR UPDATE SKIP LOCKED) RETURNING *
     )
     SELECT round_id AS "roundId", area_code AS "areaCode", level, cause, doors FROM told ORDER BY id`,
  );
}

/** What changed behind these doors without a trigger seeing it, e.g. two people who turned out to be one. */
export async function voidForHouseholds(tx: Tx, householdIds: readonly string[], cause: 'PERSON_MERGED' | 'PERSON_MOVED'): Promise<void> {
  await tx.query('/* voidForHouseholds */ SELECT void_for_households($1::uuid[], $2)', [householdIds, cause]);
}

export async function listGrids(tx: Tx, { roundId, areaCode }: Grid, page: { first: number; after: string | null }): Promise<string[]> {
  const { from, below } = areaRange(areaCode);
  const rows = await tx.query<{ areaCode: string }[]>(
    `/* listGrids */
     SELECT area_code AS "areaCode" FROM sweep_counts WHERE round_id = $1 AND area_code >= $2 AND area_code < $3 AND households > 0 AND ($4::text IS NULL OR area_code > $4)
      ORDER BY area_code LIMIT $5`,
    [roundId, from, below, page.after, page.first + 1],
  );
  return rows.map((row) => row.areaCode);
}

export async function countGrids(tx: Tx, { roundId, areaCode }: Grid): Promise<number> {
  const { from, below } = areaRange(areaCode);
  const [row] = await tx.query<{ grids: number }[]>(
    `/* countGrids */ SELECT count(*)::int AS grids FROM sweep_counts WHERE round_id = $1 AND area_code >= $2 AND area_code < $3 AND households > 0`,
    [roundId, from, below],
  );
  return row!.grids;
}
