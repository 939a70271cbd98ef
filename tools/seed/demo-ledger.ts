import { createChance } from './chance.ts';
import { compoundsOfTheLedger } from './district.ts';
import { inventHousehold } from './household.ts';
import { createNumbers } from './numbers.ts';
import { doorsOf } from './register.ts';
import { rowOfLine, writeLedger, type LedgerColumn, type LedgerLine, type Merge } from './sheet.ts';

/** A row that the register cannot take, and the code that it comes back with. */
export interface WrongRow { row: number; column: LedgerColumn; code: string }

export interface DemoLedger { lines: LedgerLine[]; merges: Merge[]; wrong: WrongRow[]; households: number }

const householdCount = 700;
const residentCount = 2_000;

type Spoil = (line: LedgerLine, earlier: LedgerLine) => void;

/** How ledgers are wrong, and how often here; merged cells, five more, are laid separately. */
const mistakes: { times: number; column: LedgerColumn; code: string; spoil: Spoil }[] = [
  { times: 8, column: 'idNumber', code: 'ID_NUMBER_INVALID', spoil: (line) => (line.idNumber = withWrongCheckDigit(line.idNumber!)) },
  { times: 6, column: 'idNumber', code: 'ID_NUMBER_TWICE', spoil: (line, earlier) => Object.assign(line, { idNumber: earlier.idNumber, birthDate: '' }) },
  { times: 6, column: 'building', code: 'CELL_MISSING', spoil: (line) => (line.building = '') },
  { times: 5, column: 'birthDate', code: 'BIRTH_DATE_IN_FUTURE', spoil: (line) => (line.birthDate = '2095-05-05') },
  { times: 5, column: 'idNumber', code: 'FULL_WIDTH_DIGITS', spoil: (line) => (line.idNumber = inFullWidth(line.idNumber!)) },
  { times: 5, column: 'phone', code: 'SCIENTIFIC_NOTATION', spoil: (line) => (line.phone = '1.54E+10') },
];

/** The ledger of the walk: 2,000 residents in 700 households of 文化巷社区, 40 rows wrong in the ways ledgers are wrong. */
export function inventDemoLedger(): DemoLedger {
  const households = inventHouseholds();
  const lines = households.flat();
  const lineOf = new Map(lines.map((line, at) => [line, at]));
  const large = households.filter((members) => members.length >= 3);
  const merges = [large[4]!, large.find((members) => members.length >= 4)!].map((members): Merge => ({ line: lineOf.get(members[0]!)!, column: 'building', rows: members.length === 3 ? 3 : 4 }));
  const merged = new Set(merges.map(({ line }) => line));
  const free = large.filter((members) => !merged.has(lineOf.get(members[0]!)!));
  const wrong = [...merges.flatMap(rowsOfMerge), ...spoilOnePerHousehold(free, lineOf)].sort((a, b) => a.row - b.row);
  return { lines, merges, wrong, households: households.length };
}

export function writeDemoLedger({ lines, merges }: Pick<DemoLedger, 'lines' | 'merges'>): Promise<Buffer> {
  return writeLedger(lines, merges);
}

function inventHouseholds(): LedgerLine[][] {
  const chance = createChance('文化巷社区 台账');
  const numbers = createNumbers('ledger');
  const doors = compoundsOfTheLedger.flatMap((name) => doorsOf(name, Math.ceil(householdCount / compoundsOfTheLedger.length))).slice(0, householdCount);
  const households = doors.map((door) => inventHousehold(chance, numbers).map((resident) => ({ community: '文化巷社区', ...door, ...resident })));
  trim(households, households.flat().length - residentCount);
  return households;
}

/** Takes the last member from every other large household until the number is right. */
function trim(households: LedgerLine[][], surplus: number): void {
  for (let at = 0; surplus > 0; at = (at + 2) % (households.length + 1)) {
    const members = households[at % households.length]!;
    if (members.length <= 3) continue;
    members.pop();
    surplus -= 1;
  }
}

/** All rows of a merge but the first hold nothing. */
function rowsOfMerge({ line, column, rows }: Merge): WrongRow[] {
  return Array.from({ length: rows - 1 }, (_, below) => ({ row: rowOfLine(line + below + 1), column, code: 'CELL_MERGED' }));
}

/** One member of each chosen household is wrong, never its head: the household itself gets into the register. */
function spoilOnePerHousehold(households: readonly LedgerLine[][], lineOf: ReadonlyMap<LedgerLine, number>): WrongRow[] {
  const kinds = mistakes.flatMap(({ times, ...mistake }) => Array.from({ length: times }, () => mistake));
  const apart = Math.floor(households.length / kinds.length);
  return kinds.map(({ column, code, spoil }, at) => {
    const line = households[at * apart + 1]![1]!;
    spoil(line, households[at * apart]![0]!);
    return { row: rowOfLine(lineOf.get(line)!), column, code };
  });
}

function withWrongCheckDigit(number: string): string {
  return number.slice(0, 17) + (number[17] === '7' ? '8' : '7');
}

function inFullWidth(text: string): string {
  return text.replace(/\d/g, (digit) => String.fromCharCode(digit.charCodeAt(0) + 0xfee0));
}
