import { CaseCountsChanged } from '@lianfang/contracts/events';
import { emitMany } from '@lianfang/platform/outbox';
import type { Tx } from '@lianfang/platform/persistence';
import type { CellMove } from '../cases/fact.store.ts';
import { sumsOf } from './bulletin.rules.ts';

/** Tells the wall what facts moved, one event per community. */
export async function tellCounts(tx: Tx, moves: readonly CellMove[], at: Date): Promise<void> {
  const payloads = [...Map.groupBy(moves, ({ areaCode }) => areaCode)].flatMap(([areaCode, cells]) => {
    const sums = sumsOf(cells);
    const counts = {
      confirmed: sums.confirmed.total,
      inTreatment: sums.confirmed.underTreatment,
      asymptomatic: sums.asymptomatic.underObservation,
      suspected: sums.suspected,
      contactsObserved: sums.contacts.underObservation,
    };
    return Object.values(counts).some((count) => count !== 0) ? [{ areaCode, ...counts }] : [];
  });
  await emitMany(tx, CaseCountsChanged, payloads.map((payload) => ({ subject: payload.areaCode, areaCode: payload.areaCode, payload, at })));
}
