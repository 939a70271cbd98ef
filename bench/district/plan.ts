import { createChance } from '../../tools/seed/chance.ts';
import { type District, type Community, isVillage, planDistrict, shortName } from '../../tools/seed/district.ts';
import { inventHousehold } from '../../tools/seed/household.ts';
import { createNumbers } from '../../tools/seed/numbers.ts';
import { doorsOf } from '../../tools/seed/register.ts';
import type { LedgerLine } from '../../tools/seed/sheet.ts';

/** What one district counted; its people are not told and follow from families of the usual size. */
export const counted = { compounds: 351, households: 110_375, vacant: 12_731, people: 290_000 } as const;

export interface Ledger {
  name: string;
  areaCode: string;
  lines: LedgerLine[];
}

/** Counts of an area and all below it, by its code. */
export interface Counts {
  households: number;
  vacantHouseholds: number;
  people: number;
}

export interface Plan {
  district: District;
  /** A ledger per street, as the streets keep them; of a large one several. */
  ledgers: Ledger[];
  counts: Map<string, Counts>;
}

const names = ['安居苑', '锦绣家园', '阳光花园', '和谐新村', '幸福里', '康泰公寓', '建设家属院', '光明小区', '翰林苑', '春晓花园', '东苑小区', '金城公寓'];

/** The n-th of `of` equal parts of a whole number, such that all parts sum to it. */
const part = (whole: number, n: number, of: number) => Math.floor((whole * (n + 1)) / of) - Math.floor((whole * n) / of);

/** The whole district, the same each time. Streets and communities are real places; everybody in them is invented. */
export function planWhole(): Plan {
  const real = planDistrict();
  const of = real.communities.length;
  const communities = real.communities.map((community, n): Community => ({
    ...community,
    compounds: Array.from({ length: part(counted.compounds, n, of) }, (_, at) => ({
      gridCode: community.grids[at % community.grids.length]!.code, name: names[at % names.length]!, address: `${shortName(community.name)}路${at + 1}号`,
    })),
  }));
  const chance = createChance('整区 台账');
  const numbers = createNumbers('bench');
  const counts = new Map<string, Counts>();
  const count = (areaCode: string, change: Counts) => {
    for (const length of [6, 9, 12, 15]) {
      const code = areaCode.slice(0, length);
      const before = counts.get(code) ?? { households: 0, vacantHouseholds: 0, people: 0 };
      counts.set(code, { households: before.households + change.households, vacantHouseholds: before.vacantHouseholds + change.vacantHouseholds, people: before.people + change.people });
    }
  };
  let [compound, door, lived, people] = [0, 0, 0, 0];
  const occupied = counted.households - counted.vacant;
  const linesOf = (community: Community) =>
    community.compounds.flatMap(({ name, gridCode }) =>
      doorsOf(name, part(counted.households, compound++, counted.compounds), isVillage(community)).flatMap((at): LedgerLine[] => {
        const place = { community: shortName(community.name), ...at };
        if (part(counted.vacant, door++, counted.households) === 1) {
          count(gridCode, { households: 1, vacantHouseholds: 1, people: 0 });
          return [{ ...place, occupancy: '空置' }];
        }
        lived += 1;
        const room = Math.max(1, Math.round((counted.people * lived) / occupied) - people);
        const family = inventHousehold(chance, numbers).slice(0, room);
        people += family.length;
        count(gridCode, { households: 1, vacantHouseholds: 0, people: family.length });
        return family.map((resident) => ({ ...place, ...resident }));
      }),
    );
  const ledgers = real.streets.flatMap((street) => inFiles(street, communities.filter((each) => each.street === street.code).map(linesOf)));
  return { district: { ...real, communities }, ledgers, counts };
}

const mostInFile = 12_000;

/** The communities of a street one after another, as many in a file as it may hold. */
function inFiles(street: { code: string; name: string }, communities: readonly LedgerLine[][]): Ledger[] {
  const files: LedgerLine[][] = [[]];
  for (const lines of communities) {
    if (files.at(-1)!.length + lines.length > mostInFile) files.push([]);
    files.at(-1)!.push(...lines);
  }
  return files.filter(({ length }) => length > 0).map((lines, at) => ({ name: files.length > 1 ? `${street.name}${at + 1}` : street.name, areaCode: street.code, lines }));
}
