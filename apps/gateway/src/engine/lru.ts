/** A map that forgets what was used longest ago. */
export interface Lru<V> {
  get(key: string): V | undefined;
  set(key: string, value: V): void;
  readonly size: number;
  /** What its values weigh together. */
  readonly weight: number;
}

export interface Weighed<V> {
  /** Bytes, estimated, when the value comes in. */
  weigh(value: V, key: string): number;
  /** All values together weigh no more; one that is heavier by itself is not kept. */
  readonly most: number;
}

export function createLru<V>(limit: number, weighed?: Weighed<V>): Lru<V> {
  const entries = new Map<string, { readonly value: V; readonly weight: number }>();
  let weight = 0;
  const drop = (key: string) => {
    weight -= entries.get(key)?.weight ?? 0;
    entries.delete(key);
  };
  return {
    get(key) {
      const entry = entries.get(key);
      if (entry === undefined) return undefined;
      entries.delete(key);
      entries.set(key, entry);
      return entry.value;
    },
    set(key, value) {
      drop(key);
      const own = weighed ? weighed.weigh(value, key) : 0;
      if (weighed && own > weighed.most) return;
      entries.set(key, { value, weight: own });
      weight += own;
      while (entries.size > limit || (weighed && weight > weighed.most)) drop(entries.keys().next().value!);
    },
    get size() {
      return entries.size;
    },
    get weight() {
      return weight;
    },
  };
}
