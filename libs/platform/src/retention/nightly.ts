import { retentionPeriods } from '@lianfang/contracts/access';
import type { DataSource } from 'typeorm';
import { shanghaiDay } from '../clock/index.ts';
import { countDue, eraseTable } from './erase.ts';
import type { Erased } from './erase.ts';
import type { TableKeeping } from './keeping.ts';
import { findLastNight, insertNote } from './note.store.ts';

export interface NightPlan {
  database: DataSource;
  tables: readonly TableKeeping[];
  now: Date;
  signal: AbortSignal;
}

/** A night belongs to the day on which it is three o'clock in Shanghai. */
const nightHour = 3;
const dayMs = 86_400_000;

export function nightOf(now: Date): string {
  return shanghaiDay(new Date(now.getTime() - nightHour * 3_600_000));
}

/** True when the night of today has begun and was not worked through yet. */
export async function isNightDue(database: DataSource, now: Date): Promise<boolean> {
  return (await findLastNight(database)) !== nightOf(now);
}

/** Ends everything whose period is over, and leaves a note of each table. Run twice it finds nothing the second time. */
export async function workNight(plan: NightPlan): Promise<Erased[]> {
  const night = nightOf(plan.now);
  const done: Erased[] = [];
  for (const keeping of withPeriod(plan.tables)) {
    const erased = await eraseTable({ ...plan, keeping, scope: scopeOf(keeping, plan.now) });
    if (erased.rows > 0 || erased.held > 0) await insertNote(plan.database, { ...erased, rule: `RETENTION:${keeping.class}:${night}`, at: plan.now });
    done.push(erased);
  }
  await insertNote(plan.database, { table: '*', rows: sum(done, 'rows'), held: sum(done, 'held'), rule: `NIGHT:${night}`, at: plan.now });
  return done;
}

export async function countNight({ database, tables, now }: Omit<NightPlan, 'signal'>): Promise<Erased[]> {
  const counts: Erased[] = [];
  for (const keeping of withPeriod(tables)) counts.push(await countDue(database, keeping, scopeOf(keeping, now)));
  return counts;
}

function withPeriod(tables: readonly TableKeeping[]): TableKeeping[] {
  return tables.filter((keeping) => keeping.since !== null && retentionPeriods[keeping.class].days !== null);
}

function scopeOf(keeping: TableKeeping, now: Date): { kind: 'PERIOD'; before: Date } {
  return { kind: 'PERIOD', before: new Date(now.getTime() - retentionPeriods[keeping.class].days! * dayMs) };
}

function sum(erased: readonly Erased[], what: 'rows' | 'held'): number {
  return erased.reduce((total, one) => total + one[what], 0);
}
