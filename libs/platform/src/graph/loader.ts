import DataLoader from 'dataloader';

/** The loaders of one request, by name. What one resolver loaded, no other request sees. */
export type LoaderRoom = Map<string, DataLoader<unknown, unknown>>;

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
  const known = ctx.loaders.get(name);
  if (known) return known as DataLoader<K, V | null>;
  const loader = new DataLoader<K, V | null>(async (keys) => {
    const found = await load(keys);
    return keys.map((key) => found.get(key) ?? null);
  });
  ctx.loaders.set(name, loader as DataLoader<unknown, unknown>);
  return loader;
}
