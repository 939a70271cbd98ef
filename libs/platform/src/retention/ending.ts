import { erasedBy } from '@lianfang/contracts/events';
import type { DataSource } from 'typeorm';
import type { Clock } from '../clock/index.ts';
import type { Log } from '../observability/index.ts';
import { emit } from '../outbox/index.ts';
import { inTransaction } from '../persistence/index.ts';
import { beginErasure, countErased, findOpenErasure, finishErasure, recordHeld } from './ending.store.ts';
import type { Erasure } from './ending.store.ts';
import { eraseTable } from './erase.ts';
import type { TableKeeping } from './keeping.ts';
import { insertNote } from './note.store.ts';

export interface EndingPlan {
  service: string;
  database: DataSource;
  tables: readonly TableKeeping[];
  clock: Clock;
  log: Log;
  signal: AbortSignal;
}

/** Carries out every order to erase, oldest first. One that was interrupted goes on where it stopped, its counts with it. */
export async function workEndings(plan: EndingPlan): Promise<number> {
  for (let done = 0; ; done++) {
    const erasure = await findOpenErasure(plan.database);
    if (!erasure) return done;
    await carryOut(plan, erasure);
  }
}

async function carryOut(plan: EndingPlan, { requestId, areaCode }: Erasure): Promise<void> {
  const { database, clock, log, signal } = plan;
  log.warn({ requestId, areaCode }, 'the epidemic ended: personal data of the area is erased');
  await beginErasure(database, requestId, clock.now());
  for (const keeping of plan.tables) {
    const erased = await eraseTable({
      database, keeping, scope: { kind: 'AREA', areaCode }, signal,
      noteBatch: (tx, table, rows) => countErased(tx, requestId, table, rows),
    });
    await recordHeld(database, requestId, erased);
  }
  await inTransaction(database, async (tx) => {
    const at = clock.now();
    const { startedAt, counts } = await finishErasure(tx, requestId, at);
    const tables = Object.entries(counts).map(([table, count]) => ({ table, ...count }));
    for (const { table, rows, held } of tables) await insertNote(tx, { table, rows, held, rule: `END:${requestId}`, at });
    const payload = { requestId, areaCode, startedAt: startedAt!.toISOString(), finishedAt: at.toISOString(), tables };
    await emit(tx, erasedBy(plan.service), { subject: requestId, areaCode, payload, at });
  });
  log.warn({ requestId, areaCode }, 'personal data of the area is erased');
}
