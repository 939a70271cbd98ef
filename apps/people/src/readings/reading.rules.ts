import { isCalendarDay } from '@lianfang/contracts/documents';
import type { RefusalTexts } from '@lianfang/platform/refusals';
import type { SheetFault, SheetRow } from '../sheets/sheet.rules.ts';
import type { ReadingColumn, ReadingField } from './reading.columns.ts';
import { sourceInvalid } from './reading.refusals.ts';

export type Utility = 'WATER' | 'ELECTRICITY' | 'GAS';
export type PeriodKind = 'DAY' | 'MONTH';

/** A utility company's way of writing its readings down. */
export interface ReadingSource {
  id: string;
  areaCode: string;
  name: string;
  utility: Utility;
  columns: ReadingColumn[];
  version: number;
}

export interface ReadingImport {
  id: string;
  sourceId: string;
  areaCode: string;
  fileName: string;
  contentHash: Buffer;
  importedAt: Date;
  importedBy: string;
  rows: number;
  added: number;
  corrected: number;
  unchanged: number;
  rejected: number;
  /** Flags that it raised or reopened. */
  flagged: number;
  errors: SheetFault[];
  errorSheetSealed: Buffer | null;
}

/** What a row says of a meter, in plain forms. */
export interface ReadingClaim {
  row: number;
  /** Null: the row names its door alone. */
  meter: string | null;
  address: string | null;
  door: { compound: string; building: string; unit: string; room: string } | null;
  /** 2022-11 or 2022-11-20. */
  period: string;
  consumption: number;
}

const most = 1_000_000;

/** @throws Refusal READING_SOURCE_INVALID */
export function judgeReadingSource(name: string, columns: readonly ReadingColumn[]): { name: string; columns: ReadingColumn[] } {
  const trimmed = name.trim();
  if (!trimmed || trimmed.length > 60) throw sourceInvalid('请填写来源名称（不超过 60 字），如“自来水公司月抄表”。', 'Give the source a name of at most 60 characters.');
  const fields = new Set(columns.map((column) => column.field));
  if (fields.size !== columns.length) throw sourceInvalid('同一字段只能对应一列，请检查列对应关系。', 'Each field is taken from one column only. Check the mapping.');
  if (columns.some(({ heading }) => !heading.trim() || heading.length > 100)) throw sourceInvalid('列名不能为空，且不超过 100 字。', 'A heading is not empty and has at most 100 characters.');
  if (!fields.has('METER') && !fields.has('ADDRESS') && !(fields.has('COMPOUND') && fields.has('ROOM'))) {
    throw sourceInvalid('至少要有表号（户号）、地址，或小区加房号，才能对应到户。', 'A household is found by the meter, the address, or compound and room. Map at least one of these.');
  }
  if (!fields.has('PERIOD')) throw sourceInvalid('请指定账期（抄表月份或日期）所在的列。', 'Say which column tells the period (month or day).');
  if (!fields.has('CONSUMPTION') && !(fields.has('PREVIOUS') && fields.has('CURRENT'))) {
    throw sourceInvalid('请指定用量，或上期读数和本期读数所在的列。', 'Say which column tells the consumption, or the previous and the current index.');
  }
  return { name: trimmed, columns: columns.map(({ heading, field }) => ({ heading: heading.trim(), field })) };
}

/**
 * Judges each row by itself, then the rows of one meter and period against each other.
 * @param today YYYY-MM-DD in Asia/Shanghai
 */
export function judgeReadings(rows: readonly SheetRow<ReadingField>[], columns: readonly ReadingColumn[], today: string): { claims: ReadingClaim[]; faults: SheetFault[] } {
  const headings = new Map(columns.map(({ field, heading }) => [field, heading]));
  const headingOf = (field: ReadingField) => headings.get(field) ?? field;
  const judged = rows.map((row) => judgeRow(row, headingOf, today));
  const faults = judged.flatMap((one) => one.faults);
  const first = new Map<string, ReadingClaim>();
  const claims = judged.flatMap(({ claim }) => {
    if (!claim) return [];
    const key = `${claim.meter ?? ''}\u0001${claim.address ?? ''}\u0001${Object.values(claim.door ?? {}).join('\u0001')}\u0001${claim.period}`;
    const earlier = first.get(key);
    if (earlier && earlier.consumption !== claim.consumption) {
      faults.push(readingFault(claim.row, 'READING_TWICE', headingOf('PERIOD'), earlier.row));
      return [];
    }
    if (!earlier) first.set(key, claim);
    return [claim];
  });
  return { claims, faults };
}

function judgeRow({ row, cells }: SheetRow<ReadingField>, headingOf: (field: ReadingField) => string, today: string): { claim: ReadingClaim | null; faults: SheetFault[] } {
  const faults: SheetFault[] = [];
  const reject = (field: ReadingField, code: ReadingFault) => void faults.push(readingFault(row, code, headingOf(field)));
  const text = (field: ReadingField) => (cells[field] ?? '').normalize('NFKC').trim();
  const meter = text('METER').replace(/\s/g, '').toUpperCase();
  if (/^[\d.]+E\+?\d+$/.test(meter)) reject('METER', 'SCIENTIFIC_NOTATION');
  else if (meter.length > 40) reject('METER', 'METER_INVALID');
  const door = text('COMPOUND') && text('ROOM') ? { compound: text('COMPOUND'), building: text('BUILDING'), unit: text('UNIT'), room: text('ROOM') } : null;
  const address = text('ADDRESS').slice(0, 200) || null;
  if (!meter && !address && !door) reject('METER', 'DOOR_MISSING');
  const period = periodOf(text('PERIOD'), headingOf('PERIOD'));
  if (!period) reject('PERIOD', 'PERIOD_UNREADABLE');
  else if (period > today) reject('PERIOD', 'PERIOD_IN_FUTURE');
  const consumption = consumptionOf(text, reject);
  if (faults.length > 0 || !period || consumption === null) return { claim: null, faults };
  return { claim: { row, meter: meter || null, address, door, period, consumption }, faults };
}

function consumptionOf(text: (field: ReadingField) => string, reject: (field: ReadingField, code: ReadingFault) => void): number | null {
  const written = text('CONSUMPTION');
  if (written) {
    const read = readQuantity(written);
    if (read === null) reject('CONSUMPTION', 'QUANTITY_UNREADABLE');
    else if (read < 0 || read > most) reject('CONSUMPTION', 'QUANTITY_IMPLAUSIBLE');
    return read;
  }
  const [previous, current] = [readQuantity(text('PREVIOUS')), readQuantity(text('CURRENT'))];
  if (previous === null || current === null) {
    reject(previous === null && text('PREVIOUS') ? 'PREVIOUS' : text('CURRENT') ? 'CURRENT' : 'CONSUMPTION', 'QUANTITY_UNREADABLE');
    return null;
  }
  if (current < previous || current - previous > most) {
    reject('CURRENT', 'INDEX_FALLS');
    return null;
  }
  return Math.round((current - previous) * 1000) / 1000;
}

/** 35, 35.5, 1,204 度, 3 m³; null for everything else. Three decimals, as meters have. */
export function readQuantity(text: string): number | null {
  const match = /^(-?\d{1,3}(?:,\d{3})+|-?\d+)(\.\d+)?\s*(度|吨|方|立方|立方米|千瓦时|kwh|m3|t)?$/i.exec(text.normalize('NFKC').trim());
  return match ? Math.round(Number(match[1]!.replace(/,/g, '') + (match[2] ?? '')) * 1000) / 1000 : null;
}

/** 2022-11, 2022年11月, 202211, 2022/11/5, 20221105. A month is told apart from a day by its length. */
export function readPeriod(text: string): string | null {
  const month = /^(\d{4})[-/.年]?(\d{1,2})月?$/.exec(text);
  if (month && (text.length !== 5 || /\D/.test(text))) {
    const number = Number(month[2]);
    return number >= 1 && number <= 12 ? `${month[1]}-${String(number).padStart(2, '0')}` : null;
  }
  const day = /^(\d{4})[-/.年]?(\d{1,2})[-/.月]?(\d{1,2})日?([ T].*)?$/.exec(text);
  if (!day) return null;
  const written = `${day[1]}-${day[2]!.padStart(2, '0')}-${day[3]!.padStart(2, '0')}`;
  return isCalendarDay(written) ? written : null;
}

/** A spreadsheet keeps the month of a column 账期 as its first day. */
function periodOf(text: string, heading: string): string | null {
  const monthly = /月|账期|month|period/i.test(heading) && !/日|day|date/i.test(heading);
  return monthly ? (readPeriod(text)?.slice(0, 7) ?? null) : readPeriod(text);
}

export function periodKindOf(period: string): PeriodKind {
  return period.length === 7 ? 'MONTH' : 'DAY';
}

export type ReadingFault = keyof typeof faultTexts;

const faultTexts = {
  SCIENTIFIC_NOTATION: (heading: string) => ({
    zh: `“${heading}”被表格软件存成科学计数法，数字已丢失，请向来源单位索取文本格式的数据。`,
    en: `The spreadsheet stored "${heading}" in scientific notation and digits are lost. Ask the source for text cells.`,
  }),
  METER_INVALID: (heading: string) => ({ zh: `“${heading}”超过 40 位，请核对。`, en: `"${heading}" has more than 40 characters. Check it.` }),
  DOOR_MISSING: () => ({ zh: '本行没有表号，也没有地址，无法对应到户，请补充后重新导入。', en: 'The row has neither a meter nor an address, so no household can be found. Complete it and import again.' }),
  PERIOD_UNREADABLE: (heading: string) => ({ zh: `“${heading}”无法识别，请按 2022-11 或 2022-11-20 填写。`, en: `"${heading}" cannot be read. Write it as 2022-11 or 2022-11-20.` }),
  PERIOD_IN_FUTURE: (heading: string) => ({ zh: `“${heading}”晚于今天，请核对。`, en: `"${heading}" is in the future. Check it.` }),
  QUANTITY_UNREADABLE: (heading: string) => ({ zh: `“${heading}”不是数字，请填写用量，如 35.5。`, en: `"${heading}" is no number. Write the consumption as 35.5.` }),
  QUANTITY_IMPLAUSIBLE: (heading: string) => ({ zh: `“${heading}”应在 0 至 1,000,000 之间，请核对。`, en: `"${heading}" lies between 0 and 1,000,000. Check it.` }),
  INDEX_FALLS: (heading: string) => ({ zh: `“${heading}”小于上期读数。换表的请直接填写用量。`, en: `"${heading}" is less than the previous index. If the meter was changed, write the consumption itself.` }),
  READING_TWICE: (_heading: string, other?: number) => ({ zh: `与第 ${other} 行同一表、同一账期，用量不同，请核对保留一行。`, en: `Row ${other} tells another consumption of this meter and period. Keep one of them.` }),
  HOUSEHOLD_NOT_FOUND: (heading: string) => ({ zh: `按“${heading}”在台账中找不到这一户，请核对地址写法，或先登记该户。`, en: `By "${heading}" no household of the register is found. Check how the address is written, or register the household first.` }),
  HOUSEHOLD_AMBIGUOUS: (heading: string) => ({ zh: `按“${heading}”有多户符合，请写明楼栋、单元和房号。`, en: `By "${heading}" several households fit. Write building, unit and room.` }),
  METER_OF_OTHER_DOOR: (heading: string) => ({ zh: `“${heading}”此前登记在另一户，与本行地址不符，请核实换表或抄错。`, en: `"${heading}" was registered at another door than this row tells. Find out whether the meter was moved or misread.` }),
} satisfies Record<string, (heading: string, other?: number) => RefusalTexts>;

export function readingFault(row: number, code: ReadingFault, heading: string, other?: number): SheetFault {
  return { row, column: heading, code, texts: faultTexts[code](heading, other) };
}
