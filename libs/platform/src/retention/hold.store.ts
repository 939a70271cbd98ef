import type { DataSource } from 'typeorm';
import type { Tx } from '../persistence/index.ts';

export interface LegalHold {
  holdId: string;
  kind: 'PERSON' | 'HOUSEHOLD' | 'AREA';
  areaCode: string;
  personId: string | null;
  householdId: string | null;
}

export async function insertHold(tx: Tx, hold: LegalHold, at: Date): Promise<void> {
  await tx.query(
    `/* insertHold */
     INSERT INTO legal_holds (hold_id, kind, area_code, person_id, household_id, placed_at) VALUES ($1, $2, $3, $4, $5, $6)
     ON CONFLICT (hold_id) DO NOTHING`,
    [hold.holdId, hold.kind, hold.areaCode, hold.personId, hold.householdId, at],
  );
}

export async function liftHold(tx: Tx, holdId: string, at: Date): Promise<void> {
  await tx.query('/* liftHold */ UPDATE legal_holds SET lifted_at = $2 WHERE hold_id = $1', [holdId, at]);
}

export async function countHolds(database: DataSource): Promise<number> {
  const [row] = await database.query<{ holds: number }[]>('/* countHolds */ SELECT count(*)::int AS holds FROM legal_holds WHERE lifted_at IS NULL');
  return row!.holds;
}
