import writeXlsxFile from 'write-excel-file/node';
import type { SheetData } from 'write-excel-file/node';

/** The headings of a ledger 台账 in the order of its template, and the second row that explains them. */
const columns = {
  community: ['社区(村)', '选填。台账只含一个社区时可不填'],
  compound: ['小区(院落)', '必填。与系统登记的小区名称一致'],
  building: ['楼栋', '必填。如 3号楼；平房填 平房'],
  unit: ['单元', '选填。如 2单元'],
  room: ['房号', '必填。如 501'],
  name: ['姓名', '必填。空置户留空'],
  idNumber: ['身份证号', '必填。18 位，单元格设为文本格式'],
  birthDate: ['出生日期', '选填。如 1990-01-31，以身份证为准'],
  phone: ['联系电话', '选填。11 位手机号，单元格设为文本格式'],
  relation: ['与户主关系', '选填。如 户主、配偶、子女'],
  occupancy: ['居住状态', '选填。常住 或 空置，不填为常住'],
} as const;

export type LedgerColumn = keyof typeof columns;
export type LedgerLine = Partial<Record<LedgerColumn, string>>;

/** Rows that one cell of a column spans: what a clerk merges so that the building's name stands only once. */
export interface Merge { line: number; column: LedgerColumn; rows: number }

const order = Object.keys(columns) as LedgerColumn[];
const headRows = 2;

/** Row of a line as the spreadsheet's program numbers it. */
export const rowOfLine = (line: number): number => line + headRows + 1;

/** A ledger as .xlsx, every cell a text: a number would lose digits of an ID number. */
export async function writeLedger(lines: readonly LedgerLine[], merges: readonly Merge[] = []): Promise<Buffer> {
  const head = [0, 1].map((row) => order.map((column) => text(columns[column][row]!)));
  const body: SheetData = lines.map((line) => order.map((column) => text(line[column])));
  for (const { line, column, rows } of merges) {
    const at = order.indexOf(column);
    body[line]![at] = { ...text(lines[line]![column]), rowSpan: rows };
    for (let below = 1; below < rows; below += 1) body[line + below]![at] = null;
  }
  return writeXlsxFile([...head, ...body] as SheetData, { sheet: '台账', stickyRowsCount: 1 }).toBuffer();
}

function text(value: string | undefined) {
  return value ? { value, type: String } : null;
}
