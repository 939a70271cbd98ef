import { Refusal } from '@lianfang/platform/refusals';

export type ContactKind = 'CLOSE' | 'SECONDARY' | 'GENERAL';
export type ContactState = 'UNDER_OBSERVATION' | 'RELEASED' | 'TURNED_CASE' | 'WITHDRAWN';
export type ExposureKind = 'HOUSEHOLD' | 'MEAL' | 'TRANSPORT' | 'WORK' | 'VENUE' | 'OTHER';

/** One observation 医学观察 of one person; the index allows one at a time, however often the person was exposed. */
export interface Contact {
  id: string;
  personId: string;
  areaCode: string;
  kind: ContactKind | null;
  state: ContactState;
  declaredOn: string;
  lastExposureOn: string;
  endsOn: string;
  ruleVersion: string;
  /** The case that the contact became. */
  caseId: string | null;
  declaredAt: Date;
  declaredById: string;
  declaredBy: string;
  agency: string;
}

export interface Exposure {
  id: string;
  contactId: string;
  caseId: string | null;
  sourceContactId: string | null;
  kind: ExposureKind;
  occurredOn: string;
  place: string;
  note: string | null;
  ruleId: string | null;
  ruleVersion: string | null;
  recordedAt: Date;
  recordedById: string;
  recordedBy: string;
  withdrawnAt: Date | null;
  withdrawnBy: string | null;
  withdrawnReason: string | null;
}

/** A version of a rule by which contacts are traced. */
export interface TracingRule {
  id: string;
  version: string;
  contactKind: ContactKind;
  exposureKind: ExposureKind;
  daysBefore: number;
  withinMinutes: number | null;
  summaryZh: string;
  summaryEn: string;
}

/** Whose contacts are traced. */
export interface TracingSource {
  caseId: string | null;
  contactId: string | null;
  personId: string;
  areaCode: string;
}

/** Decides what becomes of each person of a list before anything is written. */
export function judgeTraced(
  personId: string,
  known: { sourcePersonId: string; inArea: ReadonlySet<string>; withCase: ReadonlySet<string> },
): Refusal | null {
  if (!known.inArea.has(personId)) return personNotFound();
  if (personId === known.sourcePersonId) return contactIsSource();
  return known.withCase.has(personId) ? contactIsCase() : null;
}

const strictness: Record<ContactKind, number> = { GENERAL: 0, SECONDARY: 1, CLOSE: 2 };

/** A second exposure makes an observation stricter, never milder. */
export function isStricter(kind: ContactKind, than: ContactKind | null): boolean {
  return than === null || strictness[kind] > strictness[than];
}

/** A contact of a contact is secondary, or general; close is who met a case. @throws Refusal CLOSE_CONTACT_NEEDS_CASE */
export function kindOf(asked: ContactKind | null | undefined, source: TracingSource): ContactKind {
  if (source.caseId) return asked ?? 'CLOSE';
  if (asked === 'CLOSE') {
    throw new Refusal('CLOSE_CONTACT_NEEDS_CASE', {
      zh: '密接者的接触者应登记为次密接；该密接转为病例后，次密接按规则自动转为密接。',
      en: 'A contact of a contact is secondary. When that contact becomes a case, the rule makes it a close one.',
    });
  }
  return asked ?? 'SECONDARY';
}

export interface ReleaseFacts {
  id: string;
  state: ContactState;
  endsOn: string;
  testsMissing: number;
  testsPositive: number;
  feverOpen: boolean;
}

/** Observation ends by rule: its days are over, every sample is negative, and the last reading was no fever. @throws Refusal */
export function demandReleasable(contact: ReleaseFacts, today: string): void {
  if (contact.state !== 'UNDER_OBSERVATION') throw contactNotObserved();
  if (contact.endsOn > today) {
    throw new Refusal('OBSERVATION_NOT_OVER', { zh: `观察期至 ${contact.endsOn} 届满，之前不能解除。`, en: `The observation lasts until ${contact.endsOn}.` });
  }
  if (contact.testsPositive > 0) {
    throw new Refusal('TEST_POSITIVE', { zh: '有核酸阳性结果，不能解除；请登记为病例。', en: 'A sample is positive. Register the case instead.' });
  }
  if (contact.testsMissing > 0) {
    throw new Refusal('TEST_MISSING', { zh: `还有 ${contact.testsMissing} 次核酸没有结果，补录后再解除。`, en: `${contact.testsMissing} samples have no result yet.` });
  }
  if (contact.feverOpen) {
    throw new Refusal('FEVER_OPEN', { zh: '最近一次随访有发热或症状，排除后再解除。', en: 'The last reading was a fever or told of symptoms. Clear that up first.' });
  }
}

export function addDays(day: string, days: number): string {
  return new Date(Date.parse(`${day}T00:00:00Z`) + days * 86_400_000).toISOString().slice(0, 10);
}

export function contactUnknown(): Refusal {
  return new Refusal('CONTACT_NOT_FOUND', { zh: '找不到该接触者，或不在您的辖区内。', en: 'There is no such contact in your area.' });
}

export function contactNotObserved(): Refusal {
  return new Refusal('CONTACT_NOT_OBSERVED', { zh: '此人不在观察中，请刷新后再看。', en: 'This contact is not under observation. Reload the page.' });
}

export function contactObservedAlready(): Refusal {
  return new Refusal('CONTACT_OBSERVED_ALREADY', { zh: '此人已有另一次观察在进行，同一时间只能有一次。', en: 'Another observation of this person is under way; there is one at a time.' });
}

export function listInvalid(most: number): Refusal {
  return new Refusal('LIST_INVALID', { zh: `请选择 1 至 ${most} 人。`, en: `Choose 1 to ${most} people.` });
}

export function mergeInvalid(): Refusal {
  return new Refusal('MERGE_INVALID', { zh: '请选择两条都在观察中的不同记录。', en: 'Choose two different contacts that are both under observation.' });
}

export function nobodyFound(): Refusal {
  return new Refusal('NOBODY_FOUND', { zh: '按此规则没有找到其他人。', en: 'The rule finds nobody else.' });
}

function personNotFound(): Refusal {
  return new Refusal('PERSON_NOT_FOUND', { zh: '找不到此人，或不在您的辖区内。', en: 'There is no such person in your area.' });
}

function contactIsSource(): Refusal {
  return new Refusal('CONTACT_IS_SOURCE', { zh: '不能把本人登记为自己的接触者。', en: 'Nobody is a contact of their own.' });
}

function contactIsCase(): Refusal {
  return new Refusal('CONTACT_IS_CASE', { zh: '此人已是在管病例，不再登记为接触者。', en: 'This person is a case already, and no contact.' });
}
