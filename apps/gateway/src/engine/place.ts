import { type Answer, isAnswer, readOwn } from './record.ts';

/** Where a fetch's entities stand in the answer: names, and `@` for "each item of the list here". */
export type PlanPath = readonly string[];
export type AnswerPath = (string | number)[];

/** @throws RangeError for a path element that this engine does not know */
export function planPath(parts: readonly (string | number)[]): PlanPath {
  return parts.map((part) => {
    if (typeof part !== 'string' || part.includes('|')) throw new RangeError(`unknown element ${JSON.stringify(part)} in a plan path`);
    return part;
  });
}

/** The objects at the path, lists flattened, nulls left out. */
export function objectsAt(root: Answer, path: PlanPath): Answer[] {
  const found: Answer[] = [];
  gather(root, path, 0, found);
  return found;
}

function gather(value: unknown, path: PlanPath, from: number, found: Answer[]): void {
  for (let at = from; at < path.length; at++) {
    const part = path[at]!;
    if (part === '@') {
      if (Array.isArray(value)) for (const item of value) gather(item, path, at + 1, found);
      return;
    }
    if (!isAnswer(value)) return;
    value = readOwn(value, part);
  }
  if (isAnswer(value)) found.push(value);
  else if (Array.isArray(value)) for (const item of value) gather(item, path, path.length, found);
}

/** The places of `objectsAt`, in the same order; walked only when an error has to say where it happened. */
export function pathsAt(root: Answer, path: PlanPath): AnswerPath[] {
  const found: AnswerPath[] = [];
  trace(root, path, 0, [], found);
  return found;
}

function trace(value: unknown, path: PlanPath, at: number, trail: AnswerPath, found: AnswerPath[]): void {
  const part = path[at];
  if (Array.isArray(value)) {
    const next = part === '@' ? at + 1 : at;
    if (part !== undefined && part !== '@') return;
    value.forEach((item, index) => trace(item, path, next, [...trail, index], found));
  } else if (!isAnswer(value) || part === '@') {
    return;
  } else if (part === undefined) {
    found.push(trail);
  } else {
    trace(readOwn(value, part), path, at + 1, [...trail, part], found);
  }
}

/** The part of the path that is the same for every entity below it: up to the first list. */
export function commonPath(path: PlanPath): AnswerPath {
  const list = path.indexOf('@');
  return [...(list < 0 ? path : path.slice(0, list))];
}

/**
 * False when the shaped answer has no such place: a plan may fetch a field for objects of all types where the client
 * asked for it on one of them, and what went wrong on the others is nobody's error.
 */
export function isInAnswer(data: Answer | null, path: readonly (string | number)[]): boolean {
  let value: unknown = data;
  for (const part of path) {
    if (value === null || typeof value !== 'object') return true;
    if (!Object.hasOwn(value, part)) return false;
    value = (value as Record<string | number, unknown>)[part];
  }
  return true;
}
