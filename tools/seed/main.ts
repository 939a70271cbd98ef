import { layAreas } from './areas.ts';
import { declareArrivals, confirmOrders } from './arrivals.ts';
import { seedChecks } from './checks.ts';
import { proposeCodes } from './codes.ts';
import { firstCheckpoint, lastCheckpoint, registerCheckpoint, registerGates } from './checkpoints.ts';
import { districtCode, homeStreet, planDistrict } from './district.ts';
import { openDoor } from './door.ts';
import { enterTwice, nameSquads, saveForms } from './duplicates.ts';
import { openFacilities } from './facilities.ts';
import { issuePasses, recordPassages, stopAtTheGate } from './gates.ts';
import { importRegister } from './ledgers.ts';
import { inventRegister } from './register.ts';
import { spreadOutbreak } from './outbreak.ts';
import { bindResident } from './resident.ts';
import type { Seeding } from './seeding.ts';
import { allocate, stockUp } from './stock.ts';
import { sweepStreet } from './sweep.ts';
import { nameKeyPersons, shareHouseholds } from './teams.ts';
import { giveTips, postDoorCodes } from './tips.ts';

// Fills an empty district through the public door, and goes on where a run before it broke off: every step carries a key
// that follows from what it does. A district with people of somebody's own is left alone.

const began = performance.now();
const { GRAPHQL_URL, IDENTITY_URL } = process.env;
if (!GRAPHQL_URL || !IDENTITY_URL) throw new Error('GRAPHQL_URL and IDENTITY_URL are missing; npm start sets them');

const say = (line: string) => void process.stdout.write(`${((performance.now() - began) / 1_000).toFixed(1).padStart(5)} s  ${line}\n`);
const door = openDoor(GRAPHQL_URL, IDENTITY_URL);

interface Progress { begun: { totalCount: number }; done: { totalCount: number }; area: { register: { people: number } } | null }

const { begun, done, area } = await door.call<Progress>('register', `query SeedProgress($area: ID!, $first: String!, $last: String!) {
  begun: checkpoints(areaCode: $area, search: $first, first: 1) { totalCount }
  done: checkpoints(areaCode: $area, search: $last, first: 1) { totalCount }
  area(code: $area) { register { people } }
}`, { area: districtCode, first: firstCheckpoint.name, last: lastCheckpoint.name });

if (done.totalCount > 0) say('the district lives already');
else if (begun.totalCount === 0 && area && area.register.people > 0) say('the district has people of its own and is left alone');
else await fill({ door, district: planDistrict(), now: new Date(), say });

async function fill(seeding: Seeding): Promise<void> {
  const highway = await registerCheckpoint(seeding, firstCheckpoint);
  say(await layAreas(seeding));
  const ledgers = inventRegister(seeding.district);
  const elsewhere = ledgers.filter(({ code }) => code !== homeStreet);
  const rest = prepareTheRest(seeding, highway);
  const home = importRegister(seeding, ledgers.filter(({ code }) => code === homeStreet));
  await Promise.all([
    rest, home.then(() => fillHomeStreet(seeding, highway, rest)), home.then(() => tell(spreadOutbreak(seeding))), tell(importRegister(seeding, elsewhere)),
  ]);
  say(await recordPassages(seeding));
  await registerCheckpoint(seeding, lastCheckpoint);
  say('the district of 山阳区 lives');
}

/** The street where the demo's clerk and squad work begins to live while the others are still imported. */
async function fillHomeStreet(seeding: Seeding, highway: string, rest: Promise<unknown>): Promise<void> {
  const [{ told, holders }] = await Promise.all([issuePasses(seeding), tell(sweepStreet(seeding)), rest]);
  say(told);
  await Promise.all([
    tell(bindResident(seeding)), tell(proposeCodes(seeding)), tell(confirmOrders(seeding)), tell(stopAtTheGate(seeding, highway, holders[0]!)),
    ...[nameKeyPersons, shareHouseholds, giveTips, postDoorCodes, nameSquads, saveForms, seedChecks].map((part) => tell(part(seeding))),
  ]);
  // After those who pick residents: whoever stands in the register twice is picked by nobody.
  await tell(enterTwice(seeding));
}

async function prepareTheRest(seeding: Seeding, highway: string): Promise<void> {
  say(await registerGates(seeding));
  say(await openFacilities(seeding));
  say(await stockUp(seeding));
  say(await allocate(seeding));
  say(await declareArrivals(seeding, highway));
}

async function tell(part: Promise<string>): Promise<void> {
  say(await part);
}
