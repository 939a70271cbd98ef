import { Refusal } from '@lianfang/platform/refusals';
import readXlsxFile from 'read-excel-file/node';
import writeXlsxFile from 'write-excel-file/node';
import type { Cell, SheetData } from 'write-excel-file/node';
import { strFromU8, unzipSync } from 'fflate';
import { plain } from '../sheets/sheet.rules.ts';
import { isZip, readCsv } from '../sheets/sheet.spreadsheet.ts';
import { columnOfHeading, columnOrder, lackingColumns, ledgerColumns, templateColumns } from './ledger.columns.ts';
import type { LedgerColumn, MappedColumn } from './ledger.columns.ts';
import { ledgerEmpty, ledgerHeaderMissing, ledgerTooLarge, ledgerUnreadable } from './ledger.refusals.ts';
import type { LedgerFault, LedgerRow } from './ledger.rules.ts';

export const xlsxContentType = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet';

const mostBytes = 24 * 1024 * 1024;
const mostRows = 50_000;
/** A zip that unpacks to more than this is a bomb, not a ledger. */
const mostUnpackedBytes = 400 * 1024 * 1024;
const headerSearchRows = 10;

/**
 * Reads .xlsx (the first sheet that has the header) or CSV in UTF-8 or GB 18030.
 * @param mapped what the columns mean, where their headings are not ours
 * @throws Refusal LEDGER_UNREADABLE, LEDGER_HEADER_MISSING, LEDGER_EMPTY, LEDGER_TOO_LARGE
 */
export async function readLedger(bytes: Buffer, mapped: readonly MappedColumn[] = []): Promise<LedgerRow[]> {
  if (bytes.length > mostBytes) throw ledgerTooLarge();
  const { sheets, mergesOf } = isZip(bytes) ? await readWorkbook(bytes) : { sheets: [readText(bytes)], mergesOf: () => [] };
  const { nth, at, columns } = findHeader(sheets, mapped);
  const merges = mergesOf(nth);
  const body = sheets[nth]!.slice(at + 1).map((cells, index) => ({ cells, row: at + 2 + index }));
  const rows = (isExplanation(body[0]?.cells ?? []) ? body.slice(1) : body)
    .map(({ cells, row }) => ledgerRow(row, cells, columns, merges))
    .filter(({ cells }) => Object.values(cells).some(Boolean));
  if (rows.length === 0) throw ledgerEmpty();
  if (rows.length > mostRows) throw ledgerTooLarge();
  return rows;
}

interface Workbook {
  sheets: string[][][];
  /** Merged ranges of one sheet. */
  mergesOf(nth: number): Merge[];
}

async function readWorkbook(bytes: Buffer): Promise<Workbook> {
  const files = unzipped(bytes);
  try {
    // Numbers stay the text that the file holds: a number would turn 18 digits into 15 in silence.
    const sheets = await readXlsxFile(bytes, { parseNumber: (text: string) => text as unknown as number });
    return { sheets: sheets.map(({ data }) => data.map((cells) => cells.map(textOf))), mergesOf: (nth) => mergesIn(files, nth) };
  } catch (error) {
    throw Object.assign(ledgerUnreadable(), { cause: error });
  }
}

function readText(bytes: Buffer): string[][] {
  try {
    return readCsv(bytes);
  } catch (error) {
    throw Object.assign(ledgerUnreadable(), { cause: error });
  }
}

function textOf(value: unknown): string {
  if (value === null || value === undefined) return '';
  if (value instanceof Date) return value.toISOString().slice(0, 10);
  return String(value).trim();
}

interface Header {
  /** Which sheet, the first being 0. */
  nth: number;
  at: number;
  columns: Map<LedgerColumn, number>;
}

function findHeader(sheets: readonly string[][][], mapped: readonly MappedColumn[]): Header {
  const ours = new Map(mapped.map(({ heading, column }) => [plain(heading), column]));
  let nearest = { lacking: lackingColumns(() => false), found: [] as string[] };
  for (const [nth, sheet] of sheets.entries()) {
    for (const [at, cells] of sheet.slice(0, headerSearchRows).entries()) {
      const columns = columnsOf(cells, (heading) => ours.get(plain(heading)) ?? columnOfHeading(heading));
      const lacking = lackingColumns((column) => columns.has(column));
      if (lacking.length === 0) return { nth, at, columns };
      const found = cells.filter(Boolean);
      if (lacking.length < nearest.lacking.length || (lacking.length === nearest.lacking.length && found.length > nearest.found.length)) nearest = { lacking, found };
    }
  }
  throw ledgerHeaderMissing(nearest.lacking, nearest.found);
}

/** By the place of the first heading that names each. */
function columnsOf(cells: readonly string[], columnOf: (heading: string) => LedgerColumn | undefined): Map<LedgerColumn, number> {
  const columns = new Map<LedgerColumn, number>();
  for (const [index, heading] of cells.entries()) {
    const column = columnOf(heading);
    if (column && !columns.has(column)) columns.set(column, index);
  }
  return columns;
}

/** The template's second row tells how to fill in each column; so do the offices' own. */
function isExplanation(cells: readonly string[]): boolean {
  return cells.some((text) => /必填|选填|填写说明|说明[:：]|示例|格式/.test(text));
}

function ledgerRow(row: number, cells: readonly string[], columns: Map<LedgerColumn, number>, merges: readonly Merge[]): LedgerRow {
  const entries = [...columns].map(([column, index]) => [column, cells[index] ?? ''] as const);
  const merged = [...columns].filter(([, index]) => merges.some((merge) => covers(merge, row, index + 1))).map(([column]) => column);
  return { row, cells: Object.fromEntries(entries), merged };
}

interface Merge {
  fromRow: number;
  toRow: number;
  fromColumn: number;
  toColumn: number;
}

/** True for the cells of a merge that show nothing: all but the first. */
function covers(merge: Merge, row: number, column: number): boolean {
  const inside = row >= merge.fromRow && row <= merge.toRow && column >= merge.fromColumn && column <= merge.toColumn;
  return inside && !(row === merge.fromRow && column === merge.fromColumn);
}

/** @throws Refusal LEDGER_UNREADABLE, LEDGER_TOO_LARGE */
function unzipped(bytes: Buffer): Record<string, Uint8Array> {
  let unpacked = 0;
  try {
    return unzipSync(bytes, {
      filter: (file) => {
        unpacked += file.originalSize;
        if (unpacked > mostUnpackedBytes) throw ledgerTooLarge();
        return /^xl\/(workbook\.xml|_rels\/workbook\.xml\.rels|worksheets\/[^/]+\.xml)$/.test(file.name);
      },
    });
  } catch (error) {
    if (error instanceof Refusal) throw error;
    throw Object.assign(ledgerUnreadable(), { cause: error });
  }
}

/** Merged ranges of one sheet; the reading library does not tell them. */
function mergesIn(files: Record<string, Uint8Array>, nth: number): Merge[] {
  const textAt = (name: string) => strFromU8(files[name] ?? new Uint8Array());
  const id = [...textAt('xl/workbook.xml').matchAll(/<sheet\b[^>]*\br:id="([^"]+)"/g)][nth]?.[1];
  const relations = [...textAt('xl/_rels/workbook.xml.rels').matchAll(/<Relationship\b[^>]*>/g)].map(([tag]) => tag);
  const target = /\bTarget="([^"]+)"/.exec(relations.find((tag) => tag.includes(`Id="${id}"`)) ?? '')?.[1] ?? `worksheets/sheet${nth + 1}.xml`;
  const xml = textAt(target.startsWith('/') ? target.slice(1) : `xl/${target}`);
  return [...xml.matchAll(/<mergeCell ref="([A-Z]+)(\d+):([A-Z]+)(\d+)"/g)].map(([, fromColumn, fromRow, toColumn, toRow]) => ({
    fromRow: Number(fromRow),
    toRow: Number(toRow),
    fromColumn: columnNumber(fromColumn!),
    toColumn: columnNumber(toColumn!),
  }));
}

function columnNumber(letters: string): number {
  return [...letters].reduce((number, letter) => number * 26 + letter.charCodeAt(0) - 64, 0);
}

const headerStyle = { fontWeight: 'bold', backgroundColor: '#dbe7f5', type: String } as const;
const explanationStyle = { color: '#666666', wrap: true, type: String } as const;
const widths: Partial<Record<LedgerColumn, number>> = { compound: 18, idNumber: 22, phone: 16, birthDate: 14, community: 16, address: 30 };

function head(order: readonly LedgerColumn[], more: readonly string[] = []): SheetData {
  return [
    [...order.map((column) => ledgerColumns[column].heading), ...more].map((value): Cell => ({ value, ...headerStyle })),
    [...order.map((column) => ledgerColumns[column].explanation), ...more.map(() => '')].map((value): Cell => ({ value, ...explanationStyle })),
  ];
}

/** A ledger as .xlsx. Every cell is text, so no program turns a number into scientific notation. */
export function writeLedger(rows: readonly Partial<Record<LedgerColumn, string>>[]): Promise<Buffer> {
  const body = rows.map((row) => templateColumns.map((column): Cell => textCell(row[column])));
  return toBuffer([...head(templateColumns), ...body], '台账', templateColumns.map((column) => ({ width: widths[column] ?? 12 })));
}

/** Rows under headings of somebody's own, as .xlsx. Every cell is text, so no program turns a number into scientific notation. */
export function writeTable(sheet: string, columns: readonly { heading: string; width: number }[], rows: readonly (readonly string[])[]): Promise<Buffer> {
  const header = columns.map(({ heading }): Cell => ({ value: heading, ...headerStyle }));
  // A sheet's program refuses these in the name of a sheet.
  return toBuffer([header, ...rows.map((row) => row.map((text): Cell => textCell(text)))], sheet.replace(/[\\/?*[\]:]/g, ' ') || '台账', columns.map(({ width }) => ({ width })));
}

/** The rejected rows as they came, the bad cells marked, with column, reason and suggestion behind them. */
export function writeErrorSheet(rows: readonly LedgerRow[], faults: readonly LedgerFault[], language: 'zh' | 'en'): Promise<Buffer> {
  const byRow = Map.groupBy(faults, (fault) => fault.row);
  const order = rows.some(({ cells }) => cells.address) ? columnOrder : templateColumns;
  const body = rows.flatMap((row) => {
    const found = byRow.get(row.row);
    if (!found) return [];
    const bad = new Set(found.map((fault) => fault.column));
    const cells = order.map((column): Cell => ({ ...textCell(row.cells[column]), ...(bad.has(column) ? { backgroundColor: '#ffd9d9' } : {}) }));
    const notes = [
      String(row.row),
      found.map((fault) => ledgerColumns[fault.column].heading).join('；'),
      found.map((fault) => fault.texts[language]).join('；'),
      found.flatMap((fault) => fault.suggestion ?? []).join('；'),
    ];
    return [[...cells, ...notes.map((note) => textCell(note))]];
  });
  const columns = [...order.map((column) => ({ width: widths[column] ?? 12 })), { width: 8 }, { width: 16 }, { width: 60 }, { width: 24 }];
  return toBuffer([...head(order, ['原行号', '错误列', '错误原因', '建议修改']), ...body], '错误行', columns);
}

function textCell(text: string | undefined) {
  return { value: text || undefined, type: String };
}

async function toBuffer(data: SheetData, sheet: string, columns: { width: number }[]): Promise<Buffer> {
  return writeXlsxFile(data, { sheet, columns, stickyRowsCount: 1 }).toBuffer();
}
