import { isCalendarDay } from '@lianfang/contracts/documents';
import { Refusal } from '@lianfang/platform/refusals';
import type { RefusalTexts } from '@lianfang/platform/refusals';
import type { Occupancy } from '../households/household.rules.ts';
import { judgePerson } from '../people/person.rules.ts';
import type { PersonFacts } from '../people/person.rules.ts';
import { splitAddress } from './address.rules.ts';
import { doorColumns, ledgerColumns } from './ledger.columns.ts';
import type { LedgerColumn } from './ledger.columns.ts';
import { compoundAmbiguous, compoundUnknown, cellFaults } from './ledger.refusals.ts';

/** One row as the spreadsheet holds it: texts by column. */
export interface LedgerRow {
  /** As the spreadsheet's program numbers it, the first row being 1. */
  row: number;
  cells: Partial<Record<LedgerColumn, string>>;
  /** Columns whose cell lies inside a merged cell and therefore holds nothing of its own. */
  merged: readonly LedgerColumn[];
}

export interface LedgerFault {
  row: number;
  column: LedgerColumn;
  code: string;
  texts: RefusalTexts;
  /** What the cell should probably hold. */
  suggestion?: string;
}

/** A fault as it is kept with its import, in both languages. */
export interface KeptFault {
  row: number;
  column: LedgerColumn;
  code: string;
  texts: RefusalTexts;
}

export interface LedgerImport {
  id: string;
  areaCode: string;
  fileName: string;
  importedAt: Date;
  importedBy: string;
  rows: number;
  householdsAdded: number;
  peopleAdded: number;
  peopleUpdated: number;
  unchanged: number;
  rowsRejected: number;
  errors: KeptFault[];
  errorSheetSealed: Buffer | null;
}

/** The compound that a row's texts name. */
export interface KnownCompound {
  id: string;
  areaCode: string;
  name: string;
  communityName: string;
}

export interface LedgerDoor {
  compoundId: string;
  compoundName: string;
  areaCode: string;
  building: string;
  unit: string;
  room: string;
}

/** A row that holds: a resident with a door, or a vacant door. */
export interface LedgerEntry {
  row: number;
  door: LedgerDoor;
  occupancy: Occupancy;
  resident: (PersonFacts & { relation: string | null }) | null;
}

export interface LedgerVerdict {
  entries: LedgerEntry[];
  faults: LedgerFault[];
}

/**
 * Judges every row by itself, and ID numbers across rows: of two people with one number the first in the ledger is taken, for
 * the register cannot hold both, and the second is reported with the row of the first.
 * @param today YYYY-MM-DD in Asia/Shanghai
 */
export function judgeLedger(rows: readonly LedgerRow[], compounds: readonly KnownCompound[], today: string): LedgerVerdict {
  const byName = Map.groupBy(compounds, (compound) => compound.name);
  const holders = new Map<string, LedgerEntry>();
  const verdict: LedgerVerdict = { entries: [], faults: [] };
  const names = [...byName.keys()];
  for (const written of rows) {
    const row = withDoor(written, names);
    const judged = judgeRow(row, byName, today);
    const faults = 'faults' in judged ? judged.faults : numberTwice(judged, holders);
    verdict.faults.push(...faults);
    if (faults.length === 0 && !('faults' in judged)) verdict.entries.push(judged);
  }
  return verdict;
}

/** A row whose office writes the door in one cell, with the door told apart. */
function withDoor(row: LedgerRow, names: readonly string[]): LedgerRow {
  const { address, compound, building, room } = row.cells;
  if (!address || compound || building || room) return row;
  const door = splitAddress(address, names);
  return door ? { ...row, cells: { ...row.cells, ...door } } : row;
}

function judgeRow(row: LedgerRow, compounds: Map<string, KnownCompound[]>, today: string): LedgerEntry | { faults: LedgerFault[] } {
  const faults = [...formFaults(row), ...missingCells(row)];
  const door = judgeDoor(row, compounds, faults);
  const resident = isVacantRow(row) ? null : judgeResident(row, today, faults);
  if (faults.length > 0 || !door) return { faults };
  return { row: row.row, door, occupancy: resident ? 'OCCUPIED' : 'VACANT', resident };
}

function isVacantRow(row: LedgerRow): boolean {
  return /空置|空房|无人/.test(row.cells.occupancy ?? '') && !row.cells.name && !row.cells.idNumber;
}

/** Faults of how a cell is written, whatever it means. */
function formFaults(row: LedgerRow): LedgerFault[] {
  return (Object.entries(row.cells) as [LedgerColumn, string][]).flatMap(([column, text]) => {
    if (column === 'name' || column === 'address' || !text) return [];
    if (/[０-９Ａ-Ｚａ-ｚ]/.test(text)) return [fault(row, column, 'FULL_WIDTH_DIGITS', text.normalize('NFKC'))];
    if ((column === 'phone' || column === 'idNumber') && /^[\d.]+E\+?\d+$/i.test(text)) {
      return [fault(row, column, 'SCIENTIFIC_NOTATION')];
    }
    return [];
  });
}

function missingCells(row: LedgerRow): LedgerFault[] {
  const demanded: LedgerColumn[] = isVacantRow(row) ? [...doorColumns] : [...doorColumns, 'name', 'idNumber'];
  // Where the address alone tells the door, the address is what to mend.
  if (row.cells.address && !row.cells.compound) return [fault(row, 'address', 'ADDRESS_UNREADABLE'), ...missing(row, demanded.filter((column) => !doorColumns.includes(column)))];
  return missing(row, demanded);
}

function missing(row: LedgerRow, demanded: readonly LedgerColumn[]): LedgerFault[] {
  return demanded
    .filter((column) => !row.cells[column])
    .map((column) => fault(row, column, row.merged.includes(column) ? 'CELL_MERGED' : 'CELL_MISSING'));
}

function judgeDoor(row: LedgerRow, compounds: Map<string, KnownCompound[]>, faults: LedgerFault[]): LedgerDoor | null {
  const { compound: name, community, building = '', unit = '', room = '' } = row.cells;
  if (!name || faults.some((found) => found.column === 'compound')) return null;
  const named = compounds.get(name) ?? [];
  const candidates = community ? named.filter((compound) => sameCommunity(compound.communityName, community)) : named;
  const [compound, another] = candidates;
  if (!compound) faults.push({ row: row.row, column: 'compound', ...compoundUnknown(name, nearNames(name, [...compounds.keys()])) });
  if (another) faults.push({ row: row.row, column: 'community', ...compoundAmbiguous(name) });
  if (!compound || another) return null;
  return { compoundId: compound.id, compoundName: compound.name, areaCode: compound.areaCode, building, unit, room };
}

function sameCommunity(name: string, written: string): boolean {
  return name.startsWith(written) || written.startsWith(name);
}

/** Names that share most characters with the one written, the likeliest first. */
function nearNames(written: string, names: readonly string[]): string[] {
  const letters = new Set(written);
  return names
    .map((name) => ({ name, shared: [...new Set(name)].filter((letter) => letters.has(letter)).length / Math.max(name.length, written.length) }))
    .filter(({ shared }) => shared >= 0.5)
    .sort((a, b) => b.shared - a.shared)
    .slice(0, 3)
    .map(({ name }) => name);
}

function judgeResident(row: LedgerRow, today: string, faults: LedgerFault[]): LedgerEntry['resident'] {
  const { name = '', idNumber = '', phone, birthDate, relation } = row.cells;
  const broken = new Set(faults.map((found) => found.column));
  if (['name', 'idNumber', 'birthDate', 'phone'].some((column) => broken.has(column as LedgerColumn))) return null;
  const day = readDay(birthDate);
  if (birthDate && !day) {
    faults.push(fault(row, 'birthDate', 'BIRTH_DATE_UNREADABLE'));
    return null;
  }
  if (day && day > today) {
    faults.push(fault(row, 'birthDate', 'BIRTH_DATE_IN_FUTURE'));
    return null;
  }
  try {
    const facts = judgePerson({ name, idNumber, documentKind: 'RESIDENT_ID', phone, birthDate: day }, today);
    return { ...facts, relation: relation || null };
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    faults.push({ row: row.row, column: columnOfCode[error.code] ?? 'name', code: error.code, texts: error.texts });
    return null;
  }
}

const columnOfCode: Record<string, LedgerColumn> = {
  NAME_INVALID: 'name',
  ID_NUMBER_INVALID: 'idNumber',
  BIRTH_DATE_INVALID: 'birthDate',
  PHONE_INVALID: 'phone',
};

/** 1990-01-31, 1990/1/31, 1990.1.31, 1990年1月31日, 19900131 and a spreadsheet's own date, as YYYY-MM-DD. */
export function readDay(text: string | undefined): string | null {
  const match = /^(\d{4})[-/.年]?(\d{1,2})[-/.月]?(\d{1,2})日?(T.*)?$/.exec(text ?? '');
  if (!match) return null;
  const day = `${match[1]}-${match[2]!.padStart(2, '0')}-${match[3]!.padStart(2, '0')}`;
  return isCalendarDay(day) ? day : null;
}

function numberTwice(entry: LedgerEntry, holders: Map<string, LedgerEntry>): LedgerFault[] {
  if (!entry.resident) return [];
  const holder = holders.get(entry.resident.idNumber);
  if (!holder) {
    holders.set(entry.resident.idNumber, entry);
    return [];
  }
  // The same person twice, word for word, is no contradiction; the store finds the second row unchanged.
  if (holder.resident!.name === entry.resident.name) return [];
  return [fault({ row: entry.row }, 'idNumber', 'ID_NUMBER_TWICE', undefined, holder.row)];
}

type CellFault = keyof typeof cellFaults;

function fault(row: Pick<LedgerRow, 'row'>, column: LedgerColumn, code: CellFault, suggestion?: string, otherRow?: number): LedgerFault {
  return { row: row.row, column, code, texts: cellFaults[code](ledgerColumns[column].heading, otherRow), suggestion };
}

/** A fault that only the register could find, e.g. a number that somebody else holds. */
export function registerFault(row: number, column: LedgerColumn, code: 'ID_NUMBER_TAKEN' | 'REGISTERED_ELSEWHERE' | 'HOUSEHOLD_LIVED_IN'): LedgerFault {
  return fault({ row }, column, code);
}
