import { randomBytes, randomUUID } from 'node:crypto';
import type { EntitySchema } from 'typeorm';
import { caseFactTable, caseTable } from '../cases/case.table.ts';
import { infectionLinkTable } from '../chains/chain.table.ts';
import { contactTable, exposureTable } from '../contacts/contact.table.ts';
import { doorCodeTable, selfReportTable } from '../doors/door.table.ts';
import { keyPersonTable, teamPostTable } from '../keypersons/keyperson.table.ts';
import { liaisonDoorTable, liaisonPlanTable, liaisonVisitTable } from '../liaison/liaison.table.ts';
import { officialTable } from '../officials/official.table.ts';
import { tipOffTable, tipRewardTable } from '../tipoffs/tipoff.table.ts';

/** What it is, and, if it cannot stand alone, what is written together with it. */
export type TableRow = [what: string, table: EntitySchema<any>, row: object, beside?: object[]]; // eslint-disable-line @typescript-eslint/no-explicit-any -- rows of every kind

interface Place { areaCode: string; householdId: string; personId: string; at: Date }

/** A case with what hangs on it; every column holds something. */
export function rowsOfCases({ areaCode, personId, at }: Place): TableRow[] {
  const found = {
    id: randomUUID(), number: '410811-2022-0001', personId, areaCode, onsetOn: '2022-11-18', class: 'CONFIRMED', origin: 'IMPORTED', severity: 'MILD', outcome: 'CURED', openedOn: '2022-11-19',
    openedAt: at, openedById: 'health', openedBy: '区卫健委', agency: 'health',
  };
  const other = { ...found, id: randomUUID(), number: '410811-2022-0002', personId: randomUUID() };
  const contact = {
    id: randomUUID(), personId, areaCode, kind: 'CLOSE', state: 'TURNED_CASE', declaredOn: '2022-11-19', lastExposureOn: '2022-11-18', endsOn: '2022-11-26', ruleVersion: '2022-11', caseId: found.id,
    declaredAt: at, declaredById: 'health', declaredBy: '区卫健委', agency: 'health',
  };
  const fact = {
    id: randomUUID(), placeInDay: 1, caseId: found.id, contactId: null, kind: 'SEVERITY', value: 'SEVERE', onDay: '2022-11-20', corrects: null, reason: '复核', ruleId: 'grade', ruleVersion: '1', recordedAt: at,
    recordedById: 'health', recordedBy: '区卫健委', agency: 'health',
  };
  const correction = { ...fact, id: randomUUID(), value: null, corrects: fact.id };
  const withdrawn = { withdrawnAt: at, withdrawnBy: '复核岗', withdrawnReason: '误录' };
  const exposure = {
    id: randomUUID(), contactId: contact.id, caseId: found.id, sourceContactId: null, kind: 'MEAL', occurredOn: '2022-11-18', place: '人民饭店', note: '同桌', ruleId: 'table', ruleVersion: '1', recordedAt: at,
    recordedById: 'health', recordedBy: '区卫健委', ...withdrawn,
  };
  const link = { id: randomUUID(), sourceCaseId: found.id, caseId: other.id, certainty: 'PROBABLE', note: '同桌', ruleId: 'table', recordedAt: at, recordedById: 'health', recordedBy: '区卫健委', ...withdrawn };
  return [
    ['a case', caseTable, found],
    ['another case', caseTable, other],
    ['a contact', contactTable, contact],
    ['a fact of a case', caseFactTable, fact],
    ['a correction of a fact', caseFactTable, correction],
    ['an exposure', exposureTable, exposure],
    ['a link of a chain', infectionLinkTable, link],
  ];
}

/** Teams, liaison, tip-offs and doors; every column holds something. */
export function rowsOfNeighbours({ areaCode, householdId, personId, at }: Place): TableRow[] {
  const official = {
    id: randomUUID(), areaCode, name: '钱一', unit: '街道办', post: 'STREET', liaison: true, accountId: 'street-desk', phoneSealed: randomBytes(30), phoneIndex: randomBytes(32), phoneMask: '138****1234',
    since: '2022-11-01', leftOn: '2022-11-30', version: 2,
  };
  const keyPerson = {
    id: randomUUID(), personId, areaCode, reason: 'ELDERLY_ALONE', note: '独居', since: '2022-11-01', until: '2022-11-20', namedById: 'community', namedBy: '社区', namedAt: at, endedBy: '社区', endReason: '已搬走',
    held: ['DOCTOR'],
  };
  const post = { id: randomUUID(), keyPersonId: keyPerson.id, role: 'DOCTOR', officialId: official.id, since: at, until: at, givenBy: '社区', endedBy: '社区', endReason: 'HANDED_OVER' };
  const door = { householdId, officialId: official.id, areaCode, doorOrder: '文化苑', assignedAt: at, lastSeenOn: '2022-11-19' };
  const visit = { id: randomUUID(), householdId, officialId: official.id, areaCode, day: '2022-11-20', outcome: 'SEEN', note: '在家', visitedAt: at, receivedAt: at, visitedBy: '钱一' };
  const plan = { id: randomUUID(), areaCode, kind: 'EVEN', state: 'UNDONE', households: 20, officials: 2, moves: 3, madeAt: at, madeBy: '社区', appliedAt: at, undoneAt: at };
  const tip = {
    id: randomUUID(), areaCode, channel: 'HOTLINE', kind: 'RETURNEE', wordsSealed: randomBytes(40), tipperNameSealed: randomBytes(20), tipperPhoneSealed: randomBytes(30), claimSealed: randomBytes(20),
    claimIndex: randomBytes(32), receivedAt: at, recordedBy: '热线', state: 'CLOSED', verifierId: 'police', verifier: '民警', takenAt: at, outcome: 'TRUE', finding: '属实',
    followed: [{ kind: 'PCR_TESTS', reference: 'PCR-1', day: '2022-11-20' }], closedAt: at, ruleVersion: '2', rewardFen: 200_000,
  };
  const reward = { tipId: tip.id, areaCode, rewardFen: 200_000, verifierId: 'police', paidAt: at, paidById: 'street', paidBy: '街道' };
  const code = { id: randomUUID(), householdId, areaCode, keySealed: randomBytes(40), issuedAt: at, issuedBy: '社区', revokedAt: at, revokedBy: '社区', failures: 5, lockedUntil: at };
  const report = { id: randomUUID(), householdId, areaCode, way: 'DOOR', day: '2022-11-20', reportedAt: at, receivedAt: at, present: 2, absent: 1, fever: 1, moved: 3 };
  return [
    ['an official', officialTable, official],
    ['a key person', keyPersonTable, keyPerson],
    ['a post of a team', teamPostTable, post],
    ['a household of the liaison', liaisonDoorTable, door],
    ['a visit of the liaison', liaisonVisitTable, visit],
    ['a plan of the liaison', liaisonPlanTable, plan],
    ['a tip-off', tipOffTable, tip],
    ['a reward', tipRewardTable, reward],
    ['a code of a door', doorCodeTable, code],
    ['a self-report', selfReportTable, report],
  ];
}
