import { shanghaiDay } from '@lianfang/platform/clock';
import { eventually } from '@lianfang/testing/wait';
import { checkpointNamed, district, movesTheWall, newKey, now, residentsOf, type Resident, type Scene } from './scene.ts';

interface Entry {
  underIsolation: boolean;
  currentOrder: { id: string; state: string; mode: string; reason: string; plannedEnd: string | null; facility: { name: string } | null; currentStay: { bed: { label: string } } | null } | null;
  passes: { id: string; state: string; code: string }[];
}

const personQuery = `query WalkPerson($id: ID!) {
  person(id: $id) { underIsolation currentOrder { id state mode reason plannedEnd facility { name } currentStay { bed { label } } } }
}`;

/** Step 3: one form at a checkpoint starts the order, the block of the pass, the alert and the living support in the other services. */
export async function arrive(scene: Scene): Promise<void> {
  const [toFacility, toHome] = await residentsOf(scene.house, '文化苑 2号楼');
  await intoFacility(scene, toFacility!);
  await intoHome(scene, toHome!);
}

async function intoFacility(scene: Scene, resident: Resident): Promise<void> {
  const pass = await issuePass(scene, resident);
  const order = await declare(scene, resident, 'HIGH', { originAreaCode: '4201', originName: '武汉市' });
  expect(order).toMatchObject({ state: 'PROPOSED', mode: 'FACILITY', reason: 'ARRIVAL_FROM_RISK_AREA' });
  const bed = await freeBed(scene);
  await movesTheWall(scene, 'order confirmed, bed taken', { ordersProposed: -1, inFacility: 1, bedsOccupied: 1 }, () => confirm(scene, { orderId: order.id, mode: 'FACILITY', bedId: bed.id }));
  const entry = await entryOf(scene, resident.id);
  expect(entry).toMatchObject({ underIsolation: true, currentOrder: { state: 'CONFIRMED', mode: 'FACILITY', facility: { name: bed.facility }, currentStay: { bed: { label: bed.label } } } });
  expect((await scene.house.refused('health', confirmMutation, { input: { key: newKey(), orderId: order.id, mode: 'HOME', evidence: letterOfToday() } })).code).toBe('ORDER_NOT_PROPOSED');
  await refusedAtTheGate(scene, resident, pass);
}

async function intoHome(scene: Scene, resident: Resident): Promise<void> {
  const order = await declare(scene, resident, 'MEDIUM', { originAreaCode: '4101', originName: '郑州市' });
  expect(order).toMatchObject({ state: 'PROPOSED', mode: 'HOME' });
  await movesTheWall(scene, 'order at home, living support opened', { ordersProposed: -1, atHome: 1, supportOpen: 1 }, () => confirm(scene, { orderId: order.id, mode: 'HOME' }));
  const { person } = await scene.house.call<{ person: { supportRequests: { state: string; order: { id: string } }[] } }>(
    'community', `query WalkSupport($id: ID!) { person(id: $id) { supportRequests { state order { id } } } }`, { id: resident.id });
  expect(person.supportRequests).toEqual([{ state: 'OPEN', order: { id: order.id } }]);
}

async function issuePass({ house }: Scene, { id, household }: Resident): Promise<{ id: string; code: string }> {
  const { issuePass: pass } = await house.call<{ issuePass: { id: string; code: string; state: string } }>(
    'community', `mutation WalkPass($input: IssuePassInput!) { issuePass(input: $input) { id code state } }`,
    { input: { key: newKey(), householdId: household.id, personId: id, areaCode: household.area.code } });
  expect(pass.state).toBe('ACTIVE');
  return pass;
}

/** The guard's one form; `isolation` answers with a proposal, without anybody asking it. */
async function declare(scene: Scene, resident: Resident, risk: string, origin: object) {
  const { house } = scene;
  const { id: checkpointId } = await checkpointNamed(house, '高速山阳站卡点');
  const { household } = resident;
  await movesTheWall(scene, `arrival declared (${risk.toLowerCase()} risk)`, { arrivals: 1, arrivalsAtRisk: 1, ordersProposed: 1 }, () => house.call(
    'guard', `mutation WalkArrival($input: DeclareArrivalInput!) { declareArrival(input: $input) { id risk } }`,
    { input: { key: newKey(), personId: resident.id, checkpointId, areaCode: household.area.code, householdId: household.id, risk, ...origin, temperature: 36.4, letterSigned: true, arrivedAt: now() } }));
  return (await entryOf(scene, resident.id)).currentOrder!;
}

async function entryOf({ house }: Scene, id: string): Promise<Entry> {
  return (await house.call<{ person: Entry }>('health', personQuery, { id })).person;
}

async function freeBed({ house }: Scene): Promise<{ id: string; label: string; facility: string }> {
  const { facilities } = await house.call<{ facilities: { name: string; beds: { id: string; label: string }[] }[] }>(
    'health', `query WalkBeds($areaCode: ID!) { facilities(areaCode: $areaCode, state: OPEN) { name beds(freeOnly: true) { id label } } }`, { areaCode: district });
  return { ...facilities[0]!.beds[0]!, facility: facilities[0]!.name };
}

const confirmMutation = `mutation WalkConfirm($input: ConfirmOrderInput!) { confirmOrder(input: $input) { id state } }`;

function confirm({ house }: Scene, input: object): Promise<unknown> {
  return house.call('health', confirmMutation, { input: { key: newKey(), evidence: letterOfToday(), ...input } });
}

/** The letter that the traveller signed at the checkpoint. */
export function letterOfToday() {
  return { kind: 'ARRIVAL_DECLARATION', reference: '承诺书 1', day: shanghaiDay(new Date()) };
}

async function refusedAtTheGate(scene: Scene, resident: Resident, pass: { id: string; code: string }): Promise<void> {
  const { house } = scene;
  await eventually(async () => {
    const { pass: blocked } = await house.call<{ pass: { state: string } }>('community', `query ($id: ID!) { pass(id: $id) { state } }`, { id: pass.id });
    expect(blocked.state).toBe('BLOCKED');
  });
  const gate = await checkpointNamed(house, '高速山阳东站卡点');
  const { recordPassage } = await movesTheWall(scene, 'pass refused, alert raised', { passagesRefused: 1, alertsOpen: 1 }, () => house.call<{
    recordPassage: { verdict: string; reason: string; reasonText: string; person: { id: string }; alert: { id: string; kind: string; ownerAgency: string } };
  }>('guard', `mutation WalkPassage($input: RecordPassageInput!) {
    recordPassage(input: $input) { verdict reason reasonText person { id } alert { id kind ownerAgency } }
  }`, { input: { key: newKey(), checkpointId: gate.id, direction: 'OUT', passCode: pass.code, temperature: 36.5, passedAt: now() } }));
  expect(recordPassage).toMatchObject({ verdict: 'REFUSED', reason: 'UNDER_ISOLATION', person: { id: resident.id }, alert: { kind: 'ISOLATION_BREACH', ownerAgency: 'health' } });
  expect(recordPassage.reasonText).toContain('隔离');
  await movesTheWall(scene, 'alert closed', { alertsOpen: -1 }, () => closeAlert(scene, recordPassage.alert.id));
}

async function closeAlert({ house }: Scene, id: string): Promise<void> {
  await house.call('health', `mutation ($id: ID!) { acknowledgeAlert(alertId: $id) { state } }`, { id });
  await house.call('health', `mutation ($id: ID!) { closeAlert(alertId: $id, outcome: "已劝返隔离点") { state } }`, { id });
}
