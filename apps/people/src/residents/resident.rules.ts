import { isCalendarDay } from '@lianfang/contracts/documents';
import { Refusal } from '@lianfang/platform/refusals';

/** Where a person lived for a time. */
export interface Residence {
  personId: string;
  householdId: string | null;
  areaCode: string;
  from: Date | null;
  until: Date | null;
}

/** How ledgers word the head of a household. */
export const headWord = '户主';

/** What the former head is called when nobody says better. */
export const memberWord = '家庭成员';

/**
 * The instant at which a day is asked about: its end in Asia/Shanghai, for today the present moment.
 * @throws Refusal AREA_DAY_INVALID
 */
export function endOfDay(day: string, now: Date): Date {
  if (!isCalendarDay(day)) throw areaDayInvalid();
  const begin = Date.parse(`${day}T00:00:00+08:00`);
  if (begin > now.getTime()) throw areaDayInvalid();
  return new Date(Math.min(begin + 86_400_000 - 1, now.getTime()));
}

function areaDayInvalid(): Refusal {
  return new Refusal('AREA_DAY_INVALID', {
    zh: '日期应为今天或以前的某一天，如 2022-11-20。',
    en: 'Give today or a past day, for example 2022-11-20.',
  });
}

export function personRegistered(): Refusal {
  return new Refusal('PERSON_REGISTERED', {
    zh: '该证件号码已登记在册。请在台账中查找此人，再办理迁入；若在其他辖区，请联系原社区。',
    en: 'The register has this document already. Find the person and move the entry here; if it lies in another area, ask that community.',
  });
}

export function personMerged(): Refusal {
  return new Refusal('PERSON_MERGED', {
    zh: '该条目已并入另一条目，请在合并后的条目上修改。',
    en: 'This entry was merged into another one. Edit that one.',
  });
}

export function personThereAlready(): Refusal {
  return new Refusal('PERSON_THERE_ALREADY', {
    zh: '该人员已在这一户，请选择另一户。',
    en: 'The person lives in this household already. Choose another one.',
  });
}

export function householdChangedMeanwhile(version: number): Refusal {
  return new Refusal(
    'HOUSEHOLD_CHANGED_MEANWHILE',
    {
      zh: '该户信息刚被他人修改，您的修改没有保存。请刷新后再改。',
      en: 'Somebody else changed this household meanwhile and your edit was not saved. Reload it and edit again.',
    },
    { version },
  );
}

export function headNotMember(): Refusal {
  return new Refusal('HEAD_NOT_MEMBER', {
    zh: '户主必须是本户成员。请先把此人迁入本户。',
    en: 'The head must be a member of the household. Move the person in first.',
  });
}

export function householdLivedIn(): Refusal {
  return new Refusal('HOUSEHOLD_LIVED_IN', {
    zh: '该户登记有居民，不能改为空置。请先办理居民迁出。',
    en: 'People are registered in this household, so it cannot be vacant. Move them out first.',
  });
}
