import { Refusal } from '@lianfang/platform/refusals';
import type { Person } from '../people/person.rules.ts';

export type DuplicateState = 'OPEN' | 'DISMISSED' | 'MERGED';
export type DuplicateSign = 'ID_NUMBER' | 'NAME' | 'PINYIN' | 'BIRTH_DATE' | 'PHONE' | 'ID_TAIL' | 'COMMUNITY';

export interface DuplicatePair {
  id: string;
  oneId: string;
  otherId: string;
  streetCode: string;
  score: number;
  signs: DuplicateSign[];
  state: DuplicateState;
  foundAt: Date;
  decidedBy: string | null;
  decidedAt: Date | null;
  reason: string | null;
}

export const mergeFields = ['NAME', 'SEX', 'BIRTH_DATE', 'DOCUMENT', 'PHONE', 'HOUSEHOLD', 'RELATION'] as const;
export type MergeField = (typeof mergeFields)[number];

export interface PersonMerge {
  id: string;
  keptId: string;
  droppedId: string;
  areaCode: string;
  taken: MergeField[];
  /** Entries that meant the dropped one before. */
  movedIds: string[];
  /** The household whose head the dropped one was. */
  headOf: string | null;
  /** Both entries as they were, sealed: see MergedFacts. */
  beforeSealed: Buffer;
  reason: string | null;
  mergedBy: string;
  mergedAt: Date;
  undoneBy: string | null;
  undoneAt: Date | null;
  undoReason: string | null;
}

/** An entry in plain texts, as it is sealed beside a merge: a change of the key seals it anew as a whole. */
export interface EntryFacts {
  name: string;
  pinyin: string;
  initials: string;
  sex: Person['sex'];
  birthDate: string | null;
  documentKind: Person['documentKind'];
  idNumber: string;
  phone: string | null;
  householdId: string | null;
  areaCode: string;
  relation: string | null;
}

export interface MergedFacts {
  kept: EntryFacts;
  dropped: EntryFacts;
}

const factsOf: Record<MergeField, readonly (keyof EntryFacts)[]> = {
  NAME: ['name', 'pinyin', 'initials'],
  SEX: ['sex'],
  BIRTH_DATE: ['birthDate'],
  DOCUMENT: ['documentKind', 'idNumber'],
  PHONE: ['phone'],
  HOUSEHOLD: ['householdId', 'areaCode'],
  RELATION: ['relation'],
};

/** What both entries hold after the merge: the survivor what was chosen, the dropped one the document that the survivor gave up. */
export function mergeFacts({ kept, dropped }: MergedFacts, take: readonly MergeField[]): MergedFacts {
  const taken = take.flatMap((field) => factsOf[field]);
  const survivor = { ...kept, ...pick(dropped, taken) };
  const given = take.includes('DOCUMENT') ? pick(kept, factsOf.DOCUMENT) : {};
  return { kept: survivor, dropped: { ...dropped, ...given, householdId: null } };
}

/** The survivor as it was before, except where somebody edited it since: an edit is never taken back by an undo. */
export function unmergeFacts(before: MergedFacts, now: EntryFacts, take: readonly MergeField[]): MergedFacts {
  const merged = mergeFacts(before, take).kept;
  const untouched = take.filter((field) => factsOf[field].every((fact) => fact === 'areaCode' || now[fact] === merged[fact]));
  // Two entries cannot hold one document: it goes back to whom it was taken from, whatever was edited.
  const back = take.includes('DOCUMENT') && !untouched.includes('DOCUMENT') ? [...untouched, 'DOCUMENT' as const] : untouched;
  return { kept: { ...now, ...pick(before.kept, back.flatMap((field) => factsOf[field])) }, dropped: before.dropped };
}

function pick(facts: EntryFacts, names: readonly (keyof EntryFacts)[]): Partial<EntryFacts> {
  return Object.fromEntries(names.map((name) => [name, facts[name]]));
}

export function mergeWithItself(): Refusal {
  return new Refusal('MERGE_WITH_ITSELF', { zh: '不能把条目并入自身，请选择两个条目。', en: 'An entry cannot be merged with itself. Choose two.' });
}

export function mergeUnknown(): Refusal {
  return new Refusal('MERGE_NOT_FOUND', { zh: '找不到该合并记录，或不在您的辖区内。', en: 'There is no such merge in your area.' });
}

export function mergeUndoneAlready(): Refusal {
  return new Refusal('MERGE_UNDONE_ALREADY', { zh: '该合并已经撤销。', en: 'This merge has been undone already.' });
}

export function mergeNotLatest(): Refusal {
  return new Refusal('MERGE_NOT_LATEST', {
    zh: '此后又有合并涉及同一人员，请先撤销最近的一次。',
    en: 'The same person was merged again since. Undo the latest merge first.',
  });
}

export function duplicateUnknown(): Refusal {
  return new Refusal('DUPLICATE_NOT_FOUND', { zh: '找不到这对疑似重复，或不在您的辖区内。', en: 'There is no such pair in your area.' });
}

export function duplicateDecided(): Refusal {
  return new Refusal('DUPLICATE_DECIDED', { zh: '这对条目已被处理，请刷新。', en: 'This pair has been decided meanwhile. Reload.' });
}

export function areaTooWide(): Refusal {
  return new Refusal('AREA_TOO_WIDE', { zh: '范围过大，请选择区县或更小的区划。', en: 'The area is too wide. Choose a county or a smaller one.' });
}
