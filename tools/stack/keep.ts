import { setTimeout as pause } from 'node:timers/promises';

export interface Kept<T> {
  current(): T;
  /** From now on its end is wanted. */
  letGo(): void;
}

const firstPause = 500;
const longestPause = 30_000;

/** Starts a server again whenever it ends by itself, with growing pauses; what fails is said, and tried again. */
export function keep<T>(o: { name: string; running: T; ended(running: T): Promise<void>; start(): Promise<T>; say(line: string): void }): Kept<T> {
  let running = o.running;
  let wanted = true;
  const watch = async () => {
    for (let wait = firstPause; wanted; wait = Math.min(wait * 2, longestPause)) {
      await o.ended(running);
      if (!wanted) return;
      o.say(`${o.name} ended by itself and is started again.`);
      await pause(wait);
      try {
        if (wanted) running = await o.start();
      } catch (error) {
        o.say(`${o.name} could not be started again: ${(error as Error).message}`);
      }
    }
  };
  void watch();
  return {
    current: () => running,
    letGo() {
      wanted = false;
    },
  };
}
