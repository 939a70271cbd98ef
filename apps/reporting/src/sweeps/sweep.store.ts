import type { Tx } from '@lianfang/platform/persistence';
import type { SweepShare } from './sweep.rules.ts';

/** Adds to what the round counts for in the grid. @returns whether the round is closed, so that it counts for nothing */
export async function addSweepShare(tx: Tx, roundId: string, { areaCode, targets, reached }: SweepShare): Promise<boolean> {
  const [share] = await tx.query<{ closed: boolean }[]>(
    `/* addSweepShare */
     INSERT INTO sweep_shares AS s (round_id, area_code, targets, reached, closed)
     SELECT $1, $2, $3, $4, EXISTS (SELECT FROM sweep_shares WHERE round_id = $1 AND closed)
     ON CONFLICT (round_id, area_code) DO UPDATE SET targets = s.targets + excluded.targets, reached = s.reached + excluded.reached
     RETURNING closed`,
    [roundId, areaCode, targets, reached],
  );
  return share!.closed;
}

/** @returns what the round counted for, grid by grid; nothing when it was closed before */
export function closeSweepShares(tx: Tx, roundId: string): Promise<SweepShare[]> {
  return tx.query<SweepShare[]>(
    `/* closeSweepShares */
     WITH counted AS (
       SELECT area_code FROM sweep_shares WHERE round_id = $1 AND NOT closed ORDER BY area_code FOR UPDATE
     ), closed AS (
       UPDATE sweep_shares s SET closed = true FROM counted WHERE s.round_id = $1 AND s.area_code = counted.area_code
       RETURNING s.area_code, s.targets, s.reached
     )
     SELECT area_code AS "areaCode", targets, reached FROM closed`,
    [roundId],
  );
}

export async function deleteSweepShares(tx: Tx): Promise<void> {
  await tx.query('/* deleteSweepShares */ DELETE FROM sweep_shares');
}
