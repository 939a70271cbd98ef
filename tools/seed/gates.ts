import { evidenceOf, freeBeds } from './arrivals.ts';
import { createChance } from './chance.ts';
import { districtCode, homeCommunity } from './district.ts';
import { keyOf } from './keys.ts';
import { minutesAgo, until, type Seeding } from './seeding.ts';

interface Resident { id: string; household: { id: string; area: { code: string } } | null }

const passages = 360;
const hoursBack = 6;

/** Passes for the households of one community. */
export async function issuePasses({ door }: Seeding): Promise<{ told: string; holders: { passId: string; resident: Resident }[] }> {
  const residents = await listResidents(door, homeCommunity);
  const households = new Map(residents.flatMap((resident) => (resident.household ? [[resident.household.id, resident] as const] : [])));
  const holders = [...households.values()].slice(0, 30);
  const issued = await door.each<{ id: string }>('community', { field: 'issuePass', input: 'IssuePassInput' }, holders.map((resident) => ({
    key: keyOf('pass', resident.household!.id), householdId: resident.household!.id, personId: resident.id, areaCode: resident.household!.area.code,
  })));
  return { told: `${holders.length} passes`, holders: issued.map((pass, at) => ({ passId: pass!.id, resident: holders[at]! })) };
}

/** Passages of the last hours at many gates, one of them with a fever. */
export async function recordPassages(seeding: Seeding): Promise<string> {
  const { door, district } = seeding;
  const chance = createChance('山阳区 出入');
  const gates = await listGates(door);
  const communities = district.communities.filter((_, at) => at % 9 === 0).map(({ code }) => code);
  const residents = (await Promise.all(communities.map((code) => listResidents(door, code)))).flat();
  const inputs = Array.from({ length: passages }, (_, at) => ({
    key: keyOf('passage', at), checkpointId: chance.pick(gates).id, personId: chance.pick(residents).id, direction: chance.pick(['IN', 'OUT']),
    temperature: at === passages - 40 ? 37.6 : 36 + chance.between(0, 9) / 10, plate: chance.happens(0.2) ? `豫H${chance.between(10_000, 99_999)}` : null,
    passedAt: minutesAgo(seeding, (hoursBack * 60 * (passages - at)) / passages),
  }));
  const { recordPassages: results } = await door.call<{ recordPassages: { code: string | null; message: string | null }[] }>(
    'guard', `mutation SeedPassages($inputs: [RecordPassageInput!]!) { recordPassages(inputs: $inputs) { code message } }`, { inputs });
  const refused = results.find(({ code }) => code !== null && code !== 'KEY_REUSED');
  if (refused) throw new Error(`a passage of the seed was not taken: ${refused.code} ${refused.message}`);
  return `${passages} passages at ${new Set(gates.map(({ id }) => id)).size} gates`;
}

/** A pass holder comes home from a high-risk area, is ordered into the facility, and is stopped at a checkpoint: the alert of the demo. */
export async function stopAtTheGate(seeding: Seeding, checkpointId: string, { passId, resident }: { passId: string; resident: Resident }): Promise<string> {
  const { door } = seeding;
  const { id: personId, household } = resident;
  await door.each('guard', { field: 'declareArrival', input: 'DeclareArrivalInput' }, [{
    key: keyOf('returning', personId), personId, checkpointId, areaCode: household!.area.code, householdId: household!.id,
    originAreaCode: '4201', originName: '武汉市', risk: 'HIGH', temperature: 36.5, letterSigned: true, arrivedAt: minutesAgo(seeding, 30),
  }]);
  const order = await until('the proposal for a returning resident', async () => {
    const { person } = await door.call<{ person: { currentOrder: { id: string; state: string } | null } }>(
      'health', `query SeedOrderOf($id: ID!) { person(id: $id) { currentOrder { id state } } }`, { id: personId });
    return person.currentOrder;
  });
  if (order.state === 'PROPOSED') {
    const bedId = (await freeBeds(seeding)).at(-1);
    const evidence = evidenceOf(seeding, order.id);
    await door.each('health2', { field: 'confirmOrder', input: 'ConfirmOrderInput' }, [{ key: keyOf('confirm', order.id), orderId: order.id, mode: 'FACILITY', bedId, evidence }]);
  }
  await until('the block of a pass', async () => {
    const { pass } = await door.call<{ pass: { state: string } }>('community', `query SeedPass($id: ID!) { pass(id: $id) { state } }`, { id: passId });
    return pass.state === 'BLOCKED' ? pass : null;
  });
  await door.each('guard', { field: 'recordPassage', input: 'RecordPassageInput' }, [{
    key: keyOf('breach', personId), checkpointId, personId, direction: 'OUT', temperature: 36.4, passedAt: new Date().toISOString(),
  }]);
  return 'somebody under isolation stopped at a gate';
}

async function listResidents(door: Seeding['door'], area: string): Promise<Resident[]> {
  const { people } = await door.call<{ people: { edges: { node: Resident }[] } }>(
    'register', `query SeedResidents($area: ID!) { people(areaCode: $area, first: 100) { edges { node { id household { id area { code } } } } } }`, { area });
  return people.edges.map(({ node }) => node);
}

async function listGates(door: Seeding['door']): Promise<{ id: string }[]> {
  interface Gates { edges: { node: { id: string } }[] }
  const { gates, roads } = await door.call<{ gates: Gates; roads: Gates }>('guard', `query SeedGates($area: ID!) {
    gates: checkpoints(areaCode: $area, kind: COMPOUND_GATE, first: 60) { edges { node { id } } }
    roads: checkpoints(areaCode: $area, kind: HIGHWAY, first: 20) { edges { node { id } } }
  }`, { area: districtCode });
  // A highway checkpoint sees more people than any compound's gate.
  const busy = Array.from({ length: 6 }, () => roads.edges).flat();
  return [...gates.edges, ...busy].map(({ node }) => node);
}
