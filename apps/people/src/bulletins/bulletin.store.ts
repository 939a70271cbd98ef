import type { Tx } from '@lianfang/platform/persistence';

export interface CellRow {
  areaCode: string;
  cell: string;
  today: number;
  yesterday: number;
  change: number;
}

/**
 * The cells of areas on a day, as they were known at the end of another: up to the day, up to the day before, and what the day itself
 * moved. The last is added up by itself, so that a reader can check the three against each other.
 */
export function listCells(tx: Tx, areaCodes: readonly string[], day: string, knownOn: string): Promise<CellRow[]> {
  return tx.query(
    `/* listCells */
     SELECT area_code AS "areaCode", cell, sum(people)::int AS today, coalesce(sum(people) FILTER (WHERE day < $2), 0)::int AS yesterday,
            coalesce(sum(people) FILTER (WHERE day = $2), 0)::int AS change
       FROM bulletin_counts WHERE area_code = ANY ($1::text[]) AND day <= $2 AND known_on <= $3 GROUP BY 1, 2`,
    [areaCodes, day, knownOn],
  );
}
