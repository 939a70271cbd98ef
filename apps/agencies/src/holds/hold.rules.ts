import { Refusal } from '@lianfang/platform/refusals';

export type HoldKind = 'PERSON' | 'HOUSEHOLD' | 'AREA';

export interface Hold {
  id: string;
  kind: HoldKind;
  areaCode: string;
  personId: string | null;
  householdId: string | null;
  reasonSealed: Buffer;
  placedAt: Date;
  placedBy: string;
  placedAgency: string;
  liftedAt: Date | null;
  liftedBy: string | null;
}

interface Placing {
  kind: HoldKind;
  areaCode: string;
  personId?: string | null;
  householdId?: string | null;
  reason: string;
}

/** @throws Refusal HOLD_REASON_MISSING, HOLD_SUBJECT_INVALID */
export function placeHold(input: Placing, o: { id: string; now: Date; by: { id: string; agency: string }; reasonSealed: Buffer }): Hold {
  const length = [...input.reason.trim().replace(/\s+/g, ' ')].length;
  if (length < 10 || length > 500) throw holdReasonMissing();
  const { personId = null, householdId = null } = input;
  if ((personId !== null) !== (input.kind === 'PERSON') || (householdId !== null) !== (input.kind === 'HOUSEHOLD')) throw holdSubjectInvalid();
  return {
    id: o.id,
    kind: input.kind,
    areaCode: input.areaCode,
    personId,
    householdId,
    reasonSealed: o.reasonSealed,
    placedAt: o.now,
    placedBy: o.by.id,
    placedAgency: o.by.agency,
    liftedAt: null,
    liftedBy: null,
  };
}

export function liftHold(hold: Hold, by: { id: string; at: Date }): Hold {
  return hold.liftedAt ? hold : { ...hold, liftedAt: by.at, liftedBy: by.id };
}

function holdReasonMissing(): Refusal {
  return new Refusal('HOLD_REASON_MISSING', { zh: '请用 10 至 500 个字写明保全理由。', en: 'Write in 10 to 500 characters why these records must be kept.' });
}

function holdSubjectInvalid(): Refusal {
  return new Refusal('HOLD_SUBJECT_INVALID', {
    zh: '人员保全请填写人员编号，住户保全请填写住户编号，区域保全两者都不填。',
    en: 'A hold on a person names a person, one on a household a household, one on an area neither.',
  });
}

export function holdNotFound(): Refusal {
  return new Refusal('HOLD_NOT_FOUND', {
    zh: '没有找到本单位的该项保全，请刷新后重试。',
    en: 'Your agency has placed no such hold. Load the list again.',
  });
}
