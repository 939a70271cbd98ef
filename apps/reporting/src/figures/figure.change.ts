import { FiguresChanged } from '@lianfang/contracts/events';
import type { EventEnvelope } from '@lianfang/contracts/events';
import { shanghaiDay } from '@lianfang/platform/clock';
import type { ConsumerContext } from '@lianfang/platform/consumer';
import { emitMany } from '@lianfang/platform/outbox';
import type { Tx } from '@lianfang/platform/persistence';
import { gather } from './figure.gathering.ts';
import { addMovements, lockProvinces } from './figure.store.ts';
import { movementsOf } from './movement.rules.ts';
import type { Share } from './movement.rules.ts';

/**
 * Moves the figures by what one event did, in its area and all above, and tells of each that moved. To be called last in a
 * handler: from here on the province is locked until the transaction ends.
 */
export async function moveFigures(tx: Tx, event: EventEnvelope, shares: readonly Share[], ctx: ConsumerContext): Promise<void> {
  const at = new Date(event.time);
  const movements = movementsOf(shares, at);
  if (movements.length === 0) return;
  const day = dayOfEvent(event.data, at);
  if (ctx.rebuilding) return gather(tx, day, movements);
  await lockProvinces(tx, movements.map(({ areaCode }) => areaCode));
  const changed = await addMovements(tx, day, movements);
  const now = ctx.clock.now();
  await emitMany(
    tx,
    FiguresChanged,
    changed.map((figures) => ({
      // One order per area, whatever the day.
      subject: figures.areaCode,
      areaCode: figures.areaCode,
      payload: { ...figures, asOf: figures.asOf.toISOString() },
      at: now,
    })),
  );
}

/** The day that the event says, or that of its time: a passage recorded offline counts for the day it happened. */
function dayOfEvent(payload: unknown, at: Date): string {
  return (payload as { day?: string }).day ?? shanghaiDay(at);
}
