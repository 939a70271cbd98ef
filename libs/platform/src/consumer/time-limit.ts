import { severConnection } from '../persistence/index.ts';
import type { Tx } from '../persistence/index.ts';

/** An effect took longer than a consumer may wait. */
export class TookTooLong extends Error {
  override name = 'TookTooLong';
}

/**
 * Rejects when `work` is not done within `ms`. Work cannot be interrupted, so its connection is cut: a handler that wakes
 * up later cannot write outside the transaction that was given up.
 */
export async function withinTime<T>(tx: Tx, ms: number, work: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const limit = new Promise<never>((_, reject) => {
    timer = setTimeout(() => {
      severConnection(tx).then(() => reject(new TookTooLong(`not done within ${ms} ms`)), reject);
    }, ms);
  });
  try {
    return await Promise.race([work, limit]);
  } finally {
    clearTimeout(timer);
  }
}
