import { isWithinArea } from '@lianfang/contracts/areas';
import { shanghaiDay } from '@lianfang/platform/clock';
import { Refusal } from '@lianfang/platform/refusals';

export type OfficialPost = 'DISTRICT_LEADER' | 'BUREAU' | 'STREET' | 'COMMUNITY' | 'POLICE' | 'DOCTOR' | 'VOLUNTEER';

export interface Official {
  id: string;
  areaCode: string;
  name: string;
  unit: string;
  post: OfficialPost;
  /** Looks after households. */
  liaison: boolean;
  accountId: string | null;
  phoneSealed: Buffer | null;
  phoneIndex: Buffer | null;
  phoneMask: string | null;
  since: string;
  leftOn: string | null;
  version: number;
}

/** An official as somebody sees them: who answers for a wider area is known by name to those below. */
export type ToldOfficial = Official & { homeAreaCode?: string };

/** Null for who works neither above the official nor below. @param area the caller's */
export function tellOfficial(official: Official, area: string): ToldOfficial | null {
  if (isWithinArea(official.areaCode, area)) return official;
  return isWithinArea(area, official.areaCode) ? { ...official, areaCode: area, homeAreaCode: official.areaCode } : null;
}

export const mostOfficials = 1_000;

/** @throws Refusal OFFICIAL_INVALID */
export function judgeUnit(text: string): string {
  const unit = text.trim();
  if (!unit || unit.length > 60) throw officialInvalid();
  return unit;
}

/** The official as of the day of leaving; the login is free for somebody else. */
export function leave(official: Official, now: Date): Official {
  return { ...official, leftOn: shanghaiDay(now), version: official.version + 1 };
}

function officialInvalid(): Refusal {
  return new Refusal('OFFICIAL_INVALID', {
    zh: '请填写干部的姓名和单位（单位不超过 60 字），如“李某某，区教育局”。',
    en: 'Give the official’s name and unit; the unit has at most 60 characters, for example "education bureau".',
  });
}

export function officialUnknown(): Refusal {
  return new Refusal('OFFICIAL_NOT_FOUND', {
    zh: '找不到该干部，或不在您的辖区内，或已离岗。请从名册中重新选择。',
    en: 'There is no such official in your area, or they have left. Choose from the list again.',
  });
}

export function accountTaken(): Refusal {
  return new Refusal('OFFICIAL_ACCOUNT_TAKEN', {
    zh: '该登录账号已经关联另一名干部。一个账号只能关联一人。',
    en: 'This login belongs to another official already. A login belongs to one.',
  });
}

export function officialsTooMany(): Refusal {
  return new Refusal('BATCH_TOO_LARGE', { zh: `一次最多录入 ${mostOfficials} 名干部。`, en: `Enter at most ${mostOfficials} officials at a time.` });
}

export function officialTwice(): Refusal {
  return new Refusal('ENTRY_TWICE', { zh: '名单中有重复的干部（同名同单位），请删去一行。', en: 'The list has an official twice (same name and unit). Take one line out.' });
}
