import { randomBytes, randomUUID } from 'node:crypto';
import { platformMigrations } from '@lianfang/platform/persistence';
import { freshDatabase } from '@lianfang/testing/postgres';
import type { FreshDatabase } from '@lianfang/testing/postgres';
import type { EntitySchema } from 'typeorm';
import { migrations } from '../../migrations/index.ts';
import { areaTable, compoundTable } from '../areas/area.table.ts';
import { doorCodeTable, selfReportTable } from '../doors/door.table.ts';
import { entities } from '../graph.ts';
import { householdTable } from '../households/household.table.ts';
import { keyPersonTable, teamPostTable } from '../keypersons/keyperson.table.ts';
import { liaisonDoorTable, liaisonPlanTable, liaisonVisitTable } from '../liaison/liaison.table.ts';
import { tipOffTable, tipRewardTable } from '../tipoffs/tipoff.table.ts';
import { officialTable } from './official.table.ts';

let fresh: FreshDatabase;
const areaCode = '410811001001001';
const at = new Date('2022-11-20T08:00:00+08:00');
const [compoundId, householdId] = [randomUUID(), randomUUID()];

const official = { id: randomUUID(), areaCode, name: '钱一', unit: '教育局', post: 'BUREAU', liaison: true, accountId: 'grid', phoneSealed: randomBytes(20), phoneIndex: randomBytes(32), phoneMask: '138****1234', since: '2022-11-01', leftOn: '2022-11-20', version: 2 };
const keyPerson = { id: randomUUID(), personId: randomUUID(), areaCode, reason: 'OTHER', note: '独居', since: '2022-11-01', until: '2022-11-20', namedById: 'c', namedBy: '社区', namedAt: at, endedBy: '社区', endReason: '康复', held: [] };
const post = { id: randomUUID(), keyPersonId: keyPerson.id, role: 'DOCTOR', officialId: official.id, since: at, until: at, givenBy: '社区', endedBy: '街道', endReason: 'LEFT' };
const door = { householdId, officialId: official.id, areaCode, doorOrder: 'a', assignedAt: at, lastSeenOn: '2022-11-20' };
const visit = { id: randomUUID(), householdId, officialId: official.id, areaCode, day: '2022-11-20', outcome: 'SEEN', note: '在家', visitedAt: at, receivedAt: at, visitedBy: '网格' };
const plan = { id: randomUUID(), areaCode, kind: 'EVEN', state: 'UNDONE', households: 20, officials: 2, moves: 3, madeAt: at, madeBy: '街道', appliedAt: at, undoneAt: at };
const tip = {
  id: randomUUID(), areaCode, channel: 'HOTLINE', kind: 'VENUE', wordsSealed: randomBytes(40), tipperNameSealed: randomBytes(20), tipperPhoneSealed: randomBytes(20), claimSealed: randomBytes(20), claimIndex: randomBytes(32),
  receivedAt: at, recordedBy: '街道', state: 'CLOSED', verifierId: 'police', verifier: '公安', takenAt: at, outcome: 'TRUE', finding: '属实', followed: [{ kind: 'OTHER', reference: '1', day: '2022-11-20' }], closedAt: at, ruleVersion: '2', rewardFen: 200_000,
};
const reward = { tipId: tip.id, areaCode, rewardFen: 200_000, verifierId: 'police', paidAt: at, paidById: 'street', paidBy: '街道' };
const code = { id: randomUUID(), householdId, areaCode, keySealed: randomBytes(40), issuedAt: at, issuedBy: '社区', revokedAt: at, revokedBy: '社区', failures: 3, lockedUntil: at };
const report = { id: randomUUID(), householdId, areaCode, way: 'DOOR', day: '2022-11-20', reportedAt: at, receivedAt: at, present: 2, absent: 1, fever: 1, moved: 0 };

const rows: [string, EntitySchema<any>, object][] = [ // eslint-disable-line @typescript-eslint/no-explicit-any -- rows of every kind
  ['official', officialTable, official], ['key person', keyPersonTable, keyPerson], ['post of a team', teamPostTable, post], ['assignment', liaisonDoorTable, door], ['visit', liaisonVisitTable, visit],
  ['plan', liaisonPlanTable, plan], ['tip-off', tipOffTable, tip], ['reward', tipRewardTable, reward], ['door code', doorCodeTable, code], ['self-report', selfReportTable, report],
];

beforeAll(async () => {
  fresh = await freshDatabase({ name: 'people', migrations: [...platformMigrations, ...migrations], entities });
  const { manager } = fresh.database;
  await manager.insert(areaTable, { code: areaCode, name: '第一网格', parentCode: null });
  await manager.insert(compoundTable, { id: compoundId, areaCode, name: '文化苑', address: '文化路1号' });
  await manager.insert(householdTable, { id: householdId, compoundId, areaCode, building: '1', unit: '1', room: '1', doorOrder: 'a', occupancy: 'OCCUPIED', version: 1 });
});
afterAll(() => fresh?.drop());

test.each(rows)('a %s comes back as it was saved, in every column', async (_name, table, row) => {
  const { manager } = fresh.database;
  await manager.insert(table, row);
  const [key] = Object.entries(table.options.columns).find(([, column]) => column?.primary)!;
  expect(await manager.findOneByOrFail(table, { [key]: (row as Record<string, unknown>)[key] })).toEqual(row);
});

test('what follows a household that moves to another grid, and a person, goes along; the counts with it', async () => {
  const { database } = fresh;
  const moved = '410811001001002';
  await database.query(`INSERT INTO areas (code, name) VALUES ($1, '第二网格')`, [moved]);
  await database.query(`UPDATE compounds SET area_code = $1`, [moved]);
  await database.query(`UPDATE households SET area_code = $1 WHERE area_code <> $1`, [moved]);
  for (const table of ['liaison_assignments', 'door_codes', 'liaison_area_counts']) expect(await database.query(`SELECT DISTINCT area_code FROM ${table}`)).toEqual([{ area_code: moved }]);
});
