import { newId } from '@lianfang/platform/clock';
import type { Tx } from '@lianfang/platform/persistence';
import type { Sealer } from '@lianfang/platform/sealing';
import type { RegisterCounts } from '../areas/area.rules.ts';
import { doorOrder } from '../households/household.rules.ts';
import { sealNumbers } from '../people/person.rules.ts';
import { insertPeople } from '../people/person.store.ts';
import { pinyinOf } from '../people/pinyin.ts';
import { registerFault } from './ledger.rules.ts';
import type { LedgerDoor, LedgerEntry, LedgerFault } from './ledger.rules.ts';
import { insertDoors, lockDoors, lockHolders, setOccupancy, updateEntries } from './ledger.store.ts';
import type { PersonChange, RegisteredDoor, RegisteredPerson } from './ledger.store.ts';

export interface ImportOutcome {
  householdsAdded: number;
  peopleAdded: number;
  peopleUpdated: number;
  unchanged: number;
  faults: LedgerFault[];
  /** Who was entered or changed: lists from outside may wait for them. */
  personIds: string[];
  /** By grid, for the counts and the other services. */
  changes: RegisterCounts[];
}

type ResidentEntry = LedgerEntry & { resident: NonNullable<LedgerEntry['resident']> };

interface SealedResident {
  entry: ResidentEntry;
  door: RegisteredDoor;
  numbers: ReturnType<typeof sealNumbers>;
  holder: RegisteredPerson | undefined;
  /** Of the phone in the ledger: by the key in use, and by older ones. */
  phoneIndexes: readonly Buffer[];
}

/**
 * Brings the register up to the good rows of a ledger: six statements whatever its size.
 * Doors and holders are locked first, always in the order of their ids, so two imports wait for each other and never deadlock.
 */
export async function importEntries(tx: Tx, entries: readonly LedgerEntry[], areaCode: string, sealer: Sealer): Promise<ImportOutcome> {
  const tally = new Tally();
  const doors = await registerDoors(tx, entries, tally);
  await applyOccupancy(tx, entries, doors, tally);
  const residents = await sealResidents(tx, entries, doors, sealer);
  const sound = residents.filter((resident) => tally.accept(refusalOf(resident, areaCode)));
  await enterPeople(tx, sound, tally);
  await changePeople(tx, sound, tally);
  return tally.outcome();
}

/** What the import did so far. */
class Tally {
  householdsAdded = 0;
  peopleAdded = 0;
  peopleUpdated = 0;
  unchanged = 0;
  /** Ids of doors that this ledger brought. */
  freshDoors: ReadonlySet<string> = new Set();
  readonly faults: LedgerFault[] = [];
  readonly personIds: string[] = [];
  readonly #byGrid = new Map<string, RegisterCounts>();

  count(areaCode: string, change: Partial<Omit<RegisterCounts, 'areaCode'>>): void {
    const grid = this.#byGrid.get(areaCode) ?? { areaCode, households: 0, vacantHouseholds: 0, people: 0 };
    grid.households += change.households ?? 0;
    grid.vacantHouseholds += change.vacantHouseholds ?? 0;
    grid.people += change.people ?? 0;
    this.#byGrid.set(areaCode, grid);
  }

  accept(fault: LedgerFault | null): boolean {
    if (fault) this.faults.push(fault);
    return !fault;
  }

  outcome(): ImportOutcome {
    const { householdsAdded, peopleAdded, peopleUpdated, unchanged, faults, personIds } = this;
    return { householdsAdded, peopleAdded, peopleUpdated, unchanged, faults, personIds, changes: [...this.#byGrid.values()] };
  }
}

function doorKey(door: Pick<LedgerDoor, 'compoundId' | 'building' | 'unit' | 'room'>): string {
  return [door.compoundId, door.building, door.unit, door.room].join('\u0001');
}

async function registerDoors(tx: Tx, entries: readonly LedgerEntry[], tally: Tally): Promise<Map<string, RegisteredDoor>> {
  const lived = new Set(entries.filter((entry) => entry.resident).map((entry) => doorKey(entry.door)));
  const doors = [...new Map(entries.map(({ door }) => [doorKey(door), door])).values()];
  const drafts = doors.map((door) => ({
    ...door,
    id: newId(),
    doorOrder: doorOrder(door),
    occupancy: lived.has(doorKey(door)) ? ('OCCUPIED' as const) : ('VACANT' as const),
  }));
  const fresh = new Set(drafts.map((draft) => draft.id));
  tally.freshDoors = fresh;
  tally.householdsAdded = await insertDoors(tx, drafts);
  const registered = await lockDoors(tx, doors);
  for (const door of registered) {
    if (fresh.has(door.id)) tally.count(door.areaCode, { households: 1, vacantHouseholds: Number(door.occupancy === 'VACANT') });
  }
  return new Map(registered.map((door) => [doorKey(door), door]));
}

/** Vacant doors that the ledger shows lived in, and the reverse. A door with residents is never made vacant by a ledger. */
async function applyOccupancy(tx: Tx, entries: readonly LedgerEntry[], doors: Map<string, RegisteredDoor>, tally: Tally): Promise<void> {
  const lived = new Map<string, RegisteredDoor>();
  const vacant = new Map<string, RegisteredDoor>();
  const occupiedByLedger = new Set(entries.filter((entry) => entry.resident).map((entry) => doorKey(entry.door)));
  for (const entry of entries) {
    const key = doorKey(entry.door);
    const door = doors.get(key)!;
    if (entry.resident) {
      if (door.occupancy === 'VACANT') lived.set(door.id, door);
    } else if (door.residents > 0 || occupiedByLedger.has(key)) {
      tally.accept(registerFault(entry.row, 'occupancy', 'HOUSEHOLD_LIVED_IN'));
    } else if (door.occupancy === 'OCCUPIED') {
      vacant.set(door.id, door);
    } else if (!tally.freshDoors.has(door.id)) {
      tally.unchanged += 1;
    }
  }
  if (lived.size > 0) await setOccupancy(tx, [...lived.keys()], 'OCCUPIED');
  if (vacant.size > 0) await setOccupancy(tx, [...vacant.keys()], 'VACANT');
  for (const door of lived.values()) tally.count(door.areaCode, { vacantHouseholds: -1 });
  for (const door of vacant.values()) tally.count(door.areaCode, { vacantHouseholds: 1 });
}

async function sealResidents(
  tx: Tx,
  entries: readonly LedgerEntry[],
  doors: Map<string, RegisteredDoor>,
  sealer: Sealer,
): Promise<SealedResident[]> {
  const sealed = entries
    .filter((entry): entry is ResidentEntry => entry.resident !== null)
    .map((entry) => ({ entry, door: doors.get(doorKey(entry.door))!, numbers: sealNumbers(entry.resident, sealer) }));
  const indexes = sealed.map(({ entry: { resident } }) => sealer.indexes(resident.idNumber));
  const holders = await lockHolders(tx, indexes.flat());
  const byIndex = new Map(holders.map((holder) => [holder.idNumberIndex.toString('hex'), holder]));
  const holderBy = (several: readonly Buffer[]) => several.map((index) => byIndex.get(index.toString('hex'))).find(Boolean);
  return sealed.map((resident, at) => ({ ...resident, holder: holderBy(indexes[at]!), phoneIndexes: phoneIndexesOf(resident.entry, sealer) }));
}

function refusalOf({ entry, holder }: SealedResident, areaCode: string): LedgerFault | null {
  if (!holder) return null;
  if (holder.name !== entry.resident.name) return registerFault(entry.row, 'idNumber', 'ID_NUMBER_TAKEN');
  if (!holder.areaCode.startsWith(areaCode)) return registerFault(entry.row, 'idNumber', 'REGISTERED_ELSEWHERE');
  return null;
}

async function enterPeople(tx: Tx, residents: readonly SealedResident[], tally: Tally): Promise<void> {
  const fresh = new Map(residents.filter(({ holder }) => !holder).map((resident) => [resident.entry.resident.idNumber, resident]));
  tally.unchanged += residents.filter(({ holder }) => !holder).length - fresh.size;
  const people = [...fresh.values()].map(({ entry: { resident }, door, numbers }) => ({
    ...resident,
    ...numbers,
    ...pinyinOf(resident.name),
    id: newId(),
    householdId: door.id,
    areaCode: door.areaCode,
  }));
  tally.peopleAdded = await insertPeople(tx, people);
  // A number that another transaction entered between our look and our write makes the whole import run again.
  if (tally.peopleAdded !== people.length) throw Object.assign(new Error('concurrent import'), { code: '40001' });
  for (const person of people) {
    tally.count(person.areaCode, { people: 1 });
    tally.personIds.push(person.id);
  }
}

async function changePeople(tx: Tx, residents: readonly SealedResident[], tally: Tally): Promise<void> {
  const changes: PersonChange[] = [];
  for (const { entry, door, numbers, holder, phoneIndexes } of residents) {
    if (!holder) continue;
    // The row of an entry that was merged: its survivor is kept up to date by the row of the survivor's own number.
    if (holder.merged || isUpToDate(entry, door, phoneIndexes, holder)) {
      tally.unchanged += 1;
      continue;
    }
    tally.personIds.push(holder.id);
    changes.push({ ...numbers, id: holder.id, householdId: door.id, areaCode: door.areaCode, relation: entry.resident.relation });
    if (holder.areaCode !== door.areaCode) {
      tally.count(holder.areaCode, { people: -1 });
      tally.count(door.areaCode, { people: 1 });
    }
  }
  if (changes.length > 0) await updateEntries(tx, changes);
  tally.peopleUpdated = changes.length;
}

function phoneIndexesOf({ resident }: ResidentEntry, sealer: Sealer): Buffer[] {
  return resident.phone ? sealer.indexes(resident.phone) : [];
}

function isUpToDate(entry: ResidentEntry, door: RegisteredDoor, phoneIndexes: readonly Buffer[], holder: RegisteredPerson): boolean {
  const samePhone = phoneIndexes.length === 0 || phoneIndexes.some((index) => holder.phoneIndex?.equals(index));
  const sameRelation = entry.resident.relation === null || entry.resident.relation === holder.relation;
  return holder.householdId === door.id && samePhone && sameRelation;
}
