import { readSheet } from 'read-excel-file/node';
import writeXlsxFile from 'write-excel-file/node';
import type { Cell, SheetData } from 'write-excel-file/node';
import { strFromU8, unzipSync } from 'fflate';
import { columnOfHeading, columnOrder, ledgerColumns } from './ledger.columns.ts';
import type { LedgerColumn } from './ledger.columns.ts';
import { ledgerEmpty, ledgerHeaderMissing, ledgerTooLarge, ledgerUnreadable } from './ledger.refusals.ts';
import type { LedgerFault, LedgerRow } from './ledger.rules.ts';

export const xlsxContentType = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet';

const mostBytes = 24 * 1024 * 1024;
const mostRows = 50_000;
/** A zip that unpacks to more than this is a bomb, not a ledger. */
const mostUnpackedBytes = 400 * 1024 * 1024;
const headerSearchRows = 10;

/** @throws Refusal LEDGER_UNREADABLE, LEDGER_HEADER_MISSING, LEDGER_EMPTY, LEDGER_TOO_LARGE */
export async function readLedger(bytes: Buffer): Promise<LedgerRow[]> {
  if (bytes.length > mostBytes) throw ledgerTooLarge();
  const merges = readMerges(bytes);
  const sheet = await readCells(bytes);
  const { at, columns } = findHeader(sheet);
  const body = sheet.slice(at + 1).map((cells, index) => ({ cells, row: at + 2 + index }));
  const rows = (isExplanation(body[0]?.cells ?? []) ? body.slice(1) : body)
    .map(({ cells, row }) => ledgerRow(row, cells, columns, merges))
    .filter(({ cells }) => Object.values(cells).some(Boolean));
  if (rows.length === 0) throw ledgerEmpty();
  if (rows.length > mostRows) throw ledgerTooLarge();
  return rows;
}

async function readCells(bytes: Buffer): Promise<string[][]> {
  try {
    // Numbers stay the text that the file holds: a number would turn 18 digits into 15 in silence.
    const sheet = await readSheet(bytes, 1, { parseNumber: (text: string) => text as unknown as number });
    return sheet.map((cells) => cells.map(textOf));
  } catch (error) {
    throw Object.assign(ledgerUnreadable(), { cause: error });
  }
}

function textOf(value: unknown): string {
  if (value === null || value === undefined) return '';
  if (value instanceof Date) return value.toISOString().slice(0, 10);
  return String(value).trim();
}

function findHeader(sheet: readonly string[][]): { at: number; columns: Map<LedgerColumn, number> } {
  const demanded = columnOrder.filter((column) => ledgerColumns[column].demanded);
  let missing = demanded;
  for (const [at, cells] of sheet.slice(0, headerSearchRows).entries()) {
    const columns = new Map<LedgerColumn, number>();
    for (const [index, heading] of cells.entries()) {
      const column = columnOfHeading(heading);
      if (column && !columns.has(column)) columns.set(column, index);
    }
    const lacking = demanded.filter((column) => !columns.has(column));
    if (lacking.length === 0) return { at, columns };
    if (lacking.length < missing.length) missing = lacking;
  }
  throw ledgerHeaderMissing(missing.map((column) => ledgerColumns[column].heading));
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

/** Merged ranges of the first sheet; the reading library does not tell them. */
function readMerges(bytes: Buffer): Merge[] {
  let xml: string;
  try {
    const files = unzipSync(bytes, {
      filter: (file) => {
        if (file.originalSize > mostUnpackedBytes) throw ledgerTooLarge();
        return /^xl\/worksheets\/sheet1\.xml$/.test(file.name);
      },
    });
    xml = strFromU8(files['xl/worksheets/sheet1.xml'] ?? new Uint8Array());
  } catch (error) {
    throw Object.assign(ledgerUnreadable(), { cause: error });
  }
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
const widths: Partial<Record<LedgerColumn, number>> = { compound: 18, idNumber: 22, phone: 16, birthDate: 14, community: 16 };

function head(more: readonly string[] = []): SheetData {
  return [
    [...columnOrder.map((column) => ledgerColumns[column].heading), ...more].map((value): Cell => ({ value, ...headerStyle })),
    [...columnOrder.map((column) => ledgerColumns[column].explanation), ...more.map(() => '')].map((value): Cell => ({ value, ...explanationStyle })),
  ];
}

/** A ledger as .xlsx. Every cell is text, so no program turns a number into scientific notation. */
export function writeLedger(rows: readonly Partial<Record<LedgerColumn, string>>[]): Promise<Buffer> {
  const body = rows.map((row) => columnOrder.map((column): Cell => textCell(row[column])));
  return toBuffer([...head(), ...body], '台账', columnOrder.map((column) => ({ width: widths[column] ?? 12 })));
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
  const body = rows.flatMap((row) => {
    const found = byRow.get(row.row);
    if (!found) return [];
    const bad = new Set(found.map((fault) => fault.column));
    const cells = columnOrder.map((column): Cell => ({ ...textCell(row.cells[column]), ...(bad.has(column) ? { backgroundColor: '#ffd9d9' } : {}) }));
    const notes = [
      String(row.row),
      found.map((fault) => ledgerColumns[fault.column].heading).join('；'),
      found.map((fault) => fault.texts[language]).join('；'),
      found.flatMap((fault) => fault.suggestion ?? []).join('；'),
    ];
    return [[...cells, ...notes.map((note) => textCell(note))]];
  });
  const columns = [...columnOrder.map((column) => ({ width: widths[column] ?? 12 })), { width: 8 }, { width: 16 }, { width: 60 }, { width: 24 }];
  return toBuffer([...head(['原行号', '错误列', '错误原因', '建议修改']), ...body], '错误行', columns);
}

function textCell(text: string | undefined) {
  return { value: text || undefined, type: String };
}

async function toBuffer(data: SheetData, sheet: string, columns: { width: number }[]): Promise<Buffer> {
  return writeXlsxFile(data, { sheet, columns, stickyRowsCount: 1 }).toBuffer();
}
