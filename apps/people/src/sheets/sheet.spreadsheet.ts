import { parse } from 'csv-parse/sync';
import { readSheet } from 'read-excel-file/node';
import writeXlsxFile from 'write-excel-file/node';
import type { Cell } from 'write-excel-file/node';
import { sheetColumnMissing, sheetEmpty, sheetTooLarge, sheetUnreadable } from './sheet.refusals.ts';
import { plain } from './sheet.rules.ts';
import type { SheetColumn, SheetFault, SheetRow } from './sheet.rules.ts';

const mostBytes = 24 * 1024 * 1024;
const mostRows = 100_000;
const headerSearchRows = 10;

/** A spreadsheet from outside as texts: its header, and the rows below it with their numbers in the file. */
export interface Sheet {
  headings: string[];
  rows: { row: number; cells: string[] }[];
}

/**
 * Reads .xlsx, or CSV in UTF-8 or GB 18030 with commas, semicolons or tabs. The header is the row with most texts among the first
 * ten: such files often begin with a title and a remark.
 * @throws Refusal LIST_UNREADABLE, LIST_EMPTY, LIST_TOO_LARGE
 */
export async function readForeignSheet(bytes: Buffer): Promise<Sheet> {
  if (bytes.length > mostBytes) throw sheetTooLarge();
  const sheet = isZip(bytes) ? await readXlsx(bytes) : readCsv(bytes);
  const at = headerRow(sheet);
  const headings = sheet[at] ?? [];
  const rows = sheet
    .slice(at + 1)
    .map((cells, index) => ({ row: at + 2 + index, cells }))
    .filter(({ cells }) => cells.some(Boolean));
  if (rows.length === 0) throw sheetEmpty();
  if (rows.length > mostRows) throw sheetTooLarge();
  return { headings, rows };
}

/** @throws Refusal LIST_COLUMN_MISSING when the file lacks a heading of the mapping */
export function rowsOf<Field extends string>({ headings, rows }: Sheet, columns: readonly SheetColumn<Field>[]): SheetRow<Field>[] {
  const plainHeadings = headings.map(plain);
  const places = columns.map(({ heading, field }) => ({ heading, field, at: plainHeadings.indexOf(plain(heading)) }));
  const lacking = places.filter(({ at }) => at < 0).map(({ heading }) => heading);
  if (lacking.length > 0) throw sheetColumnMissing(lacking, headings.filter(Boolean));
  return rows.map(({ row, cells }) => ({ row, cells: Object.fromEntries(places.map(({ field, at }) => [field, cells[at] ?? ''])) as Partial<Record<Field, string>>, all: cells }));
}

export function isZip(bytes: Buffer): boolean {
  return bytes.subarray(0, 2).toString('latin1') === 'PK';
}

async function readXlsx(bytes: Buffer): Promise<string[][]> {
  try {
    // Numbers stay the text that the file holds: a number would turn 18 digits into 15 in silence.
    const sheet = await readSheet(bytes, 1, { parseNumber: (text: string) => text as unknown as number });
    return sheet.map((cells) => cells.map(textOf));
  } catch (error) {
    throw Object.assign(sheetUnreadable(), { cause: error });
  }
}

function textOf(value: unknown): string {
  if (value === null || value === undefined) return '';
  if (value instanceof Date) return value.toISOString().slice(0, 10);
  return String(value).trim();
}

/** @throws Refusal LIST_UNREADABLE */
export function readCsv(bytes: Buffer): string[][] {
  const text = decode(bytes);
  // A file of another kind (.xls, .pdf, an image) has zero bytes; a CSV never.
  if (text.includes('\0')) throw sheetUnreadable();
  const head = text.slice(0, 2_000);
  const delimiter = ['\t', ';', ','].toSorted((a, b) => head.split(b).length - head.split(a).length)[0]!;
  try {
    // Spreadsheet programs protect long numbers as ="4108…" or with a leading apostrophe or tab.
    return (parse(text, { bom: true, delimiter, relax_column_count: true, relax_quotes: true, skip_empty_lines: false }) as string[][]).map((cells) =>
      cells.map((cell) => cell.trim().replace(/^="?(.*?)"?$/, '$1').replace(/^'/, '').trim()),
    );
  } catch (error) {
    throw Object.assign(sheetUnreadable(), { cause: error });
  }
}

/** Chinese offices save CSV in GB 18030 as often as in UTF-8; what is no UTF-8 is the former. */
function decode(bytes: Buffer): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return new TextDecoder('gb18030').decode(bytes);
  }
}

function headerRow(sheet: readonly string[][]): number {
  const filled = sheet.slice(0, headerSearchRows).map((cells) => cells.filter((cell) => cell && !/^[\d\s./:-]+$/.test(cell)).length);
  return Math.max(0, filled.indexOf(Math.max(...filled)));
}

/** The rejected rows as they came, in the file's own columns, with row, column and reason behind them. */
export async function writeRejected(sheet: Sheet, faults: readonly SheetFault[], language: 'zh' | 'en'): Promise<Buffer> {
  const byRow = Map.groupBy(faults, (fault) => fault.row);
  const cell = (value: string | undefined): Cell => ({ value: value || undefined, type: String });
  const head = [...sheet.headings, '原行号', '错误列', '错误原因'].map((value): Cell => ({ value, type: String, fontWeight: 'bold', backgroundColor: '#dbe7f5' }));
  const body = sheet.rows.flatMap(({ row, cells }) => {
    const found = byRow.get(row);
    if (!found) return [];
    const padded = sheet.headings.map((_, at) => cell(cells[at]));
    return [[...padded, cell(String(row)), cell(found.map((fault) => fault.column).join('；')), cell(found.map((fault) => fault.texts[language]).join('；'))]];
  });
  return writeXlsxFile([head, ...body], { sheet: '错误行', columns: head.map(() => ({ width: 18 })), stickyRowsCount: 1 }).toBuffer();
}
