import { createServer } from 'node:net';
import { eventually } from '@lianfang/testing/wait';
import { anyPorts } from '../process/port.ts';
import { commandLine } from '../process/process.ts';
import { buildSmallHouse, pidsOf, type SmallHouse, type StartedHouse } from './fixtures/house.ts';

jest.setTimeout(90_000);

let house: SmallHouse;
let running: StartedHouse | null = null;

beforeAll(() => {
  house = buildSmallHouse();
});
afterEach(async () => {
  running?.child.kill('SIGINT');
  await running?.ended;
  running = null;
});
afterAll(() => house.remove());

async function up(env?: NodeJS.ProcessEnv): Promise<StartedHouse> {
  running = house.start(env);
  let ended = false;
  void running.ended.then(() => (ended = true));
  await eventually(() => {
    if (!ended && !running!.output().includes('Ready after')) throw new Error(`not up yet:\n${running!.output()}`);
  }, { within: 60_000, every: 50 });
  if (ended) throw new Error(`it ended:\n${running.output()}`);
  return running;
}

test('a start brings every service up, and status tells where they are', async () => {
  const started = await up();
  const status = await house.status();
  expect(status).toMatchObject({
    ready: true, kafka: { kind: 'embedded', brokers: [] }, postgres: { kind: 'embedded' },
    gateway: { graphql: expect.stringMatching(/\/graphql$/), health: expect.stringMatching(/\/health$/) },
    logins: [{ role: 'guard', agency: 'transport', areaCode: '410811', user: 'guard', password: 'demo', token: 'a-token' }],
  });
  expect(status.services.map(({ name, healthy }) => [name, healthy])).toEqual([['identity', true], ['people', true], ['gateway', true]]);
  expect(started.output()).toContain('EMBEDDED LOG');
});

test('Ctrl-C ends everything within ten seconds, also when the whole group hears it twice', async () => {
  const started = await up();
  const pids = pidsOf(house);
  const began = Date.now();
  started.child.kill('SIGINT');
  started.child.kill('SIGINT');
  expect(await started.ended).toBe(0);
  expect(Date.now() - began).toBeLessThan(10_000);
  expect(pids).toHaveLength(4);
  expect(pids.filter((pid) => commandLine(pid) !== null)).toEqual([]);
});

test('Ctrl-C in the middle of a start leaves nothing behind', async () => {
  running = house.start();
  await eventually(() => expect(pidsOf(house).length).toBeGreaterThan(0), { within: 30_000 });
  const pids = pidsOf(house);
  running.child.kill('SIGINT');
  await running.ended;
  expect(pids.filter((pid) => commandLine(pid) !== null)).toEqual([]);
});

test('after kill -9 of the starter the next start ends what was left and comes up', async () => {
  const killed = await up();
  const orphans = pidsOf(house);
  killed.child.kill('SIGKILL');
  await killed.ended;
  expect(orphans.every((pid) => commandLine(pid) !== null)).toBe(true);
  expect((await house.status()).ready).toBe(false);

  const next = await up();
  expect(next.output()).toMatch(/An earlier start was killed.*people.*PostgreSQL/);
  expect(orphans.filter((pid) => commandLine(pid) !== null)).toEqual([]);
});

test('a second start says that one runs, prints its addresses and leaves it alone', async () => {
  await up();
  const before = pidsOf(house);
  const second = await house.command('start');
  expect(second.code).toBe(0);
  expect(second.output).toMatch(/runs already[^]*\/graphql/);
  expect(pidsOf(house)).toEqual(before);
});

test('a busy port is stepped over and said', async () => {
  const [base] = await anyPorts(1);
  const busy = createServer();
  await new Promise<void>((listening) => busy.listen(base, '127.0.0.1', listening));
  try {
    const started = await up({ LIANFANG_PORT_BASE: String(base) });
    expect(started.output()).toContain(`port ${base} is busy: gateway listens on`);
  } finally {
    await new Promise((closed) => busy.close(closed));
  }
});

test('a service that dies is started again', async () => {
  await up();
  const people = (await house.status()).services.find((service) => service.name === 'people')!;
  await fetch(`${people.url}/crash`).catch((error: Error) => expect(error.message).toContain('fetch failed'));
  await eventually(async () => {
    const again = (await house.status()).services.find((service) => service.name === 'people');
    expect(again).toMatchObject({ healthy: true });
    expect(again!.pid).not.toBe(people.pid);
  }, { within: 20_000 });
});

test('reset empties a running demo and brings it up again', async () => {
  await up();
  const before = (await house.status()).services.map((service) => service.pid);
  const done = await house.command('reset');
  expect(done).toMatchObject({ code: 0, output: expect.stringContaining('as new') });
  const after = await house.status();
  expect(after.ready).toBe(true);
  expect(after.services.map((service) => service.pid).filter((pid) => before.includes(pid))).toEqual([]);
});

test('a broker that is named but does not answer stops the start, with the way out', async () => {
  running = house.start({ LIANFANG_BROKER: '', KAFKA_BROKERS: '127.0.0.1:1' });
  expect(await running.ended).toBe(1);
  expect(running.output()).toMatch(/none of KAFKA_BROKERS=127.0.0.1:1 answers.*unset KAFKA_BROKERS/);
});

test('a variable with a wrong value is named', async () => {
  const { code, output } = await house.command('start', [], { LIANFANG_PORT_BASE: 'eighty' });
  expect({ code, output }).toEqual({ code: 1, output: expect.stringContaining('LIANFANG_PORT_BASE is "eighty"') });
});

test('PostgreSQL that is killed comes back on its port', async () => {
  const started = await up();
  const [postgres] = pidsOf(house).slice(-1);
  process.kill(postgres!, 'SIGKILL');
  await eventually(() => {
    expect(started.output()).toContain('PostgreSQL ended by itself');
    const [again] = pidsOf(house).slice(-1);
    expect(again).not.toBe(postgres);
    expect(commandLine(again!)).toContain('postgres');
  }, { within: 20_000 });
});
