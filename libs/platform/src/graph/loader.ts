/** The loaders of one request, by name. What one resolver loaded, no other request sees. */
export type LoaderRoom = Map<string, BatchLoader<never, unknown>>;

export interface BatchLoader<K, V> {
  load(key: K): Promise<V | null>;
}

/**
 * Joins the loads of one tick into one call of `load`, which answers them all with one set-based query. A key that is missing
 * from its map is null. Keys are strings or numbers, each asked for once per request.
 */
export function batchLoader<K extends string | number, V>(
  ctx: { loaders: LoaderRoom },
  name: string,
  load: (keys: readonly K[]) => Promise<Map<K, V>>,
): BatchLoader<K, V> {
  const known = ctx.loaders.get(name) as BatchLoader<K, V> | undefined;
  if (known) return known;
  const loader = new Batches(load);
  ctx.loaders.set(name, loader as unknown as BatchLoader<never, unknown>);
  return loader;
}

interface Waiting<K, V> {
  key: K;
  resolve(value: V | null): void;
  reject(error: unknown): void;
}

class Batches<K, V> implements BatchLoader<K, V> {
  readonly #load: (keys: readonly K[]) => Promise<Map<K, V>>;
  readonly #known = new Map<K, Promise<V | null>>();
  #waiting: Waiting<K, V>[] = [];

  constructor(load: (keys: readonly K[]) => Promise<Map<K, V>>) {
    this.#load = load;
  }

  load(key: K): Promise<V | null> {
    let asked = this.#known.get(key);
    if (!asked) {
      asked = new Promise((resolve, reject) => {
        // Behind the promises that are due now: whoever goes on by them loads in this batch too.
        if (this.#waiting.push({ key, resolve, reject }) === 1) queueMicrotask(() => process.nextTick(() => void this.#send()));
      });
      this.#known.set(key, asked);
    }
    return asked;
  }

  async #send(): Promise<void> {
    const waiting = this.#waiting;
    this.#waiting = [];
    try {
      const found = await this.#load(waiting.map(({ key }) => key));
      for (const { key, resolve } of waiting) resolve(found.get(key) ?? null);
    } catch (error) {
      for (const { reject } of waiting) reject(error);
    }
  }
}
