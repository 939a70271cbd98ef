import { spawn } from 'node:child_process';
import { existsSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { freshDatabase } from '@lianfang/testing/postgres';
import { testEventKey, testEventKeys } from '@lianfang/testing/signing';
import { eventually } from '@lianfang/testing/wait';
import { parse } from 'yaml';
import { anyPorts } from '../process/port.ts';
import { copyHouse, runIn } from './house.ts';
import { NotPossible, planSubgraph } from './subgraph.ts';

const repository = process.cwd();
const node = join(repository, 'node_modules', '.bin', 'node');
const nextPort = 4100 + readdirSync('apps').filter((app) => existsSync(join('apps', app, 'src', 'schema.graphql'))).length + 1;
let house: string;

beforeAll(() => void (house = copyHouse()));
afterAll(() => rmSync(house, { recursive: true, force: true }));

const run = (script: string, ...argv: string[]) => runIn(house, script, ...argv);
const succeeded = (output = '') => ({ status: 0, output: expect.stringContaining(output) });

describe('a new subgraph', () => {
  test('is made, composes, and is what the house expects of a subgraph', () => {
    expect(run('tools/generators/main.ts', 'subgraph', 'enterprises')).toEqual(succeeded('npm test apps/enterprises'));
    expect(readFileSync(join(house, 'apps/gateway/supergraph.graphql'), 'utf8')).toContain(`ENTERPRISES @join__graph(name: "enterprises", url: "http://127.0.0.1:${nextPort}/graphql")`);
  });

  test('type-checks', () => {
    expect(run('node_modules/typescript/bin/tsc', '-p', 'apps/enterprises')).toEqual(succeeded());
  });

  test('passes its own tests and those of the container file', () => {
    const tested = run('node_modules/jest/bin/jest.js', 'apps/enterprises', 'tools/docker', '--runInBand');
    expect(tested).toEqual(succeeded('Test Suites: 3 passed, 3 total'));
    const compose = parse(readFileSync(join(house, 'docker-compose.yml'), 'utf8'), { merge: true });
    expect(compose.services.enterprises.environment).toMatchObject({ APP: 'enterprises', PORT: String(nextPort), LIANFANG_DEMO: '${LIANFANG_DEMO:-1}' });
  }, 120_000);

  test('starts, is ready, replays its dead letters and ends when told', async () => {
    const fresh = await freshDatabase({ name: 'generated', migrations: [], entities: [] });
    const [port] = await anyPorts(1);
    const service = spawn(node, ['apps/enterprises/src/main.ts'], {
      cwd: house,
      stdio: ['ignore', 'pipe', 'pipe'],
      env: {
        PATH: process.env.PATH, PORT: String(port), DATABASE_URL: fresh.url, LIANFANG_BROKER: 'embedded', EMBEDDED_LOG_URL: fresh.url,
        OIDC_ISSUER: 'http://127.0.0.1:1', GATEWAY_SECRET: 'a-secret-of-this-very-test', AUDIT_KEY: Buffer.alloc(32, 'audit').toString('base64'),
        EVENT_KEY: testEventKey, EVENT_KEYS: testEventKeys('enterprises', 'agencies'),
      },
    });
    const said: string[] = [];
    for (const stream of [service.stdout, service.stderr]) stream.on('data', (text) => said.push(String(text)));
    const ended = new Promise<number | null>((settle) => service.once('exit', settle));
    try {
      await eventually(async () => {
        if (service.exitCode !== null) throw new Error(`it ended: ${said.join('')}`);
        expect((await fetch(`http://127.0.0.1:${port}/health/ready`)).status).toBe(200);
      }, { within: 60_000 });
      service.kill('SIGUSR2');
      await eventually(() => expect(said.join('')).toContain('dead letters replayed'), { within: 10_000 });
    } finally {
      service.kill('SIGTERM');
    }
    expect(await ended).toBe(0);
    await fresh.drop();
  }, 90_000);

  test('is not made twice', () => {
    const again = run('tools/generators/main.ts', 'subgraph', 'enterprises');
    expect(again).toEqual({ status: 1, output: expect.stringContaining('apps/enterprises exists already') });
  });

  test('says how it is asked for', () => {
    for (const argv of [[], ['subgraph'], ['service', 'x'], ['subgraph', 'one', 'two']]) {
      expect(run('tools/generators/main.ts', ...argv)).toEqual({ status: 2, output: expect.stringContaining('usage: npm run new') });
    }
  });
});

describe('a name that cannot be', () => {
  test.each([
    ['Enterprises', undefined, /small letters/],
    ['my-app', undefined, /small letters/],
    ['ab', undefined, /small letters/],
    ['../etc', undefined, /small letters/],
    ['gateway', undefined, /exists already/],
    ['people', undefined, /exists already/],
    ['persons', undefined, /has Person already/],
    ['quarters', 'query', /cannot be called Query/],
    ['quarters', 'alert', /has Alert already/],
  ])('%s (%s) is refused', (name, noun, reason) => {
    expect(() => planSubgraph(repository, name, noun)).toThrow(NotPossible);
    expect(() => planSubgraph(repository, name, noun)).toThrow(reason);
  });

  test('leaves nothing behind', () => expect(existsSync('apps/persons')).toBe(false));
});
