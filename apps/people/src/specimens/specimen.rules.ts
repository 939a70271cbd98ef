import { judgePhone } from '../people/person.rules.ts';
import { sizeForMargin, wilson } from './interval.rules.ts';
import type { Interval } from './interval.rules.ts';
import { answersInvalid, discrepancyChangedMeanwhile, discrepancyDone, doorDone, noteNeeded, sameSquad, specimenScopeInvalid, specimenSizeInvalid, specimenTextInvalid } from './specimen.refusals.ts';

/** Each household of the area gets the rank sha256(seed + ':' + household id); the first by rank are the sample. */
export const algorithm = 'sha256-rank-v1';

export const fields = ['OCCUPANCY', 'RESIDENTS', 'HEAD_NAME', 'PHONE', 'RETURNEES'] as const;
export type SpecimenField = (typeof fields)[number];

export interface Specimen {
  id: string;
  areaCode: string;
  roundId: string | null;
  title: string;
  algorithm: string;
  seed: string;
  population: number;
  frameHash: string;
  size: number;
  sizeBy: 'COUNT' | 'PRECISION';
  margin: number | null;
  drawnAt: Date;
  drawnBy: string;
  dueAt: Date;
}

export interface SpecimenDoor {
  id: string;
  specimenId: string;
  householdId: string;
  areaCode: string;
  place: number;
  firstOccupancy: 'OCCUPIED' | 'VACANT';
  firstResidents: number;
  firstPersonId: string | null;
  firstName: string | null;
  firstPhoneSealed: Buffer | null;
  firstPhoneIndex: Buffer | null;
  firstPhoneMask: string | null;
  firstReturnees: number | null;
  firstById: string | null;
  firstBy: string | null;
  result: 'MET' | 'NOT_MET' | null;
  occupancy: 'OCCUPIED' | 'VACANT' | null;
  residents: number | null;
  name: string | null;
  phoneSealed: Buffer | null;
  phoneIndex: Buffer | null;
  phoneMask: string | null;
  returnees: number | null;
  note: string | null;
  revisitedAt: Date | null;
  revisitedById: string | null;
  revisitedBy: string | null;
  /** Fields that could be compared, and whether they differ. */
  compared: Compared | null;
}

export type Compared = Partial<Record<SpecimenField, boolean>>;

export interface Discrepancy {
  id: string;
  specimenId: string;
  doorId: string;
  householdId: string;
  areaCode: string;
  field: SpecimenField;
  dueAt: Date;
  resolution: 'CORRECTED' | 'FIRST_RIGHT' | 'CHANGED_SINCE' | null;
  changeType: 'Household' | 'Person' | 'SweepVisit' | null;
  changeId: string | null;
  changeVersion: number | null;
  note: string | null;
  doneBy: string | null;
  doneAt: Date | null;
  version: number;
}

export interface FieldResult extends Interval {
  field: SpecimenField;
  /** Doors at which the field could be compared. */
  compared: number;
  differing: number;
}

export interface SpecimenReport {
  id: string;
  specimenId: string;
  areaCode: string;
  title: string;
  algorithm: string;
  seed: string;
  frameHash: string;
  population: number;
  size: number;
  met: number;
  notMet: number;
  methodZh: string;
  methodEn: string;
  results: FieldResult[];
  agency: string;
  publishedAt: Date;
}

export interface SpecimenDraft {
  areaCode: string;
  title: string;
  seed?: string | null;
  doors?: number | null;
  margin?: number | null;
}

const mostDoors = 2_000;

/** @throws Refusal SPECIMEN_SCOPE_INVALID, SPECIMEN_TEXT_INVALID, SPECIMEN_SIZE_INVALID */
export function judgeDraft(draft: SpecimenDraft): { title: string; seed: string | null } {
  if (draft.areaCode.length < 12) throw specimenScopeInvalid();
  const title = draft.title.trim();
  const seed = draft.seed?.trim() || null;
  if (!title || title.length > 100 || (seed !== null && !/^[A-Za-z0-9-]{1,64}$/.test(seed))) throw specimenTextInvalid();
  if ((draft.doors == null) === (draft.margin == null)) throw specimenSizeInvalid();
  if (draft.doors != null && (draft.doors < 1 || draft.doors > mostDoors)) throw specimenSizeInvalid();
  if (draft.margin != null && !(draft.margin >= 0.005 && draft.margin <= 0.3)) throw specimenSizeInvalid();
  return { title, seed };
}

/** @throws Refusal SPECIMEN_SIZE_INVALID */
export function sizeOf(draft: SpecimenDraft, population: number): Pick<Specimen, 'size' | 'sizeBy' | 'margin'> {
  if (draft.margin != null) return { size: Math.min(mostDoors, sizeForMargin(draft.margin, population)), sizeBy: 'PRECISION', margin: draft.margin };
  if (draft.doors! > population) throw specimenSizeInvalid();
  return { size: draft.doors!, sizeBy: 'COUNT', margin: null };
}

export interface Answers {
  met: boolean;
  occupancy: 'OCCUPIED' | 'VACANT' | null;
  residents: number | null;
  name: string | null;
  phone: string | null;
  returnees: number | null;
  note: string | null;
}

export interface GivenAnswers {
  met: boolean;
  occupancy?: 'OCCUPIED' | 'VACANT' | null;
  residents?: number | null;
  headName?: string | null;
  phone?: string | null;
  returnees?: number | null;
  note?: string | null;
}

/** @throws Refusal REVISIT_ANSWERS_INVALID, PHONE_INVALID */
export function judgeAnswers(given: GivenAnswers): Answers {
  const note = given.note?.trim() || null;
  const name = given.headName?.trim() || null;
  if ((note?.length ?? 0) > 500 || (name?.length ?? 0) > 50) throw answersInvalid();
  if (!given.met) return { met: false, occupancy: null, residents: null, name: null, phone: null, returnees: null, note };
  const { occupancy, residents, returnees = null } = given;
  if (!occupancy || residents == null || residents < 0 || residents > 99 || (residents === 0) !== (occupancy === 'VACANT')) throw answersInvalid();
  if (returnees !== null && (returnees < 0 || returnees > 99)) throw answersInvalid();
  return { met: true, occupancy, residents, name, phone: judgePhone(given.phone), returnees, note };
}

/** @throws Refusal SPECIMEN_DOOR_DONE, SPECIMEN_SAME_SQUAD */
export function demandRevisit(door: Pick<SpecimenDoor, 'result' | 'firstById'>, by: { id: string }): void {
  if (door.result === 'MET') throw doorDone();
  if (door.firstById === by.id) throw sameSquad();
}

/** Which fields both visits tell, and whether they differ. `samePhone`: the sealed numbers are compared by their keyed index. */
export function compare(first: Pick<SpecimenDoor, 'firstOccupancy' | 'firstResidents' | 'firstName' | 'firstReturnees'>, second: Answers, samePhone: boolean): Compared {
  if (!second.met) return {};
  const bothLivedIn = first.firstOccupancy === 'OCCUPIED' && second.occupancy === 'OCCUPIED';
  return {
    OCCUPANCY: first.firstOccupancy !== second.occupancy,
    RESIDENTS: first.firstResidents !== second.residents,
    ...(bothLivedIn && first.firstName !== null && second.name !== null ? { HEAD_NAME: plainName(first.firstName) !== plainName(second.name) } : {}),
    ...(bothLivedIn && second.phone !== null ? { PHONE: !samePhone } : {}),
    ...(first.firstReturnees !== null && second.returnees !== null ? { RETURNEES: first.firstReturnees !== second.returnees } : {}),
  };
}

function plainName(name: string): string {
  return name.normalize('NFKC').replace(/[\s·•.]/g, '');
}

/**
 * Rates by field. The population of a field is the share of doors that it applied to among those met, of all doors: a whole count has
 * no error, whatever the field.
 */
export function resultsOf(counts: readonly { field: SpecimenField; compared: number; differing: number }[], met: number, population: number): FieldResult[] {
  const byField = new Map(counts.map((one) => [one.field, one]));
  return fields.map((field) => {
    const { compared, differing } = byField.get(field) ?? { compared: 0, differing: 0 };
    const applies = met === 0 ? 0 : Math.round((population * compared) / met);
    return { field, compared, differing, ...wilson(differing, compared, Math.max(applies, compared)) };
  });
}

/** How it was done, in words, for the publication. */
export function methodOf(specimen: Pick<Specimen, 'population' | 'size' | 'sizeBy' | 'margin' | 'seed' | 'algorithm'>): { zh: string; en: string } {
  const margin = specimen.margin === null ? null : `±${Math.round(specimen.margin * 1000) / 10}%`;
  return {
    zh: `从 ${specimen.population} 户中简单随机抽取 ${specimen.size} 户${margin ? `（按 95% 置信度、误差 ${margin} 确定）` : ''}，算法 ${specimen.algorithm}：按 sha256(种子:户标识) 由小到大取前 ${specimen.size} 户，种子 ${specimen.seed}。由另一支队伍在看不到首次答复的情况下复查，逐项比对。差异率的 95% 区间为 Wilson 记分区间；样本超过总体 5% 时作有限总体校正，n 以 n(N−1)/(N−n) 代之。未见到人的户不计入。`,
    en: `${specimen.size} of ${specimen.population} households by simple random sampling${margin ? ` (${margin} at 95 % confidence)` : ''}, algorithm ${specimen.algorithm}: the first ${specimen.size} by sha256(seed:household id), seed ${specimen.seed}. Revisited blind by another squad and compared field by field. 95 % intervals of the rates are Wilson score intervals; where the sample is more than 5 % of the population, n is replaced by n(N−1)/(N−n), the finite population correction. Doors where nobody was met do not count.`,
  };
}

/** @throws Refusal DISCREPANCY_CHANGED_MEANWHILE, DISCREPANCY_DONE, NOTE_REQUIRED */
export function judgeResolution(discrepancy: Discrepancy, given: { version: number; resolution: NonNullable<Discrepancy['resolution']>; note?: string | null }): string | null {
  if (discrepancy.version !== given.version) throw discrepancyChangedMeanwhile(discrepancy.version);
  if (discrepancy.resolution !== null) throw discrepancyDone();
  const note = given.note?.trim() || null;
  if ((note?.length ?? 0) > 500 || (given.resolution !== 'CORRECTED' && !note)) throw noteNeeded();
  return note;
}
