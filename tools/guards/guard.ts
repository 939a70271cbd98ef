import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** A line that keeps somebody from something, and the tests that must go red when it is taken away. */
export interface Guard {
  /** What it guards, as a sentence. */
  keeps: string;
  file: string;
  /** Text of the file, exactly once in it. */
  take: string;
  /** What stands there instead when the guard is away; nothing unless told. */
  leave?: string;
  /** Of the bars, if it is one's. */
  bar?: string;
  /** Paths of jest, relative to the root. */
  tests: readonly string[];
}

/** Takes the guard out of the tree at `root`. @returns puts it back. @throws Error when its text is not there exactly once */
export function takeAway(root: string, { file, take, leave = '' }: Guard): () => void {
  const path = join(root, file);
  const whole = readFileSync(path, 'utf8');
  writeFileSync(path, withoutGuard(whole, { file, take, leave }));
  return () => writeFileSync(path, whole);
}

/** @throws Error when the text is not in the file exactly once */
export function withoutGuard(whole: string, { file, take, leave = '' }: Pick<Guard, 'file' | 'take' | 'leave'>): string {
  const found = whole.split(take).length - 1;
  if (found !== 1) throw new Error(`${file} holds ${found} times, not once: ${take}`);
  return whole.replace(take, () => leave);
}
