import { keyOf } from './keys.ts';
import type { Seeding } from './seeding.ts';

const steps = ['DESIGNATED', 'FITTING_OUT', 'INSPECTED', 'OPEN'] as const;
const allZones = { cleanZone: true, bufferZone: true, isolationZone: true, staffPassage: true, patientPassage: true };

const facilities = [
  { name: '山阳区第一集中隔离点', areaCode: '410811009', address: '人民路 1 号（原宾馆）', sponsor: '区文化广电和旅游局', rooms: roomsOf(4, 15, 2), upTo: 'OPEN' },
  { name: '山阳区第二集中隔离点', areaCode: '410811008', address: '中原路 300 号（原福利院）', sponsor: '区民政局', rooms: roomsOf(2, 25, 2), upTo: 'FITTING_OUT' },
] as const;

/** One facility is open with 120 beds, one is being fitted out: an unused welfare home that is to take 100 more. */
export async function openFacilities(seeding: Seeding): Promise<string> {
  for (const facility of facilities) await prepare(seeding, facility);
  return `${facilities.length} facilities`;
}

async function prepare({ door }: Seeding, { upTo, ...facility }: (typeof facilities)[number]): Promise<void> {
  const registered = await door.call<{ registerFacility: { id: string; state: (typeof steps)[number] } }>(
    'health',
    `mutation SeedFacility($input: RegisterFacilityInput!) { registerFacility(input: $input) { id state } }`,
    { input: { key: keyOf('facility', facility.name), ...facility } },
  );
  const { id, state } = registered.registerFacility;
  for (const to of steps.slice(steps.indexOf(state) + 1, steps.indexOf(upTo) + 1)) {
    if (to === 'INSPECTED') {
      await door.call('health', `mutation SeedChecklist($id: ID!, $checklist: FacilityChecklistInput!) { checkFacility(facilityId: $id, checklist: $checklist) { id } }`, { id, checklist: allZones });
    }
    await door.call('health', `mutation SeedAdvance($id: ID!, $to: FacilityState!) { advanceFacility(facilityId: $id, to: $to) { state } }`, { id, to });
  }
}

function roomsOf(floors: number, each: number, beds: number): { room: string; beds: number }[] {
  return Array.from({ length: floors * each }, (_, at) => ({ room: `${Math.floor(at / each) + 1}${String((at % each) + 1).padStart(2, '0')}`, beds }));
}
