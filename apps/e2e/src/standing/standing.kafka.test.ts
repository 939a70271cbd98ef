import { execFile } from 'node:child_process';
import { generateKeyPairSync } from 'node:crypto';
import type { KeyObject } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { checkDigitOf } from '@lianfang/contracts/documents';
import { callRaw } from '@lianfang/testing/graph';
import { startHouse, type House } from '@lianfang/testing/house';
import { eventually } from '@lianfang/testing/wait';

/* B24 and B27 on the whole house: who may still act, in every process, within seconds of the change. */

jest.setTimeout(300_000);

const run = promisify(execFile);
const tell = (text: string) => process.stderr.write(`${text}\n`);
/** The bar is a minute. */
const within = 60_000;

let house: House;
let folder: string;

beforeAll(async () => {
  house = await startHouse({ broker: 'kafka', seeded: false });
  folder = mkdtempSync(join(tmpdir(), 'lianfang-standing-'));
});
afterAll(async () => {
  rmSync(folder, { recursive: true, force: true });
  await house?.stop();
});

/** What every process says to this token: its name, and the HTTP status or code. */
async function verdicts(token: string): Promise<Map<string, string>> {
  const subgraphs = house.started.services.filter(({ name }) => name !== 'gateway' && name !== 'identity');
  const direct = subgraphs.map(async ({ name, url }) => {
    const { status } = await callRaw(`${url}/graphql`, { query: '{ __typename }', token, gatewaySecret: house.gatewaySecret() });
    return [name, status === 200 ? 'let in' : String(status)] as const;
  });
  const { errors } = await callRaw(house.started.gateway.graphql, { query: '{ caller { accountId } }', token, gatewaySecret: null });
  return new Map([...(await Promise.all(direct)), ['gateway', errors?.[0]?.extensions?.code ?? 'let in'] as const]);
}

/** Time until every process says what is expected, from the answer of the change. */
async function everywhere(token: string, expected: 'let in' | 'refused'): Promise<number> {
  const began = performance.now();
  await eventually(async () => expect([...(await verdicts(token))].filter(([, said]) => (said === 'let in') !== (expected === 'let in'))).toEqual([]), { within });
  return performance.now() - began;
}

async function signIn(user: string): Promise<string> {
  const { origin } = new URL(house.started.pages.identity);
  const logins = (await (await fetch(`${origin}/demo/logins`)).json()) as { user: string; password: string }[];
  const login = logins.find((one) => one.user === user);
  const answer = await fetch(`${origin}/demo/token`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ user, password: login?.password ?? '' }) });
  return ((await answer.json()) as { token: string }).token;
}

const registerAccount = `mutation ($input: RegisterAccountInput!) { registerAccount(input: $input) { id } }`;

test('an account is registered, signs in, is suspended, resumed and signed out, in all eight processes', async () => {
  await house.call('admin', registerAccount, { input: { key: crypto.randomUUID(), accountId: 'li.na', name: '李娜', roles: ['street-clerk'], areaCode: '410811001' } });
  await eventually(async () => expect(await signIn('li.na')).toBeTruthy(), { within });
  const token = await signIn('li.na');
  await everywhere(token, 'let in');
  const times: string[] = [];
  for (const [verb, expected] of [['suspend', 'refused'], ['resume', 'let in'], ['signOut', 'refused']] as const) {
    await house.call('admin', `mutation { ${verb}Account(accountId: "li.na") { id } }`);
    times.push(`${verb} ${Math.round(await everywhere(token, expected))} ms`);
  }
  tell(`  in every process after: ${times.join(', ')}`);
});

test('bad tokens and those of nobody are let in nowhere', async () => {
  const [head, body, signature] = house.token('street').split('.') as [string, string, string];
  const claims = JSON.parse(Buffer.from(body, 'base64url').toString()) as Record<string, unknown>;
  const forged = (change: object) => [head, Buffer.from(JSON.stringify({ ...claims, ...change })).toString('base64url'), signature].join('.');
  const unsigned = [Buffer.from('{"alg":"none"}').toString('base64url'), body, ''].join('.');
  for (const token of [forged({ area: '41' }), forged({ sub: 'health' }), unsigned, 'x', `${head}.${body}.`, forged({ iss: 'urn:lianfang:key:019a0000-0000-7000-8000-000000000000' })]) {
    expect([...(await verdicts(token))].filter(([, said]) => said === 'let in')).toEqual([]);
  }
});

describe('an outside agency', () => {
  let keyId: string;
  let pair: { publicKey: KeyObject; privateKey: KeyObject };
  const workers = [1, 2].map((serial) => `9908111990010100${serial}`).map((digits) => digits + checkDigitOf(digits));

  beforeAll(async () => {
    pair = generateKeyPairSync('ed25519');
    const { kty, crv, x } = pair.publicKey.export({ format: 'jwk' });
    const input = { key: crypto.randomUUID(), label: '工信局用工核验', areaCode: '410811', scopes: ['clearance:read'], jwk: { kty, crv, x }, expiresAt: new Date(Date.now() + 86_400_000).toISOString() };
    keyId = (await house.call<{ registerKey: { id: string } }>('outside-admin', `mutation ($input: RegisterKeyInput!) { registerKey(input: $input) { id } }`, { input })).registerKey.id;
    writeFileSync(join(folder, 'key.json'), JSON.stringify(pair.privateKey.export({ format: 'jwk' })));
    writeFileSync(join(folder, 'key.pem'), pair.privateKey.export({ format: 'pem', type: 'pkcs8' }));
    writeFileSync(join(folder, 'workers.txt'), workers.join('\n'));
  });

  const environment = (keyFile: string) => ({
    ...process.env, GATEWAY: new URL(house.started.gateway.graphql).origin, KEY_ID: keyId, KEY_FILE: join(folder, keyFile), WORKERS: join(folder, 'workers.txt'),
  });

  it('gets a yes or a no by each of the example programs', async () => {
    const byNode = () => run(process.execPath, ['--disable-warning=ExperimentalWarning', 'docs/api/examples/machine.ts'], { env: environment('key.json') });
    await eventually(async () => expect((await byNode()).stdout).toBe('yes\nyes\n'), { within });
    const byShell = await run('sh', ['docs/api/examples/machine.sh', ...workers], { env: environment('key.pem') });
    expect(JSON.parse(byShell.stdout)).toMatchObject({ data: { clearances: [true, true] } });
  });

  it('gets nothing else, and nothing any more when its key is revoked', async () => {
    const { stdout } = await run(process.execPath, ['--disable-warning=ExperimentalWarning', 'tools/keys/key.ts', 'token', '--id', keyId, '--file', join(folder, 'key.json')]);
    const token = stdout.trim();
    await everywhere(token, 'let in');
    const asked = await callRaw(house.started.gateway.graphql, { query: `{ people(areaCode: "410811") { totalCount } }`, token, gatewaySecret: null });
    expect(asked.errors?.[0]?.extensions?.code).toBe('UNAUTHORIZED_FIELD_OR_TYPE');
    await house.call('outside-admin', `mutation ($id: ID!) { revokeKey(keyId: $id) { id } }`, { id: keyId });
    tell(`  a revoked key is void in every process after ${Math.round(await everywhere(token, 'refused'))} ms`);
  });
});

describe('a broken glass', () => {
  const breakGlass = `mutation ($input: BreakGlassInput!) { breakGlass(input: $input) { id } }`;
  const input = (more: object = {}) => ({ input: { key: crypto.randomUUID(), areaCode: '410811002', reason: '追踪密接者，昨夜与确诊病例同住', ...more } });
  const looking = `{ people(areaCode: "410811002") { totalCount } }`;
  const operationsOf = async (result?: string) => {
    const filter = { actor: 'street', ...(result ? { result } : {}) };
    const { auditEntries } = await house.call<{ auditEntries: { edges: { node: { operation: string; result: string } }[] } }>(
      'auditor', `query ($filter: AuditFilter!) { auditEntries(filter: $filter, first: 100) { edges { node { operation result } } } }`, { filter });
    return auditEntries.edges.map(({ node }) => `${node.operation} ${node.result}`);
  };

  it('without a reason, or for a whole county, opens nothing and is in the trail', async () => {
    expect((await house.refused('street', breakGlass, input({ reason: 'x' }))).code).toBe('GLASS_REASON_MISSING');
    expect((await house.refused('street', breakGlass, input({ areaCode: '410802' }))).code).toBe('GLASS_AREA_TOO_WIDE');
    expect((await house.refused('street', looking)).code).toBe('AREA_NOT_YOURS');
    await eventually(async () => expect(await operationsOf()).toEqual(expect.arrayContaining([
      expect.stringMatching(/breakGlass GLASS_REASON_MISSING/), expect.stringMatching(/breakGlass GLASS_AREA_TOO_WIDE/), expect.stringMatching(/people AREA_NOT_YOURS/),
    ])), { within });
  });

  it('is told to the owning agency at once, shows the area, lets nobody write, and ends when it is closed', async () => {
    const told = await listen('register', `subscription { glassOpened(areaCode: "410811") { id accountId reason } }`);
    const began = performance.now();
    const { breakGlass: opening } = await house.call<{ breakGlass: { id: string } }>('street', breakGlass, input());
    await eventually(() => expect(told.text()).toContain(opening.id), { within });
    tell(`  the owning agency heard of the glass after ${Math.round(performance.now() - began)} ms`);
    expect(told.text()).toContain('追踪密接者');
    await told.end();
    await eventually(() => house.call('street', looking), { within });
    expect((await house.refused('street', `{ people(areaCode: "410811003") { totalCount } }`)).code).toBe('AREA_NOT_YOURS');
    const enter = `mutation ($input: IdentifyPersonInput!) { identifyPerson(input: $input) { id } }`;
    expect((await house.refused('street', enter, { input: { key: crypto.randomUUID(), name: '赵小明', idNumber: '990811199001010018', areaCode: '410811002001' } })).code).toBe('AREA_NOT_YOURS');
    await house.call('street', `mutation ($id: ID!) { closeGlass(openingId: $id) { open } }`, { id: opening.id });
    await eventually(async () => expect((await house.refused('street', looking)).code).toBe('AREA_NOT_YOURS'), { within });
    await eventually(async () => expect(await operationsOf('DONE')).toEqual(expect.arrayContaining(['breakGlass DONE', 'closeGlass DONE'])), { within });
  });
});

/** A stream as server-sent events, read until it is ended. */
async function listen(user: string, query: string): Promise<{ text(): string; end(): Promise<void> }> {
  const stop = new AbortController();
  const headers = { 'content-type': 'application/json', accept: 'text/event-stream', authorization: `Bearer ${house.token(user)}` };
  const response = await fetch(house.started.gateway.graphql, { method: 'POST', headers, body: JSON.stringify({ query }), signal: stop.signal });
  expect(response.status).toBe(200);
  let text = '';
  const decoder = new TextDecoder();
  const reading = (async () => {
    for await (const chunk of response.body!) text += decoder.decode(chunk as Uint8Array, { stream: true });
  })().catch((error: unknown) => {
    if (!stop.signal.aborted) throw error;
  });
  return {
    text: () => text,
    async end() {
      stop.abort();
      await reading;
    },
  };
}
