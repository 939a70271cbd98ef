import type { Writable } from 'node:stream';
import { setTimeout as pause } from 'node:timers/promises';

/** What was missed is told as fast as it is read: so much may wait in this process at a time. */
const room = 262_144;
const patience = 10_000;
const lookEvery = 10;

/** Resolves when the client has read most of what it was sent; also when it does not read, which is another's to judge. */
export async function untilRead(waiting: () => number): Promise<void> {
  for (let waited = 0; waiting() > room && waited < patience; waited += lookEvery) await pause(lookEvery);
}

/** What is written meanwhile goes out in one piece. */
export function together(stream: Writable, act: () => void): void {
  stream.cork();
  try {
    act();
  } finally {
    stream.uncork();
  }
}
