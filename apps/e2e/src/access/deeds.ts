import { randomUUID } from 'node:crypto';
import type { House } from '@lianfang/testing/house';
import { communities, tipOf, wordsOf } from './canary.ts';

interface Resident { id: string; household: { id: string } }

/** Something of every kind happens to one canary of each community: a visit, a pass, a fever at the gate, an arrival, an order, a need, a gift, a tip-off. */
export async function letThingsHappen(house: House): Promise<void> {
  const now = () => new Date().toISOString();
  const day = new Date(Date.now() + 8 * 3_600_000).toISOString().slice(0, 10);
  for (const [at, areaCode] of communities.entries()) {
    const words = wordsOf(at);
    const { people } = await house.call<{ people: { edges: { node: Resident }[] } }>('register', `query ($areaCode: ID!) { people(areaCode: $areaCode, first: 1) { edges { node { id household { id } } } } }`, { areaCode });
    const { id: personId, household } = people.edges[0]!.node;
    const key = () => randomUUID();
    const { openSweepRound } = await house.call<{ openSweepRound: { id: string } }>('register', `mutation ($input: OpenSweepRoundInput!) { openSweepRound(input: $input) { id } }`, { input: { key: key(), name: '首轮', areaCode, startsOn: day, endsOn: day } });
    await house.call('register', `mutation ($input: RecordVisitInput!) { recordVisit(input: $input) { id } }`, { input: { key: key(), roundId: openSweepRound.id, householdId: household.id, outcome: 'VISITED', note: words.note, visitedAt: now() } });
    await house.call('register', `mutation ($input: GiveTipInput!) { recordTip(input: $input) { receivedAt } }`, { input: { key: key(), areaCode, kind: 'OTHER', ...tipOf(at) } });
    const { registerCheckpoint: gate } = await house.call<{ registerCheckpoint: { id: string } }>('police', `mutation ($input: RegisterCheckpointInput!) { registerCheckpoint(input: $input) { id } }`, { input: { key: key(), name: '东门', kind: 'COMPOUND_GATE', areaCode: `${areaCode}001` } });
    const { issuePass: pass } = await house.call<{ issuePass: { code: string } }>('register', `mutation ($input: IssuePassInput!) { issuePass(input: $input) { code } }`, { input: { key: key(), householdId: household.id, personId, areaCode: `${areaCode}001` } });
    const { recordPassage: passage } = await house.call<{ recordPassage: { alert: { id: string } } }>('guard', `mutation ($input: RecordPassageInput!) { recordPassage(input: $input) { alert { id } } }`, { input: { key: key(), checkpointId: gate.id, direction: 'OUT', passCode: pass.code, temperature: 38.4, plate: words.plate, passedAt: now() } });
    await house.call('police', `mutation ($id: ID!, $outcome: String!) { closeAlert(alertId: $id, outcome: $outcome) { id } }`, { id: passage.alert.id, outcome: words.outcome });
    await house.call('guard', `mutation ($input: DeclareArrivalInput!) { declareArrival(input: $input) { id } }`, { input: { key: key(), personId, checkpointId: gate.id, areaCode, householdId: household.id, originAreaCode: '4201', originName: words.origin, risk: 'HIGH', temperature: 36.7, letterSigned: true, arrivedAt: now() } });
    await house.call('supply', `mutation ($input: OpenSupportInput!) { openSupport(input: $input) { id } }`, { input: { key: key(), personId, householdId: household.id, areaCode, need: words.need } });
    await house.call('supply', `mutation ($input: ReceiveDonationInput!) { receiveDonation(input: $input) { id } }`, { input: { key: key(), donor: words.donor, cashFen: 100, purpose: '抗疫', areaCode } });
  }
}
