import { createChance } from './chance.ts';
import { districtCode, homeCommunity } from './district.ts';
import { givenName, surname } from './names.ts';
import { createNumbers } from './numbers.ts';
import { keyOf } from './keys.ts';
import { dayFromNow, minutesAgo, until, type Seeding } from './seeding.ts';

export const origins = [
  { originAreaCode: '4201', originName: '武汉市', risk: 'HIGH' }, { originAreaCode: '4101', originName: '郑州市', risk: 'MEDIUM' },
  { originAreaCode: '4201', originName: '武汉市', risk: 'HIGH' }, { originAreaCode: '4107', originName: '新乡市', risk: 'LOW' },
  { originAreaCode: '4101', originName: '郑州市', risk: 'MEDIUM' }, { originAreaCode: '1101', originName: '北京市', risk: 'LOW' },
] as const;

const travellers = 18;

/** Travellers of today, declared at a highway checkpoint, each bound for a community of the district. */
export async function declareArrivals(seeding: Seeding, checkpointId: string): Promise<string> {
  const { door, district } = seeding;
  const chance = createChance('山阳区 落地');
  const numbers = createNumbers('district');
  // Of 1900: nobody of the register is so old, so no number meets one of a resident's.
  const people = Array.from({ length: travellers }, (_, at) => {
    const sex = chance.happens(0.5) ? 'MALE' as const : 'FEMALE' as const;
    const area = at % 3 === 0 ? homeCommunity : chance.pick(district.communities).code;
    return { key: keyOf('traveller', at), name: surname(chance) + givenName(chance, sex), idNumber: numbers.idNumber(`1900-01-${String(at + 1).padStart(2, '0')}`, sex), areaCode: area };
  });
  const identified = await door.each<{ id: string }>('guard', { field: 'identifyPerson', input: 'IdentifyPersonInput' }, people);
  await door.each('guard', { field: 'declareArrival', input: 'DeclareArrivalInput' }, identified.map((person, at) => ({
    key: keyOf('arrival', at), personId: person!.id, checkpointId, areaCode: people[at]!.areaCode, ...origins[at % origins.length]!,
    plate: chance.happens(0.6) ? `豫H${chance.between(10_000, 99_999)}` : null, temperature: 36 + chance.between(0, 9) / 10, letterSigned: true,
    arrivedAt: minutesAgo(seeding, 420 - at * 18),
  })));
  return `${travellers} arrivals`;
}

interface Proposal { id: string; mode: 'FACILITY' | 'HOME' }

/** The commission confirms most of what the rule proposed; the last few still wait for it. */
export async function confirmOrders(seeding: Seeding): Promise<string> {
  const { door } = seeding;
  const expected = Array.from({ length: travellers }, (_, at) => origins[at % origins.length]!).filter(({ risk }) => risk !== 'LOW').length;
  const proposals = await until('the proposals of isolation', async () => {
    const found = await listOrders(seeding);
    return found.length >= expected ? found : null;
  });
  const waiting = proposals.filter(({ state }) => state === 'PROPOSED').sort((a, b) => a.person.id.localeCompare(b.person.id));
  const beds = await freeBeds(seeding);
  const confirmed = waiting.slice(0, Math.max(0, waiting.length - 3)).map(({ id, mode }: Proposal) => ({
    key: keyOf('confirm', id), orderId: id, mode, bedId: mode === 'FACILITY' ? beds.shift() : null,
    evidence: evidenceOf(seeding, id),
  }));
  await door.each('health2', { field: 'confirmOrder', input: 'ConfirmOrderInput' }, confirmed);
  return `${confirmed.length} orders confirmed, ${waiting.length - confirmed.length} wait`;
}

/** The letter that the traveller signed at the checkpoint. */
export function evidenceOf(seeding: Seeding, orderId: string) {
  return { kind: 'ARRIVAL_DECLARATION', reference: `承诺书 ${orderId.slice(-6)}`, day: dayFromNow(seeding, 0) };
}

/** Those of arrivals; contacts of cases are proposed at the same time. */
async function listOrders({ door }: Seeding) {
  const { orders } = await door.call<{ orders: { edges: { node: Proposal & { state: string; reason: string; person: { id: string } } }[] } }>(
    'health', `query SeedOrders($area: ID!) { orders(areaCode: $area, first: 100) { edges { node { id mode state reason person { id } } } } }`, { area: districtCode });
  return orders.edges.map(({ node }) => node).filter(({ reason }) => reason === 'ARRIVAL_FROM_RISK_AREA');
}

export async function freeBeds({ door }: Seeding): Promise<string[]> {
  const { facilities } = await door.call<{ facilities: { beds: { id: string }[] }[] }>(
    'health', `query SeedBeds($area: ID!) { facilities(areaCode: $area, state: OPEN) { beds(freeOnly: true) { id } } }`, { area: districtCode });
  return facilities.flatMap(({ beds }) => beds.map(({ id }) => id));
}
