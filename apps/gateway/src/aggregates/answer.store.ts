import { createLru } from '../engine/lru.ts';
import type { Bytes } from '../engine/wire.ts';

/** Whole answers about areas, kept until an event tells of one of them. */
export interface AnswerStore {
  read(key: string): Bytes | undefined;
  /** Begins a reading that may be kept: events that come while it is under way make it too old. */
  begin(key: string, areas: readonly string[]): (answer: Bytes) => void;
  /** An event told of this area. */
  changed(area: string): void;
  /** Nothing that was read before now is believed any more. */
  forget(): void;
}

const mostAnswers = 5_000;
const mostCharacters = 33_554_432;
const longestAnswer = 262_144;
const rememberedChanges = 50_000;

interface Kept {
  readonly answer: Bytes;
  readonly areas: readonly string[];
}

export function createAnswerStore(): AnswerStore {
  const answers = new Map<string, Kept>();
  const byArea = new Map<string, Set<string>>();
  let characters = 0;
  let changes = 0;
  /** The number of the last change of an area. */
  const changedAt = createLru<number>(rememberedChanges);
  /** Readings that began before this are not kept, whatever their areas: what changed then is forgotten. */
  let floor = 0;

  const drop = (key: string) => {
    const kept = answers.get(key);
    if (!kept) return;
    answers.delete(key);
    characters -= kept.answer.length;
    for (const area of kept.areas) {
      const keys = byArea.get(area);
      keys?.delete(key);
      if (keys?.size === 0) byArea.delete(area);
    }
  };
  const keep = (key: string, kept: Kept) => {
    drop(key);
    answers.set(key, kept);
    characters += kept.answer.length;
    for (const area of kept.areas) byArea.set(area, (byArea.get(area) ?? new Set()).add(key));
    for (const oldest of answers.keys()) {
      if (answers.size <= mostAnswers && characters <= mostCharacters) break;
      drop(oldest);
    }
  };

  return {
    read(key) {
      const kept = answers.get(key);
      if (!kept) return undefined;
      answers.delete(key);
      answers.set(key, kept);
      return kept.answer;
    },
    begin(key, areas) {
      const began = changes;
      return (answer) => {
        const isCurrent = began >= floor && areas.every((area) => (changedAt.get(area) ?? 0) <= began);
        if (isCurrent && areas.length > 0 && answer.length <= longestAnswer) keep(key, { answer, areas });
      };
    },
    changed(area) {
      changes += 1;
      if (changedAt.size >= rememberedChanges && changedAt.get(area) === undefined) floor = changes;
      changedAt.set(area, changes);
      for (const key of [...(byArea.get(area) ?? [])]) drop(key);
    },
    forget() {
      floor = ++changes;
      for (const key of [...answers.keys()]) drop(key);
    },
  };
}
