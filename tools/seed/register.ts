import { createChance, type Chance } from './chance.ts';
import { compoundsOfTheLedger, homeCommunity, isVillage, shortName, type Community, type District } from './district.ts';
import { inventHousehold } from './household.ts';
import { createNumbers, type NumberMaker } from './numbers.ts';
import type { LedgerLine } from './sheet.ts';

/** One street's ledger. */
export interface StreetLedger { code: string; name: string; lines: LedgerLine[]; people: number; households: number; vacant: number }

const householdsInAll = 7_040;
/** One district counted 12,731 vacant ones in 110,375. */
const vacantShare = 0.11;

/** The register of the whole district, a ledger per street as the streets keep them. */
export function inventRegister(district: District): StreetLedger[] {
  const chance = createChance('山阳区 台账');
  const numbers = createNumbers('district');
  const each = Math.round(householdsInAll / district.communities.length);
  return district.streets.map((street) => {
    const communities = district.communities.filter((community) => community.street === street.code);
    const lines = communities.flatMap((community) => linesOf(community, each + chance.between(-20, 20), chance, numbers));
    const vacant = lines.filter((line) => line.occupancy).length;
    const people = lines.length - vacant;
    return { ...street, lines, people, vacant, households: vacant + lines.filter((line) => line.relation === '户主').length };
  });
}

function linesOf(community: Community, households: number, chance: Chance, numbers: NumberMaker): LedgerLine[] {
  const compounds = community.code === homeCommunity
    ? community.compounds.filter(({ name }) => !compoundsOfTheLedger.some((kept) => kept === name))
    : community.compounds;
  const share = Math.ceil(households / compounds.length);
  const doors = compounds.flatMap(({ name }) => doorsOf(name, share, isVillage(community))).slice(0, households);
  const written = shortName(community.name);
  return doors.flatMap((door): LedgerLine[] => {
    const at = { community: written, ...door };
    if (chance.happens(vacantShare)) return [{ ...at, occupancy: '空置' }];
    return inventHousehold(chance, numbers).map((resident) => ({ ...at, ...resident }));
  });
}

/** Two doors a landing, six floors, two staircases a building; in a village every door is a yard of its own. */
export function doorsOf(compound: string, count: number, village = false): Required<Pick<LedgerLine, 'compound' | 'building' | 'unit' | 'room'>>[] {
  return Array.from({ length: count }, (_, at) => {
    if (village) return { compound, building: '平房', unit: '', room: String(at + 1) };
    const floor = Math.floor(at / 2) % 6;
    const staircase = Math.floor(at / 12);
    return { compound, building: `${Math.floor(staircase / 2) + 1}号楼`, unit: `${(staircase % 2) + 1}单元`, room: `${floor + 1}0${(at % 2) + 1}` };
  });
}
