import { type Answer, isAnswer, readOwn } from './record.ts';
import { quoted } from './types.ts';

/** One step to where a fetch's entities stand. */
export interface PlanPart {
  /** A field of the answer; `@` for "each item of the list here"; empty for "stay". */
  readonly key: string;
  /** The types that the objects then have to have, as they stand in answers; undefined for any. */
  readonly types: ReadonlySet<string> | undefined;
}

export type PlanPath = readonly PlanPart[];
export type AnswerPath = (string | number)[];

/**
 * Reads a plan's path: `people`, `@`, and after either one `|[Hotel,Hospital]` for objects of these types only.
 * @throws RangeError for an element that this engine does not know
 */
export function planPath(parts: readonly (string | number)[]): PlanPath {
  return parts.map((part) => {
    const read = typeof part === 'string' ? /^([^|]*)(?:\|\[([\w,]+)\])?$/.exec(part) : null;
    if (!read) throw new RangeError(`unknown element ${JSON.stringify(part)} in a plan path`);
    return { key: read[1]!, types: read[2] === undefined ? undefined : new Set(read[2].split(',').map(quoted)) };
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
    const { key, types } = path[at]!;
    if (key === '@') {
      if (Array.isArray(value)) for (const item of value) if (isOfTypes(item, types)) gather(item, path, at + 1, found);
      return;
    }
    if (!isAnswer(value)) return;
    if (key !== '') value = readOwn(value, key);
    if (!isOfTypes(value, types)) return;
  }
  if (isAnswer(value)) found.push(value);
  else if (Array.isArray(value)) for (const item of value) gather(item, path, path.length, found);
}

/** An object at the path, with those that it stands within: the root first, one for each field of the path. */
export interface Placed {
  readonly object: Answer;
  readonly above: readonly Answer[];
}

export function placedAt(root: Answer, path: PlanPath): Placed[] {
  const found: Placed[] = [];
  const descend = (value: unknown, at: number, above: readonly Answer[]): void => {
    const part = path[at];
    if (Array.isArray(value)) {
      for (const item of value) if (part?.key !== '@' || isOfTypes(item, part.types)) descend(item, part?.key === '@' ? at + 1 : at, above);
    } else if (isAnswer(value) && part === undefined) {
      found.push({ object: value, above });
    } else if (isAnswer(value) && part && part.key !== '@') {
      const next = part.key === '' ? value : readOwn(value, part.key);
      if (isOfTypes(next, part.types)) descend(next, at + 1, part.key === '' ? above : [...above, value]);
    }
  };
  descend(root, 0, []);
  return found;
}

/** Asked of objects only: of a list each item is asked when the path comes to it. */
function isOfTypes(value: unknown, types: ReadonlySet<string> | undefined): boolean {
  if (types === undefined || !isAnswer(value)) return true;
  return typeof value.__typename !== 'string' || types.has(value.__typename);
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
    if (part !== undefined && part.key !== '@') return;
    value.forEach((item, index) => {
      if (isOfTypes(item, part?.types)) trace(item, path, part ? at + 1 : at, [...trail, index], found);
    });
  } else if (!isAnswer(value) || part?.key === '@') {
    return;
  } else if (part === undefined) {
    found.push(trail);
  } else {
    const next = part.key === '' ? value : readOwn(value, part.key);
    if (isOfTypes(next, part.types)) trace(next, path, at + 1, part.key === '' ? trail : [...trail, part.key], found);
  }
}

/** The part of the path that is the same for every entity below it: up to the first list. */
export function commonPath(path: PlanPath): AnswerPath {
  const list = path.findIndex(({ key }) => key === '@');
  return (list < 0 ? path : path.slice(0, list)).flatMap(({ key }) => (key === '' ? [] : [key]));
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
