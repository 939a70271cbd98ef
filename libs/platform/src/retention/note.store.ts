import type { DataSource } from 'typeorm';
import type { Tx } from '../persistence/index.ts';

export interface DeletionNote {
  table: string;
  rows: number;
  held: number;
  rule: string;
  at: Date;
}

export async function insertNote(on: DataSource | Tx, note: DeletionNote): Promise<void> {
  await on.query(`/* insertNote */ INSERT INTO deletion_notes (rule, table_name, rows, held, noted_at) VALUES ($1, $2, $3, $4, $5)`, [
    note.rule, note.table, note.rows, note.held, note.at,
  ]);
}

/** YYYY-MM-DD of the last night that was worked through; null before the first. */
export async function findLastNight(database: DataSource): Promise<string | null> {
  const [row] = await database.query<{ night: string }[]>(
    `/* findLastNight */ SELECT substr(rule, 7) AS night FROM deletion_notes WHERE rule LIKE 'NIGHT:%' ORDER BY id DESC LIMIT 1`,
  );
  return row?.night ?? null;
}
