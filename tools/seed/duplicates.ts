import { homeCommunity, homeStreet } from './district.ts';
import { keyOf } from './keys.ts';
import { createNumbers } from './numbers.ts';
import { Refused } from './door.ts';
import type { Seeding } from './seeding.ts';

interface Resident { id: string; name: string; sex: 'MALE' | 'FEMALE'; birthDate: string; phone: string | null; household: { id: string } }
interface Residents { people: { edges: { node: Resident }[] } }
interface Grids { area: { children: { code: string; squad: { headName: string; members: number; list: unknown[] } | null }[]; compounds: { id: string; name: string; units: { building: string; unit: string; households: number }[] }[] } }

const howMany = 6;

/** A handful of people whom two clerks entered at two doors: what the desk of duplicates is for. */
export async function enterTwice({ door }: Seeding): Promise<string> {
  const { people } = await door.call<Residents>('community', `query SeedTwice($area: ID!) {
    people(areaCode: $area, first: 80) { edges { node { id name sex birthDate phone household { id } } } }
  }`, { area: homeCommunity });
  const residents = people.edges.map(({ node }) => node).filter(({ household, birthDate }) => household && birthDate < '2004');
  const numbers = createNumbers('duplicates');
  const inputs = residents.slice(0, howMany).map((one, at) => ({
    key: keyOf('twice', one.id),
    householdId: residents.at(-1 - at)!.household.id,
    name: one.name,
    idNumber: numbers.idNumber(one.birthDate, one.sex),
    phone: at % 2 === 0 ? one.phone : null,
    relation: '租户',
  }));
  await door.each('community', { field: 'registerResident', input: 'RegisterResidentInput' }, inputs);
  return `${inputs.length} residents stand in the register twice`;
}

const members = ['钟楼', '邵帆', '柏青', '于田', '景山', '卫东', '方圆', '安宁', '齐心'];
const duties = ['社区医生', '民警', '志愿者', '楼长', '联户干部'];

/** The squads of the home community by name, and the plan of a compound. */
export async function nameSquads({ door }: Seeding): Promise<string> {
  const { area } = await door.call<Grids>('street', `query SeedGrids($area: ID!) {
    area(code: $area) { children { code squad { headName members list { name } } } compounds { id name units { building unit households } } }
  }`, { area: homeCommunity });
  const unnamed = area.children.filter(({ squad }) => squad && squad.list.length === 0);
  for (const { code, squad } of unnamed) {
    const others = members.slice(0, squad!.members - 1).map((name, at) => ({ name, duty: duties[at % duties.length] }));
    await door.call('street', `mutation SeedSquad($input: SaveSquadInput!) { saveSquad(input: $input) { code } }`, { input: { gridCode: code, members: [{ name: squad!.headName, duty: '网格长' }, ...others] } });
  }
  const planned = area.compounds.find(({ units }) => units.length > 0);
  if (planned) {
    const units = planned.units.map(({ building, unit, households }) => ({ building, unit, rooms: households + 2 }));
    await door.call('street', `mutation SeedUnits($input: SaveCompoundUnitsInput!) { saveCompoundUnits(input: $input) { id } }`, { input: { compoundId: planned.id, units } });
  }
  return `${unnamed.length} squads are named`;
}

const forms = [
  {
    agency: '公安分局', title: '居住人员登记表', level: 'COMMUNITY',
    columns: [['NUMBER', '编号'], ['NAME', '居民姓名'], ['SEX', '性别'], ['ID_NUMBER', '公民身份号码'], ['DOOR', '现住址'], ['PHONE', '手机'], ['BLANK', '核查人']],
  },
  { agency: '民政局', title: '住户与户主名册', level: 'STREET', columns: [['COMMUNITY', '社区'], ['DOOR', '住址'], ['HEAD_NAME', '户主'], ['HEAD_PHONE', '联系电话'], ['PEOPLE', '在册人数'], ['OCCUPANCY', '居住情况']] },
];

/** What two agencies ask the street for: saved once, picked ever after. */
export async function saveForms({ door }: Seeding): Promise<string> {
  for (const { columns, ...form } of forms) {
    const input = { ...form, areaCode: homeStreet, columns: columns.map(([field, heading]) => ({ field, heading })) };
    await door.call('street', `mutation SeedForm($input: SavePresetInput!) { savePreset(input: $input) { id } }`, { input }).catch((error: unknown) => {
      // An earlier run that broke off has saved it.
      if (!(error instanceof Refused)) throw error;
    });
  }
  return `${forms.length} forms of asking agencies`;
}
