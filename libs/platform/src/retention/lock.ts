import type { DataSource } from 'typeorm';
import { lockOf } from '../persistence/index.ts';

const keepingLock = lockOf('keeping');

/** Runs `work` unless another process of the service is at it. @returns whether it ran */
export async function aloneAtKeeping(database: DataSource, work: () => Promise<void>): Promise<boolean> {
  const runner = database.createQueryRunner();
  try {
    const [row] = (await runner.query('SELECT pg_try_advisory_lock($1) AS held', [keepingLock])) as { held: boolean }[];
    if (!row!.held) return false;
    try {
      await work();
      return true;
    } finally {
      await runner.query('SELECT pg_advisory_unlock($1)', [keepingLock]);
    }
  } finally {
    await runner.release();
  }
}
