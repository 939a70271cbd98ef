import { randomUUID } from 'node:crypto';
import { platformMigrations } from '@lianfang/platform/persistence';
import { freshDatabase } from '@lianfang/testing/postgres';
import type { FreshDatabase } from '@lianfang/testing/postgres';
import type { EntitySchema } from 'typeorm';
import { migrations } from '../migrations/index.ts';
import { alertTable } from './alerts/alert.table.ts';
import { arrivalTable } from './arrivals/arrival.table.ts';
import { checkpointTable } from './checkpoints/checkpoint.table.ts';
import { entities } from './graph.ts';
import { passageTable } from './passages/passage.table.ts';
import { insertPassages } from './passages/passage.store.ts';
import { passTable, personBlockTable, quotaRuleTable } from './passes/pass.table.ts';
import { listQuotaRules, loadRuleInForce } from './passes/quota.store.ts';

let fresh: FreshDatabase;
beforeAll(async () => {
  fresh = await freshDatabase({ name: 'checkpoint_tables', migrations: [...platformMigrations, ...migrations], entities });
});
afterAll(() => fresh.drop());

const at = (time: string) => new Date(`2022-11-20T${time}:00+08:00`);
const [checkpointId, passId, passageId, personId, householdId] = Array.from({ length: 5 }, () => randomUUID());
const areaCode = '410811001001001';

const checkpoint = {
  id: checkpointId, name: '东门', kind: 'COMPOUND_GATE', areaCode, open: false, openSince: at('07:00'), opensAt: '06:30', closesAt: '23:30', headcount: 4,
};
const rule = { version: 'thrice', outings: 3, days: 7, hoursOut: null, passDays: 30, summaryZh: '七天三次', summaryEn: 'Three in seven days' };
const pass = {
  id: passId, householdId, personId, areaCode, ruleVersion: 'thrice', issuedAt: at('07:00'), issuedBy: '文化巷社区', validUntil: at('23:00'), revokedAt: at('22:00'),
};
const block = { orderId: randomUUID(), personId, blockedFrom: at('07:00'), releasedAt: at('08:00') };
const passage = {
  id: passageId, checkpointId, areaCode, personId, passId, direction: 'OUT', verdict: 'REFUSED', reason: 'FEVER', temperature: 37.3, plate: '豫H12345',
  passedAt: at('08:00'), receivedAt: at('08:01'), recordedBy: '东门',
};
const arrival = {
  id: randomUUID(), personId, checkpointId, areaCode, householdId, originAreaCode: '4403', originName: '深圳市', risk: 'HIGH', plate: '粤B12345',
  temperature: 36.6, letterSigned: true, arrivedAt: at('08:00'), receivedAt: at('08:01'), declaredBy: '高速口卡点',
};
const alert = {
  id: randomUUID(), kind: 'FEVER', state: 'CLOSED', areaCode, checkpointId, personId, passageId, ownerAgency: 'health', raisedAt: at('08:01'),
  acknowledgedAt: at('08:02'), acknowledgedBy: '区卫健委', acknowledgedAgency: 'health', closedAt: at('08:03'), closedBy: '区卫健委', outcome: '已送诊',
};

const rows: [string, EntitySchema<any>, object][] = [ // eslint-disable-line @typescript-eslint/no-explicit-any -- rows of every kind
  ['a checkpoint', checkpointTable, checkpoint],
  ['a quota rule', quotaRuleTable, rule],
  ['a pass', passTable, pass],
  ['a block', personBlockTable, block],
  ['a passage', passageTable, passage],
  ['an arrival', arrivalTable, arrival],
  ['an alert', alertTable, alert],
];

test.each(rows)('%s comes back as it was kept', async (_row, table, row) => {
  await fresh.database.manager.insert(table, row);
  const key = Object.keys(row)[0]!;
  expect(await fresh.database.manager.findOneBy(table, { [key]: row[key as keyof typeof row] })).toEqual(row);
});

test('a passage written with others comes back as it was kept', async () => {
  const another = { ...passage, id: randomUUID() } as Parameters<typeof insertPassages>[1][number];
  await fresh.database.transaction((tx) => insertPassages(tx, [another]));
  expect(await fresh.database.manager.findOneBy(passageTable, { id: another.id })).toEqual(another);
});

describe('quota rules', () => {
  it('are kept ready, and one is in force', async () => {
    const versions = [...(await listQuotaRules(fresh.database.manager)).keys()];
    expect(versions).toEqual(expect.arrayContaining(['one-per-two-days', 'one-per-three-days', 'twice-in-seven-days']));
    expect(await loadRuleInForce(fresh.database.manager, at('08:00'))).toMatchObject({ version: 'one-per-two-days', outings: 1, days: 2, hoursOut: 2 });
  });

  it('come into force on their day', async () => {
    await fresh.database.query(`UPDATE quota_rules SET in_force_from = '2022-12-01T00:00:00+08:00' WHERE version = 'one-per-three-days'`);
    const versionAt = async (day: string) => (await loadRuleInForce(fresh.database.manager, new Date(`${day}T00:00:00+08:00`))).version;
    expect([await versionAt('2022-11-30'), await versionAt('2022-12-01')]).toEqual(['one-per-two-days', 'one-per-three-days']);
  });
});
