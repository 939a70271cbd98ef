import { readResidentId } from '@lianfang/contracts/documents';
import { Refusal } from '@lianfang/platform/refusals';
import type { RefusalTexts } from '@lianfang/platform/refusals';
import { readDay } from '../ledgers/ledger.rules.ts';
import { idNumberInvalid, judgePhone } from '../people/person.rules.ts';
import type { SheetFault, SheetRow } from '../sheets/sheet.rules.ts';
import type { FeverColumn, FeverField } from './fever-report.columns.ts';
import { columnsUnknown, occurredInvalid, temperatureInvalid, textTooLong, whoMissing } from './fever-report.refusals.ts';

export type FeverKind = 'MEDICINE_PURCHASE' | 'FEVER_PATIENT' | 'SELF_REPORT';

export interface FeverReport {
  id: string;
  followUpId: string | null;
  importId: string | null;
  rowHash: Buffer;
  kind: FeverKind;
  areaCode: string;
  reporterId: string;
  reporter: string;
  personId: string | null;
  name: string | null;
  idNumberSealed: Buffer | null;
  idNumberIndex: Buffer | null;
  idNumberMask: string | null;
  phoneSealed: Buffer | null;
  phoneIndex: Buffer | null;
  phoneMask: string | null;
  address: string | null;
  medicines: string | null;
  temperature: number | null;
  occurredAt: Date;
  receivedAt: Date;
}

export interface FeverImport {
  id: string;
  reporterId: string;
  reporter: string;
  areaCode: string;
  fileName: string;
  receivedAt: Date;
  rows: number;
  accepted: number;
  repeated: number;
  rejected: number;
  errors: SheetFault[];
  errorSheetSealed: Buffer | null;
}

/** What is said of somebody, in plain forms. */
export interface FeverClaim {
  kind: FeverKind;
  /** Known already, e.g. by the resident's own page; else it is sought by number and by phone with name. */
  personId: string | null;
  name: string | null;
  idNumber: string | null;
  phone: string | null;
  address: string | null;
  medicines: string | null;
  temperature: number | null;
  occurredAt: Date;
}

export interface GivenReport {
  kind: FeverKind;
  name?: string | null;
  idNumber?: string | null;
  phone?: string | null;
  address?: string | null;
  medicines?: string | null;
  temperature?: number | null;
  occurredAt?: Date | null;
}

const clockSkewMs = 5 * 60_000;
const oldestMs = 30 * 24 * 3_600_000;

/**
 * @param today YYYY-MM-DD in Asia/Shanghai
 * @throws Refusal FEVER_REPORT_INCOMPLETE, FEVER_REPORT_TIME_INVALID, TEMPERATURE_INVALID, FEVER_REPORT_TEXT_TOO_LONG, PHONE_INVALID, ID_NUMBER_INVALID
 */
export function judgeReport(given: GivenReport, today: string, now: Date): FeverClaim {
  const text = (value: string | null | undefined, most: number) => {
    const tidy = value?.normalize('NFKC').trim() || null;
    if (tidy && tidy.length > most) throw textTooLong();
    return tidy;
  };
  const idNumber = given.idNumber?.normalize('NFKC').replace(/\s/g, '').toUpperCase() || null;
  const read = idNumber ? readResidentId(idNumber, today) : null;
  if (read && 'fault' in read) throw idNumberInvalid(read.fault);
  const phone = judgePhone(given.phone?.normalize('NFKC'));
  if (!idNumber && !phone) throw whoMissing();
  const occurredAt = given.occurredAt ?? now;
  if (occurredAt.getTime() > now.getTime() + clockSkewMs || occurredAt.getTime() < now.getTime() - oldestMs) throw occurredInvalid();
  const temperature = given.temperature ?? null;
  if (temperature !== null && !(temperature >= 34 && temperature <= 43)) throw temperatureInvalid();
  return {
    kind: given.kind, personId: null, name: text(given.name, 50), idNumber, phone, address: text(given.address, 200), medicines: text(given.medicines, 200),
    temperature: temperature === null ? null : Math.round(temperature * 10) / 10, occurredAt,
  };
}

/** Judges each row by itself; a day without a time is that day's noon, or now when it is today. @throws Refusal FEVER_COLUMNS_UNKNOWN */
export function judgeRows(rows: readonly SheetRow<FeverField>[], columns: readonly FeverColumn[], kind: FeverKind, today: string, now: Date): { claims: { row: SheetRow<FeverField>; claim: FeverClaim }[]; faults: SheetFault[] } {
  const headingOf = new Map(columns.map(({ field, heading }) => [field, heading]));
  if (!headingOf.has('PHONE') && !headingOf.has('ID_NUMBER')) throw columnsUnknown();
  const faults: SheetFault[] = [];
  const claims = rows.flatMap((row) => {
    const reject = (field: FeverField, code: string, texts: RefusalTexts) => {
      faults.push({ row: row.row, column: headingOf.get(field) ?? headingOf.get('PHONE') ?? headingOf.get('ID_NUMBER')!, code, texts });
      return [];
    };
    const { NAME: name, ID_NUMBER: idNumber, PHONE: phone, ADDRESS: address, MEDICINES: medicines, TEMPERATURE: degrees, OCCURRED_AT: at } = row.cells;
    if ([idNumber, phone].some((number) => /^[\d.]+E\+?\d+$/i.test(number ?? ''))) return reject('PHONE', 'SCIENTIFIC_NOTATION', scientific);
    const occurredAt = at ? readTime(at, today, now) : now;
    if (!occurredAt) return reject('OCCURRED_AT', 'DAY_UNREADABLE', dayUnreadable);
    const temperature = degrees ? Number(degrees.normalize('NFKC').replace(/[°℃C度\s]/gi, '')) : null;
    if (Number.isNaN(temperature)) return reject('TEMPERATURE', 'TEMPERATURE_INVALID', temperatureInvalid().texts);
    try {
      return [{ row, claim: judgeReport({ kind, name, idNumber, phone, address, medicines, temperature, occurredAt }, today, now) }];
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      return reject(fieldOfCode[error.code] ?? 'PHONE', error.code, error.texts);
    }
  });
  return { claims, faults };
}

const scientific = {
  zh: '号码被表格软件存成科学计数法，数字已丢失，请将单元格设为文本后重新填写。',
  en: 'The spreadsheet stored the number in scientific notation and digits are lost. Set the cell to text and enter it again.',
};
const dayUnreadable = { zh: '日期无法识别，请按 2022-11-20 或 2022-11-20 08:30 填写。', en: 'The date cannot be read. Write it as 2022-11-20 or 2022-11-20 08:30.' };

const fieldOfCode: Record<string, FeverField> = {
  ID_NUMBER_INVALID: 'ID_NUMBER', PHONE_INVALID: 'PHONE', TEMPERATURE_INVALID: 'TEMPERATURE', FEVER_REPORT_TIME_INVALID: 'OCCURRED_AT', FEVER_REPORT_TEXT_TOO_LONG: 'NAME',
};

function readTime(text: string, today: string, now: Date): Date | null {
  const match = /^(\S+?)(?:[ T](\d{1,2}):(\d{2})(?::\d{2})?)?$/.exec(text.normalize('NFKC').trim());
  const day = readDay(match?.[1]);
  if (!day) return null;
  if (match![2] === undefined) return day === today ? now : new Date(`${day}T12:00:00+08:00`);
  const time = new Date(`${day}T${match![2].padStart(2, '0')}:${match![3]}:00+08:00`);
  return Number.isNaN(time.getTime()) ? null : time;
}
