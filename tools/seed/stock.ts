import { districtCode } from './district.ts';
import { unlessDone } from './door.ts';
import { keyOf } from './keys.ts';
import type { Seeding } from './seeding.ts';

const warehouses = [
  { name: '区物资储备中心', areaCode: districtCode },
  { name: '东方红街道物资点', areaCode: '410811001' },
  { name: '新城街道物资点', areaCode: '410811009' },
];

/** What the district bought before it was given anything. */
const bought: Record<string, number> = {
  'MASK-SURGICAL': 120_000, 'MASK-N95': 6_000, SUIT: 900, GOGGLES: 600, THERMOMETER: 300, 'DISINFECTANT-BOTTLE': 2_400, 'DISINFECTANT-BARREL': 180, 'FOOD-BOX': 400,
};

const donations = [
  { donor: '山阳区商会', purpose: '支援一线卡点', lines: { 'FOOD-BOX': [600, 6_000], 'MASK-N95': [5_000, 700] }, cashFen: 0 },
  { donor: '热心市民', anonymous: true, purpose: '疫情防控', lines: {}, cashFen: 5_000_000 },
  { donor: '区药业协会', purpose: '支援隔离点', lines: { 'DISINFECTANT-BARREL': [120, 4_500], GOGGLES: [200, 3_000] }, cashFen: 0 },
  { donor: '区慈善总会', purpose: '疫情防控', lines: { 'MASK-SURGICAL': [20_000, 60] }, cashFen: 30_000_000 },
] as const;

/** Warehouses with what was bought and given, and one allocation that has reached the highway checkpoints. */
export async function stockUp(seeding: Seeding): Promise<string> {
  const { door } = seeding;
  const items = await itemIds(seeding);
  const places = await door.each<{ id: string }>('supply', { field: 'registerPlace', input: 'RegisterPlaceInput' },
    warehouses.map((place) => ({ key: keyOf('place', place.name), kind: 'WAREHOUSE', ...place })));
  const [main, ...streets] = places.map((place) => place!.id);
  const move = { field: 'moveStock', input: 'MoveStockInput' };
  await door.each('supply', move, Object.entries(bought).map(([code, quantity]) =>
    ({ key: keyOf('bought', code), itemId: items.get(code), quantity, toPlaceId: main, reason: '采购入库' })));
  await door.each('supply', move, streets.map((place, at) =>
    ({ key: keyOf('street-masks', at), itemId: items.get('MASK-SURGICAL'), quantity: 8_000, fromPlaceId: main, toPlaceId: place, reason: '调拨街道' })));
  await door.each('supply', { field: 'receiveDonation', input: 'ReceiveDonationInput' }, donations.map(({ lines, ...donation }) => ({
    key: keyOf('donation', donation.donor), ...donation, areaCode: districtCode, placeId: main,
    lines: Object.entries(lines).map(([code, [quantity, fenEach]]) => ({ itemId: items.get(code), quantity, valueFen: quantity * fenEach })),
  })));
  return `${warehouses.length} warehouses, ${donations.length} donations`;
}

/** N95 masks for the highway checkpoints by their staff, of which one has not signed yet; protective suits for the facility. */
export async function allocate(seeding: Seeding): Promise<string> {
  const { checkpoints, facilities, places } = await seeding.door.call<{
    checkpoints: { edges: { node: { id: string; name: string; headcount: number } }[] }; facilities: { id: string; name: string; area: { code: string } }[];
    places: { id: string; name: string }[];
  }>('supply', `query SeedReceivers($area: ID!) {
    checkpoints(areaCode: $area, kind: HIGHWAY, first: 20) { edges { node { id name headcount } } }
    facilities(areaCode: $area, state: OPEN) { id name area { code } } places(areaCode: $area, kind: WAREHOUSE) { id name }
  }`, { area: districtCode });
  const items = await itemIds(seeding);
  const from = places.find(({ name }) => name === warehouses[0]!.name)!.id;
  const gates = checkpoints.edges.map(({ node: { id, name, headcount } }) => ({ checkpointId: id, headcount, placeName: name, areaCode: districtCode }));
  const wards = facilities.map(({ id, name, area }) => ({ facilityId: id, quantity: 60, placeName: name, areaCode: area.code }));
  const masks = await planAndIssue(seeding, { key: keyOf('masks'), itemId: items.get('MASK-N95'), fromPlaceId: from, basis: 'HEADCOUNT', quantity: 1_700, lines: gates });
  const suits = await planAndIssue(seeding, { key: keyOf('suits'), itemId: items.get('SUIT'), fromPlaceId: from, basis: 'NEED', lines: wards });
  for (const line of [...masks.lines.slice(1).map((one) => ({ ...one, plan: masks.id })), ...suits.lines.map((one) => ({ ...one, plan: suits.id }))]) {
    await unlessDone(['ALLOCATION_STATE_WRONG'], () => seeding.door.call(
      'supply', `mutation SeedSign($plan: ID!, $place: ID!) { signAllocationLine(allocationId: $plan, placeId: $place, signedBy: "值班长") { id } }`, { plan: line.plan, place: line.place.id }));
  }
  return `1,700 masks to ${gates.length} highway checkpoints, suits to the facility`;
}

interface Plan { id: string; lines: { place: { id: string } }[] }

async function planAndIssue({ door }: Seeding, input: Record<string, unknown>): Promise<Plan> {
  const { planAllocation } = await door.call<{ planAllocation: Plan }>(
    'supply', `mutation SeedPlan($input: PlanAllocationInput!) { planAllocation(input: $input) { id lines { place { id } } } }`, { input });
  for (const field of ['approveAllocation', 'issueAllocation']) {
    await unlessDone(['ALLOCATION_STATE_WRONG'], () => door.call('supply', `mutation SeedMove($id: ID!) { ${field}(allocationId: $id) { id } }`, { id: planAllocation.id }));
  }
  return planAllocation;
}

async function itemIds({ door }: Seeding): Promise<Map<string, string>> {
  const { items } = await door.call<{ items: { id: string; code: string }[] }>('supply', `query SeedItems { items { id code } }`);
  return new Map(items.map(({ id, code }) => [code, id]));
}
