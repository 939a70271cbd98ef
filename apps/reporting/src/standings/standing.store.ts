import type { Tx } from '@lianfang/platform/persistence';
import type { Level } from '../figures/figure.rules.ts';
import type { Standing, StandingStep } from './standing.rules.ts';

interface StandingRow {
  areaCode: string;
  figure: Level | null;
  formerAreaCode: string | null;
  formerFigure: Level | null;
}

/** Locks the standing and puts the new one in its place; one that has ended stays as it is. */
export async function takeStanding(tx: Tx, { kind, id, areaCode, figure, ended }: Standing): Promise<StandingStep> {
  const [row] = await tx.query<StandingRow[]>(
    `/* takeStanding */
     INSERT INTO standings AS s (kind, id, area_code, figure, ended) VALUES ($1, $2, $3, $4, $5)
     ON CONFLICT (kind, id) DO UPDATE SET
       former_area_code = s.area_code,
       former_figure = s.figure,
       area_code = CASE WHEN s.ended THEN s.area_code ELSE excluded.area_code END,
       figure = CASE WHEN s.ended THEN s.figure ELSE excluded.figure END,
       ended = s.ended OR excluded.ended
     RETURNING area_code AS "areaCode", figure, former_area_code AS "formerAreaCode", former_figure AS "formerFigure"`,
    [kind, id, areaCode, figure, ended],
  );
  return { before: placed(row!.formerAreaCode, row!.formerFigure), after: placed(row!.areaCode, row!.figure) };
}

function placed(areaCode: string | null, figure: Level | null): StandingStep['after'] {
  return areaCode && figure ? { areaCode, figure } : null;
}

export async function deleteStandings(tx: Tx): Promise<void> {
  await tx.query('/* deleteStandings */ DELETE FROM standings');
}
