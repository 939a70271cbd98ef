/** What a broker has handed out and must end with. */
export interface Opened {
  consumer<T extends { stop(): Promise<void> }>(part: T): T;
  producer<T extends { close(): Promise<void> }>(part: T): T;
  closeAll(): Promise<void>;
}

export function createOpened(): Opened {
  const ends = new Set<() => Promise<void>>();
  const once = (end: () => Promise<void>) => {
    let ended: Promise<void> | null = null;
    const ending = () => {
      ends.delete(ending);
      return (ended ??= end());
    };
    ends.add(ending);
    return ending;
  };
  return {
    consumer: (part) => ({ ...part, stop: once(() => part.stop()) }),
    producer: (part) => ({ ...part, close: once(() => part.close()) }),
    async closeAll() {
      await Promise.all([...ends].map((end) => end()));
    },
  };
}
