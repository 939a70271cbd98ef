import { concealed } from '@lianfang/platform/masking';
import { shortAreaName } from '../areas/area.rules.ts';
import type { Context } from '../graph.ts';
import { addressLine } from '../households/household.rules.ts';
import { ageOn } from './preset.rules.ts';
import type { LedgerColumn, LedgerField } from './preset.rules.ts';
import type { SheetRow } from './sheet.store.ts';

interface Telling {
  ctx: Context;
  /** YYYY-MM-DD in Asia/Shanghai. */
  day: string;
  number: number;
}

type Cell = (row: SheetRow, telling: Telling) => string | null | Promise<string | null>;

const at = ({ areaCode }: SheetRow) => ({ areaCode });
const unsealed = (sealed: Buffer | null, mask: string | null, ctx: Context) => sealed && concealed({ open: () => ctx.sealer.open(sealed), mask: () => mask ?? '' });
const number = (value: number | null) => (value === null ? null : String(value));

/** Each cell as this caller sees the same field in the graph: masks are those of the rights, in a form as on a page. */
const cells: Record<LedgerField, Cell> = {
  COUNTY: ({ county }) => county && shortAreaName(county),
  STREET: ({ street }) => street && shortAreaName(street),
  COMMUNITY: ({ community }) => shortAreaName(community),
  GRID: ({ grid }) => grid,
  GRID_HEAD: (row, { ctx }) => ctx.tell('GridSquad.headName', at(row), row.gridHead),
  COMPOUND: (row, { ctx }) => ctx.tell('Compound.name', at(row), row.compound),
  COMPOUND_ADDRESS: (row, { ctx }) => ctx.tell('Compound.address', at(row), row.compoundAddress),
  BUILDING: (row, { ctx }) => ctx.tell('Household.building', at(row), row.building),
  UNIT: (row, { ctx }) => ctx.tell('Household.unit', at(row), row.unit),
  ROOM: (row, { ctx }) => ctx.tell('Household.room', at(row), row.room),
  DOOR: (row, { ctx }) =>
    ctx.tell('Household.address', at(row), addressLine({ compoundName: row.compound, building: row.building ?? '', unit: row.unit ?? '', room: row.room ?? '' })),
  OCCUPANCY: ({ occupancy }) => occupancy,
  HOUSEHOLDS: ({ households }) => number(households),
  VACANT_HOUSEHOLDS: ({ vacantHouseholds }) => number(vacantHouseholds),
  PEOPLE: ({ people }) => number(people),
  HEAD_NAME: (row, { ctx }) => ctx.tell('Person.name', at(row), row.headName),
  HEAD_PHONE: (row, { ctx }) => ctx.tell('Person.phone', at(row), unsealed(row.headPhoneSealed, row.headPhoneMask, ctx)),
  NAME: (row, { ctx }) => ctx.tell('Person.name', at(row), row.name),
  SEX: ({ sex }) => (sex ? { MALE: '男', FEMALE: '女' }[sex] : null),
  BIRTH_DATE: (row, { ctx }) => ctx.tell('Person.birthDate', at(row), row.birthDate),
  AGE: async (row, { ctx, day }) => ageOn((await ctx.tell('Person.birthDate', at(row), row.birthDate)) ?? null, day),
  ID_NUMBER: (row, { ctx }) => ctx.tell('Person.idNumber', at(row), unsealed(row.idNumberSealed, row.idNumberMask, ctx)),
  PHONE: (row, { ctx }) => ctx.tell('Person.phone', at(row), unsealed(row.phoneSealed, row.phoneMask, ctx)),
  RELATION: (row, { ctx }) => ctx.tell('Person.relation', at(row), row.relation),
  NUMBER: (_row, telling) => String(telling.number),
  DAY: (_row, { day }) => day,
  BLANK: () => '',
};

export function tellRow(row: SheetRow, columns: readonly LedgerColumn[], telling: Telling): Promise<string[]> {
  return Promise.all(columns.map(async ({ field }) => (await cells[field](row, telling)) ?? ''));
}
