import { shanghaiDay } from '@lianfang/platform/clock';
import { Refusal } from '@lianfang/platform/refusals';

export const teamRoles = ['DISTRICT_LEADER', 'BUREAU', 'STREET', 'COMMUNITY', 'POLICE', 'DOCTOR'] as const;
export type TeamRole = (typeof teamRoles)[number];

export type KeyReason =
  | 'RETURNEE' | 'CLOSE_CONTACT' | 'HOME_ISOLATION' | 'RELEASED' | 'ELDERLY_ALONE' | 'DISABLED' | 'PREGNANT' | 'CHRONIC_ILLNESS' | 'CHILD_ALONE' | 'OTHER';

export interface KeyPerson {
  id: string;
  personId: string;
  areaCode: string;
  reason: KeyReason;
  note: string | null;
  since: string;
  until: string | null;
  namedById: string;
  namedBy: string;
  namedAt: Date;
  endedBy: string | null;
  endReason: string | null;
  /** Roles that somebody holds now; kept by the database. */
  held: TeamRole[];
}

export interface TeamPost {
  id: string;
  keyPersonId: string;
  role: TeamRole;
  officialId: string;
  since: Date;
  until: Date | null;
  givenBy: string;
  endedBy: string | null;
  endReason: 'HANDED_OVER' | 'TAKEN_BACK' | 'LEFT' | 'ENDED' | null;
}

export interface KeyPersonCounts {
  areaCode: string;
  keyPersons: number;
  complete: number;
  missing: { role: TeamRole; people: number }[];
}

export const mostInOneTeam = 500;
const longestNote = 200;
/** A key person is named for what is happening, not for a year ago. */
const oldestDays = 366;

export function missingRoles(held: readonly TeamRole[]): TeamRole[] {
  return teamRoles.filter((role) => !held.includes(role));
}

/** @throws Refusal KEY_PERSON_NOTE_INVALID, KEY_PERSON_DAY_INVALID */
export function nameKeyPerson(
  person: { id: string; areaCode: string },
  claim: { reason: KeyReason; note?: string | null; since?: string | null },
  by: { id: string; namedById: string; namedBy: string; now: Date },
): KeyPerson {
  const note = claim.note?.trim() || null;
  if ((note?.length ?? 0) > longestNote) throw noteInvalid();
  const today = shanghaiDay(by.now);
  const since = claim.since ?? today;
  if (since > today || Date.parse(today) - Date.parse(since) > oldestDays * 86_400_000) throw dayInvalid();
  return {
    id: by.id, personId: person.id, areaCode: person.areaCode, reason: claim.reason, note, since, until: null, namedById: by.namedById, namedBy: by.namedBy,
    namedAt: by.now, endedBy: null, endReason: null, held: [],
  };
}

/** @throws Refusal LIST_EMPTY, LIST_TOO_LONG, TEAM_ROLE_TWICE */
export function judgeTeam(keyPersonIds: readonly string[], posts: readonly { role: TeamRole; officialId: string }[]): void {
  if (keyPersonIds.length === 0 || posts.length === 0) throw teamEmpty();
  if (keyPersonIds.length > mostInOneTeam) throw teamTooLong();
  if (new Set(posts.map(({ role }) => role)).size < posts.length) throw roleTwice();
}

export function keyPersonUnknown(): Refusal {
  return new Refusal('KEY_PERSON_NOT_FOUND', {
    zh: '找不到该重点人员，或不在您的辖区内，或已解除。请刷新后重选。',
    en: 'There is no such key person in your area, or the person needs no team any more. Reload and choose again.',
  });
}

export function keyPersonAlready(): Refusal {
  return new Refusal('KEY_PERSON_ALREADY', {
    zh: '此人已是重点人员，请直接调整其包保责任组。',
    en: 'This person is a key person already. Change the team instead.',
  });
}

function noteInvalid(): Refusal {
  return new Refusal('KEY_PERSON_NOTE_INVALID', { zh: `说明不超过 ${longestNote} 字。`, en: `The note has at most ${longestNote} characters.` });
}

function dayInvalid(): Refusal {
  return new Refusal('KEY_PERSON_DAY_INVALID', { zh: '起始日期应为今天或此前一年内的某天。', en: 'The first day is today or a day of the past year.' });
}

function teamEmpty(): Refusal {
  return new Refusal('LIST_EMPTY', { zh: '请至少选择一名重点人员和一个包保岗位。', en: 'Choose at least one key person and one role.' });
}

function teamTooLong(): Refusal {
  return new Refusal('LIST_TOO_LONG', { zh: `一次最多为 ${mostInOneTeam} 名重点人员安排责任组。`, en: `Give a team to at most ${mostInOneTeam} persons at a time.` });
}

function roleTwice(): Refusal {
  return new Refusal('TEAM_ROLE_TWICE', { zh: '同一岗位只能由一人负责，请删去重复的岗位。', en: 'A role is held by one official. Take the repeated role out.' });
}
