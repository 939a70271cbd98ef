import { isPhone, readResidentId } from '@lianfang/contracts/documents';
import type { RefusalTexts } from '@lianfang/platform/refusals';
import { readDay } from '../ledgers/ledger.rules.ts';
import type { SheetFault, SheetRow } from '../sheets/sheet.rules.ts';
import type { ListColumn, ListField } from './list.columns.ts';
import { sourceInvalid } from './list.refusals.ts';

export type ListOrigin = 'TELECOM' | 'RAIL' | 'AVIATION' | 'POLICE' | 'OTHER';

/** Where lists come from, and what its columns mean. */
export interface ListSource {
  id: string;
  areaCode: string;
  name: string;
  origin: ListOrigin;
  columns: ListColumn[];
  version: number;
}

export type ListFault = SheetFault;

export interface ReconciliationList {
  id: string;
  sourceId: string;
  areaCode: string;
  fileName: string;
  receivedAt: Date;
  receivedBy: string;
  rows: number;
  accepted: number;
  repeated: number;
  rejected: number;
  errors: ListFault[];
  errorSheetSealed: Buffer | null;
}

export type ListRow = SheetRow<ListField>;

/** What a row says of a person, in the register's own forms. */
export interface ListClaim {
  row: number;
  name: string | null;
  idNumber: string | null;
  phone: string | null;
  birthDate: string | null;
  address: string | null;
  community: string | null;
  cameFrom: string | null;
  arrivedOn: string | null;
  note: string | null;
}

/** A person must be findable: by number, by phone, or by name and birth date. */
const findableBy = 'ID_NUMBER, PHONE or NAME with BIRTH_DATE';

/** @throws Refusal LIST_SOURCE_INVALID */
export function judgeSource(name: string, columns: readonly ListColumn[]): { name: string; columns: ListColumn[] } {
  const trimmed = name.trim();
  if (!trimmed || trimmed.length > 60) throw sourceInvalid('请填写来源名称（不超过 60 字），如“铁路12306到站名单”。', 'Give the source a name of at most 60 characters.');
  const fields = columns.map((column) => column.field);
  if (new Set(fields).size !== fields.length) throw sourceInvalid('同一字段只能对应一列，请检查列对应关系。', 'Each field is taken from one column only. Check the mapping.');
  if (columns.some(({ heading }) => !heading.trim() || heading.length > 100)) throw sourceInvalid('列名不能为空，且不超过 100 字。', 'A heading is not empty and has at most 100 characters.');
  const findable = fields.includes('ID_NUMBER') || fields.includes('PHONE') || (fields.includes('NAME') && fields.includes('BIRTH_DATE'));
  if (!findable) throw sourceInvalid('名单至少要有身份证号、手机号，或姓名加出生日期，才能比对。', `A list can be matched only by ${findableBy}. Map at least one of these.`);
  return { name: trimmed, columns: columns.map(({ heading, field }) => ({ heading: heading.trim(), field })) };
}

/**
 * Judges each row by itself.
 * @param today YYYY-MM-DD in Asia/Shanghai
 */
export function judgeList(rows: readonly ListRow[], columns: readonly ListColumn[], today: string): { claims: ListClaim[]; faults: ListFault[] } {
  const headings = new Map(columns.map(({ field, heading }) => [field, heading]));
  const judged = rows.map((row) => judgeRow(row, (field) => headings.get(field) ?? field, today));
  return { claims: judged.flatMap(({ claim }) => claim ?? []), faults: judged.flatMap(({ faults }) => faults) };
}

function judgeRow({ row, cells }: ListRow, headingOf: (field: ListField) => string, today: string): { claim: ListClaim | null; faults: ListFault[] } {
  const faults: ListFault[] = [];
  const reject = (field: ListField, code: keyof typeof faultTexts) => {
    faults.push({ row, column: headingOf(field), code, texts: faultTexts[code](headingOf(field)) });
    return null;
  };
  const text = (field: ListField, most: number) => (cells[field] ?? '').normalize('NFKC').trim().slice(0, most) || null;
  const day = (field: 'BIRTH_DATE' | 'ARRIVED_ON') => {
    const written = cells[field]?.normalize('NFKC').trim();
    // A train's time of arrival often stands behind the day.
    const read = readDay(written?.split(/[ T]/)[0]);
    if (written && (!read || read > today)) return reject(field, read ? 'DAY_IN_FUTURE' : 'DAY_UNREADABLE');
    return read;
  };
  const idNumber = text('ID_NUMBER', 40)?.toUpperCase().replace(/\s/g, '') ?? null;
  const id = idNumber ? readResidentId(idNumber, today) : null;
  if (idNumber && /^[\d.]+E\+?\d+$/.test(idNumber)) reject('ID_NUMBER', 'SCIENTIFIC_NOTATION');
  else if (id && 'fault' in id) reject('ID_NUMBER', 'ID_NUMBER_INVALID');
  const phone = text('PHONE', 40)?.replace(/[\s-]/g, '').replace(/^(\+|00)?86(?=1\d{10}$)/, '') ?? null;
  if (phone && !isPhone(phone)) reject('PHONE', /E\+/i.test(phone) ? 'SCIENTIFIC_NOTATION' : 'PHONE_INVALID');
  const birthDate = day('BIRTH_DATE') ?? (id && !('fault' in id) ? id.birthDate : null);
  const claim: ListClaim = {
    row,
    name: text('NAME', 50),
    idNumber,
    phone,
    birthDate,
    address: text('ADDRESS', 200),
    community: text('COMMUNITY', 60),
    cameFrom: text('CAME_FROM', 100),
    arrivedOn: day('ARRIVED_ON'),
    note: text('NOTE', 500),
  };
  if (faults.length === 0 && !idNumber && !phone && !(claim.name && birthDate)) reject('ID_NUMBER', 'NOT_FINDABLE');
  return { claim: faults.length > 0 ? null : claim, faults };
}

const faultTexts = {
  ID_NUMBER_INVALID: (heading: string) => ({
    zh: `“${heading}”不是有效的身份证号（18 位，含校验位），请核对原件。`,
    en: `"${heading}" is no valid ID number (18 characters with a check digit). Compare it with the original.`,
  }),
  SCIENTIFIC_NOTATION: (heading: string) => ({
    zh: `“${heading}”被表格软件存成科学计数法，数字已丢失，请向来源单位索取文本格式的名单。`,
    en: `The spreadsheet stored "${heading}" in scientific notation and digits are lost. Ask the source for a list with text cells.`,
  }),
  PHONE_INVALID: (heading: string) => ({ zh: `“${heading}”不是有效的电话号码。`, en: `"${heading}" is no valid phone number.` }),
  DAY_UNREADABLE: (heading: string) => ({ zh: `“${heading}”无法识别，请按 2022-11-20 填写。`, en: `"${heading}" cannot be read. Write it as 2022-11-20.` }),
  DAY_IN_FUTURE: (heading: string) => ({ zh: `“${heading}”晚于今天，请核对。`, en: `"${heading}" is in the future. Check it.` }),
  NOT_FINDABLE: () => ({
    zh: '本行没有身份证号、手机号，也没有姓名加出生日期，无法比对，请补充后重新导入。',
    en: 'The row has neither an ID number nor a phone nor a name with a birth date, so nobody can be looked up. Complete it and import again.',
  }),
} satisfies Record<string, (heading: string) => RefusalTexts>;
