import { Refusal } from '@lianfang/platform/refusals';

export const editableFields = ['name', 'phone', 'relation'] as const;
export type EditableField = (typeof editableFields)[number];
export type EditOutcome = 'APPLIED' | 'MERGED' | 'CONFLICT' | 'UNCHANGED';
export type Side = 'FIRST' | 'SECOND';

/** In which version a field was last changed, and by whom as far as that is known. */
export type FieldVersions = Partial<Record<string, { version: number; by: string | null; byId: string | null }>>;

export interface EditConflict {
  id: string;
  kind: 'PERSON' | 'VISIT';
  areaCode: string;
  personId: string | null;
  roundId: string | null;
  householdId: string | null;
  fields: string[];
  valuesSealed: Buffer | null;
  firstVisitId: string | null;
  secondVisitId: string | null;
  firstById: string;
  firstBy: string;
  secondById: string;
  secondBy: string;
  basedOn: number;
  madeAt: Date;
  receivedAt: Date;
  state: 'OPEN' | 'RESOLVED';
  taken: Record<string, Side> | null;
  resolvedById: string | null;
  resolvedBy: string | null;
  resolvedAt: Date | null;
}

export type NewConflict = Omit<EditConflict, 'state' | 'taken' | 'resolvedById' | 'resolvedBy' | 'resolvedAt'>;

/** What two said, by field; null: nothing. */
export type Sayings = Record<string, { first: string | null; second: string | null }>;

export interface EditPlan {
  outcome: EditOutcome;
  write: EditableField[];
  contested: EditableField[];
}

/**
 * What may be written of an edit. Only versions decide, never a clock: a field that was changed after the version that the edit was
 * based on is contested, whoever's clock says what.
 * @param changing fields whose value differs from what is there now
 * @throws Refusal EDIT_VERSION_UNKNOWN
 */
export function planEdit(changing: readonly EditableField[], edit: { basedOn: number; version: number }, changedIn: FieldVersions): EditPlan {
  if (edit.basedOn > edit.version || edit.basedOn < 1) throw editVersionUnknown(edit.version);
  const contested = changing.filter((field) => (changedIn[field]?.version ?? 0) > edit.basedOn);
  const write = changing.filter((field) => !contested.includes(field));
  if (contested.length > 0) return { outcome: 'CONFLICT', write, contested };
  if (write.length === 0) return { outcome: 'UNCHANGED', write, contested };
  return { outcome: edit.basedOn < edit.version ? 'MERGED' : 'APPLIED', write, contested };
}

/** @throws Refusal CONFLICT_FIELDS_MISSING */
export function readTaken(fields: readonly string[], take: readonly { field: string; side: Side }[]): Record<string, Side> {
  const taken = Object.fromEntries(take.map(({ field, side }) => [field, side]));
  if (take.length !== fields.length || fields.some((field) => !(field in taken))) throw conflictFieldsMissing();
  return taken;
}

function editVersionUnknown(version: number): Refusal {
  return new Refusal('EDIT_VERSION_UNKNOWN', { zh: '修改所依据的版本不存在，请刷新后重填。', en: 'There is no such version of this person. Reload it and edit again.' }, { version });
}

export function editEmpty(): Refusal {
  return new Refusal('EDIT_EMPTY', { zh: '没有要修改的内容，请至少填写一项。', en: 'Nothing is changed. Fill in one field at least.' });
}

export function conflictUnknown(): Refusal {
  return new Refusal('CONFLICT_NOT_FOUND', { zh: '没有这条矛盾记录，或不在您的辖区内。', en: 'There is no such conflict in your area.' });
}

export function conflictResolved(by: string): Refusal {
  return new Refusal('CONFLICT_RESOLVED', { zh: `该矛盾已由${by}处理，请刷新。`, en: `This conflict was decided by ${by}. Reload the page.` });
}

function conflictFieldsMissing(): Refusal {
  return new Refusal('CONFLICT_FIELDS_MISSING', { zh: '请对每一项选择采用哪一个。', en: 'Choose for every field which of the two is taken.' });
}
