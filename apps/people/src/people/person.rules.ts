import { isCalendarDay, isPhone, maskIdNumber, maskName, maskPhone, readResidentId } from '@lianfang/contracts/documents';
import type { ResidentIdFault } from '@lianfang/contracts/documents';
import { Refusal } from '@lianfang/platform/refusals';

export type Sex = 'MALE' | 'FEMALE';
export type DocumentKind = 'RESIDENT_ID' | 'PASSPORT' | 'TRAVEL_PERMIT';

export interface Person {
  id: string;
  /** Null for a visitor who belongs to no registered household. */
  householdId: string | null;
  /** Grid of the household, or the community where a visitor stays. */
  areaCode: string;
  name: string;
  /** Syllables without tone or space, for search: zhangsan. */
  pinyin: string;
  initials: string;
  sex: Sex | null;
  birthDate: string | null;
  documentKind: DocumentKind;
  idNumberSealed: Buffer;
  idNumberIndex: Buffer;
  idNumberMask: string;
  phoneSealed: Buffer | null;
  phoneIndex: Buffer | null;
  phoneMask: string | null;
  relation: string | null;
  version: number;
  /** The entry that this one was merged into; it lives nowhere then and means that one. */
  mergedInto?: string | null;
}

/** Somebody whom another service names, and whom the caller may not see: registered elsewhere, or nowhere. */
export type UnseenPerson = Omit<Person, 'areaCode' | 'idNumberSealed' | 'idNumberIndex' | 'idNumberMask'> & {
  areaCode: null;
  shownAreaCode: string;
  idNumberSealed: null;
  idNumberMask: null;
};

export type ToldPerson = Person | UnseenPerson;

/**
 * What is told of such a person, instead of nothing: nothing would take the whole list away in which the person stands. It is the
 * same for who is registered elsewhere and for an id that nobody has, so that no answer tells that somebody exists. The area shown
 * is the caller's own, which tells nobody anything.
 */
export function unseenPerson(id: string, callersArea: string): UnseenPerson {
  return {
    id,
    areaCode: null,
    shownAreaCode: callersArea,
    name: '***',
    householdId: null,
    pinyin: '',
    initials: '',
    sex: null,
    birthDate: null,
    documentKind: 'RESIDENT_ID',
    idNumberSealed: null,
    idNumberMask: null,
    phoneSealed: null,
    phoneIndex: null,
    phoneMask: null,
    relation: null,
    version: 0,
  };
}

/** What somebody says of a person, before it is judged. */
export interface PersonClaim {
  name: string;
  documentKind: DocumentKind;
  idNumber: string;
  phone?: string | null;
  sex?: Sex | null;
  birthDate?: string | null;
}

/** A claim that holds: numbers are in their plain form, sex and birth date are those of the ID number. */
export interface PersonFacts {
  name: string;
  documentKind: DocumentKind;
  idNumber: string;
  phone: string | null;
  sex: Sex | null;
  birthDate: string | null;
}

/**
 * Judges what is said of a person.
 * @param today YYYY-MM-DD in Asia/Shanghai
 * @throws Refusal NAME_INVALID, ID_NUMBER_INVALID, BIRTH_DATE_INVALID, PHONE_INVALID
 */
export function judgePerson(claim: PersonClaim, today: string): PersonFacts {
  const name = judgeName(claim.name);
  const phone = judgePhone(claim.phone);
  const idNumber = claim.idNumber.trim().toUpperCase();
  if (claim.documentKind !== 'RESIDENT_ID') {
    return { name, phone, idNumber: judgeForeignNumber(idNumber), documentKind: claim.documentKind, sex: claim.sex ?? null, birthDate: judgeBirthDate(claim.birthDate, today) };
  }
  const read = readResidentId(idNumber, today);
  if ('fault' in read) throw idNumberInvalid(read.fault);
  if (claim.birthDate && claim.birthDate !== read.birthDate) throw birthDateInvalid('CONTRADICTS');
  return { name, phone, idNumber, documentKind: 'RESIDENT_ID', sex: read.sex, birthDate: read.birthDate };
}

/** @throws Refusal NAME_INVALID */
export function judgeName(text: string): string {
  const name = text.trim().replace(/\s+/g, ' ');
  if (name.length < 2 || name.length > 50 || /[\d*<>@]/.test(name)) throw nameInvalid();
  return name;
}

/** @throws Refusal PHONE_INVALID */
export function judgePhone(text: string | null | undefined): string | null {
  const phone = (text ?? '').replace(/[\s-]/g, '').replace(/^\+?86(?=1\d{10}$)/, '');
  if (!phone) return null;
  if (!isPhone(phone)) throw phoneInvalid();
  return phone;
}

function judgeForeignNumber(number: string): string {
  if (!/^[A-Z0-9]{5,20}$/.test(number)) throw idNumberInvalid('FORM');
  return number;
}

function judgeBirthDate(text: string | null | undefined, today: string): string | null {
  if (!text) return null;
  if (!isCalendarDay(text)) throw birthDateInvalid('FORM');
  if (text > today) throw birthDateInvalid('FUTURE');
  return text;
}

/** Seals the numbers of a person and keeps their masks beside them, so that a masked list opens nothing. */
export function sealNumbers(
  facts: Pick<PersonFacts, 'idNumber' | 'phone'>,
  sealer: { seal(text: string): Buffer; index(text: string): Buffer },
): Pick<Person, 'idNumberSealed' | 'idNumberIndex' | 'idNumberMask' | 'phoneSealed' | 'phoneIndex' | 'phoneMask'> {
  const { idNumber, phone } = facts;
  return {
    idNumberSealed: sealer.seal(idNumber),
    idNumberIndex: sealer.index(idNumber),
    idNumberMask: maskIdNumber(idNumber),
    ...sealPhone(phone, sealer),
  };
}

export function sealPhone(
  phone: string | null,
  sealer: { seal(text: string): Buffer; index(text: string): Buffer },
): Pick<Person, 'phoneSealed' | 'phoneIndex' | 'phoneMask'> {
  return {
    phoneSealed: phone ? sealer.seal(phone) : null,
    phoneIndex: phone ? sealer.index(phone) : null,
    phoneMask: phone ? maskPhone(phone) : null,
  };
}

export type PersonSearch =
  | { by: 'nothing' }
  | { by: 'idNumber'; idNumber: string }
  | { by: 'phone'; phone: string }
  | { by: 'pinyin'; letters: string }
  | { by: 'text'; text: string };

/** What a search text is, by its form: nobody has to choose a field first. */
export function readSearch(text: string | null | undefined): PersonSearch {
  // Full-width digits and letters, as Chinese keyboards make them, become plain ones.
  const trimmed = (text ?? '').normalize('NFKC').trim();
  if (!trimmed) return { by: 'nothing' };
  const number = trimmed.replace(/[\s-]/g, '').toUpperCase();
  // Eighteen digits of a resident card, or letters and at least six digits of a passport or travel permit.
  if (/^\d{17}[\dX]$/.test(number) || /^[A-Z]{1,3}\d{6,10}$/.test(number)) return { by: 'idNumber', idNumber: number };
  const phone = number.replace(/^\+?86(?=1\d{10}$)/, '');
  if (isPhone(phone)) return { by: 'phone', phone };
  if (/^[a-zA-Z' ]+$/.test(trimmed)) return { by: 'pinyin', letters: trimmed.replace(/[' ]/g, '').toLowerCase() };
  return { by: 'text', text: trimmed };
}

/** What a correction changes of a person: the fields given, without those that come back as they were shown. */
export function readCorrection(
  person: Pick<Person, 'name' | 'phoneMask' | 'relation'>,
  input: { name?: string | null; phone?: string | null; relation?: string | null },
): { name?: string; phone?: string | null; relation?: string } {
  const name = input.name == null || input.name === maskName(person.name) ? person.name : judgeName(input.name);
  const relation = input.relation == null ? person.relation : judgeRelation(input.relation);
  return {
    ...(name === person.name ? {} : { name }),
    ...(input.phone == null || input.phone === person.phoneMask ? {} : { phone: judgePhone(input.phone) }),
    ...(relation === null || relation === person.relation ? {} : { relation }),
  };
}

/** @throws Refusal RELATION_INVALID */
export function judgeRelation(text: string): string {
  const relation = text.trim();
  if (relation.length > 20) throw relationInvalid();
  return relation;
}

function relationInvalid(): Refusal {
  return new Refusal('RELATION_INVALID', {
    zh: '与户主关系最长 20 个字，如“配偶”“子女”。',
    en: 'The relation to the head of household has at most 20 characters, for example 配偶.',
  });
}

export function nameInvalid(): Refusal {
  return new Refusal('NAME_INVALID', {
    zh: '姓名应为 2 至 50 个字，不含数字和星号。请填写证件上的姓名。',
    en: 'A name has 2 to 50 characters, no digits and no asterisk. Enter it as on the document.',
  });
}

export function phoneInvalid(): Refusal {
  return new Refusal('PHONE_INVALID', {
    zh: '电话号码不正确：手机号为 1 开头的 11 位数字，座机为区号加号码。',
    en: 'The phone is wrong: a mobile number has 11 digits and begins with 1, a landline has its area code.',
  });
}

const idNumberFaults: Record<ResidentIdFault, { zh: string; en: string }> = {
  FORM: { zh: '身份证号应为 18 位半角数字（末位可为 X）。', en: 'An ID number has 18 plain digits; the last may be X.' },
  PROVINCE: { zh: '身份证号前两位不是有效的省份代码，请核对证件。', en: 'The ID number begins with no province code. Compare it with the card.' },
  BIRTH_DATE: { zh: '身份证号中的出生日期不存在或晚于今天，请核对证件。', en: 'The birth date in the ID number does not exist or is in the future. Compare it with the card.' },
  CHECK_DIGIT: { zh: '身份证号校验位不符，很可能抄错一位，请核对证件。', en: 'The check digit of the ID number does not fit: a digit is probably wrong. Compare it with the card.' },
};

export function idNumberInvalid(fault: ResidentIdFault): Refusal {
  return new Refusal('ID_NUMBER_INVALID', idNumberFaults[fault], { fault });
}

const birthDateFaults = {
  FORM: { zh: '出生日期不存在，请按 年-月-日 填写，如 1990-01-31。', en: 'There is no such birth date. Write it as 1990-01-31.' },
  FUTURE: { zh: '出生日期晚于今天，请核对。', en: 'The birth date is in the future. Check it.' },
  CONTRADICTS: { zh: '出生日期与身份证号不一致，请核对。', en: 'The birth date contradicts the ID number. Check both.' },
};

export function birthDateInvalid(fault: keyof typeof birthDateFaults): Refusal {
  return new Refusal('BIRTH_DATE_INVALID', birthDateFaults[fault], { fault });
}

export function personUnknown(): Refusal {
  return new Refusal('PERSON_NOT_FOUND', {
    zh: '找不到该人员，或不在您的辖区内。',
    en: 'There is no such person in your area.',
  });
}

export function personChangedMeanwhile(version: number): Refusal {
  return new Refusal(
    'PERSON_CHANGED_MEANWHILE',
    {
      zh: '该人员信息刚被他人修改，您的修改没有保存。请刷新后再改。',
      en: 'Somebody else changed this entry meanwhile and your edit was not saved. Reload it and edit again.',
    },
    { version },
  );
}
