import { rebuild } from '@lianfang/platform/consumer';
import type { RebuildOptions } from '@lianfang/platform/consumer';
import type { Tx } from '@lianfang/platform/persistence';
import { deleteStandings } from '../standings/standing.store.ts';
import { deleteSweepShares } from '../sweeps/sweep.store.ts';
import { subscriptions } from './figure.consumer.ts';
import { writeGathered } from './figure.gathering.ts';
import { deleteFigures } from './figure.store.ts';

/**
 * Drops the read model and derives it again from the first event on; nothing is emitted. Readers see the old figures until
 * the new ones are whole, and consumers may keep running.
 *
 * @returns how many events were applied
 */
export function rebuildFigures(options: Pick<RebuildOptions, 'database' | 'broker' | 'trust' | 'clock' | 'log'>): Promise<number> {
  return rebuild({ ...options, subscriptions, clear: clearReadModel, finish: writeGathered });
}

async function clearReadModel(tx: Tx): Promise<void> {
  await deleteFigures(tx);
  await deleteStandings(tx);
  await deleteSweepShares(tx);
}
