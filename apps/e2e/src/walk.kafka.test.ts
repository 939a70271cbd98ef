import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { callRefused } from '@lianfang/testing/graph';
import { measureServices, startHouse, type House } from '@lianfang/testing/house';
import { eventually } from '@lianfang/testing/wait';
import { layTwoInOneBed } from './bed.guard.ts';
import { approveProposal, breakGlass, refusedSaysWhoCan } from './browser/access.walk.ts';
import { openBrowser } from './browser/browser.ts';
import { walkThePages } from './browser/pages.walk.ts';
import { passagesToday, recordWhileKilled } from './kill.ts';
import { checkpointNamed, residentsOf } from './walk/scene.ts';
import { abuseStatus } from './walk/status.step.ts';
import { told, walk } from './walk/walk.ts';

jest.setTimeout(300_000);

const run = promisify(execFile);
const tell = (text: string) => process.stderr.write(`${text}\n`);

let house: House;

beforeAll(async () => {
  house = await startHouse({ broker: 'kafka', seeded: true });
  tell(`  the house with its district was ready after ${(house.readyAfter / 1_000).toFixed(1)} s`);
});
afterAll(() => house?.stop());

test('the house is up on Apache Kafka, and says so', async () => {
  expect(house.started).toMatchObject({ ready: true, kafka: { kind: 'apache-kafka' }, postgres: { kind: 'embedded' } });
  expect(house.started.services.map(({ name }) => name).sort()).toEqual(['agencies', 'checkpoints', 'gateway', 'identity', 'isolation', 'people', 'reporting', 'supplies']);
  expect((await fetch(house.started.gateway.health)).status).toBe(200);
});

test('a district that lives is not seeded again', async () => {
  const { gateway, pages } = house.started;
  const { stdout } = await run(process.execPath, ['--disable-warning=ExperimentalWarning', join('tools', 'seed', 'main.ts')],
    { env: { ...process.env, GRAPHQL_URL: gateway.graphql, IDENTITY_URL: new URL(pages.identity).origin } });
  expect(stdout).toContain('the district lives already');
});

test('the walk goes through the gateway, and the wall moves within a second of each step', async () => {
  const times = await walk(house);
  tell(told(times));
  expect([...times].filter(([, took]) => took > 1_000)).toEqual([]);
});

test('the walk goes through the pages in Chromium, which ask nobody but us', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'lianfang-pages-'));
  const desk = await openBrowser(house);
  try {
    const wall = await walkThePages(house, desk, folder);
    tell(told(wall.times));
    expect((await wall.alerts())[0]).toContain('高速山阳东站卡点');
    expect([...wall.times].filter(([, took]) => took > 1_000)).toEqual([]);
    expect(desk.troubles()).toEqual([]);
  } finally {
    await desk.close();
    rmSync(folder, { recursive: true, force: true });
  }
});

test('a status is set by nobody alone in bulk, without evidence, by another role or by a stranger in Kafka; one query tells who, why, when and by which rule', async () => {
  const residents = (await residentsOf(house, '文化苑 1号楼')).slice(0, 11);
  expect(residents).toHaveLength(11);
  await abuseStatus(house, residents.map(({ id, household }) => ({ id, areaCode: household.area.code })));
});

test('on the pages a refusal says who can, a second officer approves, and a broken glass leaves its trace on the person', async () => {
  const desk = await openBrowser(house);
  try {
    const [resident] = await residentsOf(house, '文化苑 1号楼');
    await refusedSaysWhoCan(desk, resident!.id);
    await approveProposal(desk);
    await breakGlass(house, desk);
    expect(desk.troubles()).toEqual([]);
  } finally {
    await desk.close();
  }
});

test('a service killed in the middle of two hundred passages loses none and doubles none', async () => {
  const gate = await checkpointNamed(house, '迎宾路入口卡点');
  const before = await passagesToday(house, gate.id);
  const { ids, inVain } = await recordWhileKilled(house);
  expect(new Set(ids).size).toBe(200);
  expect(inVain).toBeGreaterThan(0);
  await eventually(async () => {
    expect(await passagesToday(house, gate.id)).toEqual({ held: before.held + 200, counted: before.counted + 200 });
  }, { within: 30_000, every: 250 });
});

test('two people in one bed are refused by the database itself, and only by its constraint', async () => {
  const database = house.databaseUrl('isolation');
  expect(await layTwoInOneBed(database, { guarded: true })).toBe('one_person_per_bed');
  expect(await layTwoInOneBed(database, { guarded: false })).toBeNull();
});

test('a subgraph answers nobody who does not come through the gateway', async () => {
  const query = '{ myArea { code } }';
  const people = house.started.services.find(({ name }) => name === 'people')!;
  const refusal = await callRefused(`${people.url}/graphql`, { query, token: house.token('command'), gatewaySecret: null });
  expect(refusal.code).toBe('FORBIDDEN');
  expect(await house.call('command', query)).toEqual({ myArea: { code: '410811' } });
});

test('a guard confirms no order, and is told who may', async () => {
  const refusal = await house.refused('guard', 'mutation { releaseOrder(orderId: "01900000-0000-7000-8000-000000000000") { id } }');
  expect(refusal).toMatchObject({ code: 'UNAUTHORIZED_FIELD_OR_TYPE' });
  expect(refusal.message).toContain('卫健委');
});

test('what the services take when nobody asks is told', async () => {
  const loads = await measureServices(house, 3_000);
  const megabytes = loads.reduce((sum, one) => sum + one.megabytes, 0);
  tell(`  ${loads.map((one) => `${one.name} ${one.megabytes.toFixed(0)} MB ${(one.share * 100).toFixed(0)} %`).join(', ')}; together ${megabytes.toFixed(0)} MB`);
  expect(loads).toHaveLength(8);
});
