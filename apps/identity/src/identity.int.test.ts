import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { createHash, randomBytes, randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { mkdtemp, rm, stat } from 'node:fs/promises';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { demoAccounts, roles, scopesOf } from '@lianfang/contracts/access';
import { AccountChanged, topicOf } from '@lianfang/contracts/events';
import { createTokenReader } from '@lianfang/platform/auth';
import { openBroker } from '@lianfang/platform/broker';
import { createLog } from '@lianfang/platform/observability';
import { freshDatabase } from '@lianfang/testing/postgres';
import type { FreshDatabase } from '@lianfang/testing/postgres';
import { signed, testEventKeys } from '@lianfang/testing/signing';
import { eventually } from '@lianfang/testing/wait';

jest.setTimeout(90_000);

const pages = 'http://127.0.0.1:4000';
const callback = `${pages}/dashboard/login/callback`;

let folder: string;
let issuer: string;
let identity: ChildProcess;
/** An event log of its own: what other tests tell of accounts is not heard here. */
let eventLog: FreshDatabase;
let brokerEnv: Record<string, string>;

beforeAll(async () => {
  eventLog = await freshDatabase({ name: 'identity_log', migrations: [], entities: [] });
  brokerEnv = { LIANFANG_BROKER: 'embedded', EMBEDDED_LOG_URL: eventLog.url };
  folder = await mkdtemp(join(tmpdir(), 'lianfang-identity-'));
  issuer = `http://127.0.0.1:${await freePort()}`;
  identity = await start();
});
afterAll(async () => {
  await stop(identity);
  await rm(folder, { recursive: true });
  await eventLog.drop();
});

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

function run(env: NodeJS.ProcessEnv): ChildProcess {
  return spawn(process.execPath, ['--experimental-strip-types', '--no-warnings', 'apps/identity/src/main.ts'], {
    env: { PATH: process.env.PATH, PORT: new URL(issuer).port, IDENTITY_KEYS_FILE: join(folder, 'identity.json'), PAGES_ORIGIN: pages, LOG_LEVEL: 'warn', EVENT_KEYS: testEventKeys('agencies'), ...brokerEnv, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
}

async function start(): Promise<ChildProcess> {
  const child = run({});
  await eventually(async () => expect((await fetch(`${issuer}/health/ready`)).status).toBe(200), { within: 60_000 });
  return child;
}

async function stop(child: ChildProcess): Promise<void> {
  child.kill('SIGTERM');
  expect(await once(child, 'exit')).toEqual([0, null]);
}

const read = (token: string) => createTokenReader({ issuer, audience: 'lianfang' })(`Bearer ${token}`);

/** A browser without scripts: keeps cookies, follows the provider's redirects and stops before it leaves for the pages. */
function browser() {
  const cookies = new Map<string, string>();
  async function go(url: string, form?: Record<string, string>): Promise<Response> {
    const response = await fetch(url, {
      redirect: 'manual',
      method: form ? 'POST' : 'GET',
      body: form && new URLSearchParams(form),
      headers: { cookie: [...cookies].map(([name, value]) => `${name}=${value}`).join('; ') },
    });
    for (const cookie of response.headers.getSetCookie()) {
      const [name = '', value = ''] = cookie.split(';')[0]!.split('=');
      cookies.set(name, value);
    }
    const next = response.headers.get('location');
    const target = next && new URL(next, url).href;
    return target?.startsWith(issuer) ? go(target) : response;
  }
  return { go };
}

function loginRequest(change: Record<string, string | undefined> = {}) {
  const verifier = randomBytes(32).toString('base64url');
  const query = Object.entries({
    client_id: 'dashboard', response_type: 'code', redirect_uri: callback, scope: 'openid profile offline_access', state: 'here',
    code_challenge: createHash('sha256').update(verifier).digest('base64url'), code_challenge_method: 'S256', ...change,
  }).filter((pair): pair is [string, string] => pair[1] !== undefined);
  return { verifier, url: `${issuer}/auth?${new URLSearchParams(query)}` };
}

async function tokens(form: Record<string, string>): Promise<Record<string, string>> {
  const response = await fetch(`${issuer}/token`, { method: 'POST', headers: { origin: pages }, body: new URLSearchParams({ client_id: 'dashboard', ...form }) });
  expect(response.headers.get('access-control-allow-origin')).toBe(pages);
  return (await response.json()) as Record<string, string>;
}

async function signIn(form: Record<string, string>, change: Record<string, string> = {}) {
  const { verifier, url } = loginRequest(change);
  const { go } = browser();
  const page = await go(url);
  const left = await go(page.url, form);
  const answer = new URL(left.headers.get('location')!);
  expect(`${answer.origin}${answer.pathname}`).toBe(callback);
  expect(answer.searchParams.get('state')).toBe('here');
  return tokens({ grant_type: 'authorization_code', code: answer.searchParams.get('code')!, redirect_uri: callback, code_verifier: verifier });
}

describe('signing in', () => {
  it('takes one tap, and the token tells agency, role, area and scopes', async () => {
    const { access_token, refresh_token, id_token } = await signIn({ tap: 'guard' });
    expect(await read(access_token!)).toMatchObject({
      id: 'guard', name: '高速口卡点', agency: 'police', roles: ['checkpoint-guard'], areaCode: '410811', kind: 'user',
      scopes: new Set(scopesOf(['checkpoint-guard'])),
    });
    expect((await read(access_token!))!.tokenId).toBeTruthy();
    expect(refresh_token).toBeTruthy();
    expect(id_token).toBeTruthy();
  });

  it('gives a new token for a refresh token, once', async () => {
    const { refresh_token } = await signIn({ tap: 'health' });
    const renewed = await tokens({ grant_type: 'refresh_token', refresh_token: refresh_token! });
    expect(await read(renewed.access_token!)).toMatchObject({ id: 'health', agency: 'health' });
    expect(await tokens({ grant_type: 'refresh_token', refresh_token: refresh_token! })).toMatchObject({ error: 'invalid_grant' });
  });

  it('asks nobody for consent, though a client may name it', async () => {
    expect(await signIn({ tap: 'grid' }, { prompt: 'consent' })).toHaveProperty('refresh_token');
  });

  it('takes user and password, and shows the form again when they do not fit', async () => {
    const { go } = browser();
    const { url } = loginRequest();
    const page = await go(url);
    const refused = await go(page.url, { user: '<b>guard', password: 'wrong' });
    expect(refused.status).toBe(401);
    expect(await refused.text()).toMatch(/账号或密码不正确[^]*value="&#60;b&#62;guard"/);
    const [login] = (await (await fetch(`${issuer}/demo/logins`)).json()) as { user: string; password: string }[];
    const left = await go(page.url, { user: login!.user, password: login!.password });
    expect(left.headers.get('location')).toContain(`${callback}?code=`);
  });

  it('is refused without PKCE, to a foreign page, and on a page that is not of this browser', async () => {
    const { go } = browser();
    const withoutProof = await go(loginRequest({ code_challenge: undefined, code_challenge_method: undefined }).url);
    expect(withoutProof.headers.get('location')).toContain('error=invalid_request');
    const foreign = await go(loginRequest({ redirect_uri: 'https://evil.example/' }).url);
    expect(foreign.status).toBe(400);
    expect(foreign.headers.get('content-security-policy')).toContain("default-src 'none'");
    expect(await foreign.text()).toContain('无法登录');
    const page = await browser().go(loginRequest().url);
    expect((await fetch(page.url, { method: 'POST', body: new URLSearchParams({ tap: 'guard' }) })).status).toBe(400);
  });
});

describe('the login page', () => {
  it('offers every role in Chinese and English and loads nothing from outside', async () => {
    const page = await browser().go(loginRequest().url);
    const html = await page.text();
    for (const { role, zh } of demoAccounts) {
      expect(html).toContain(roles[role].zh);
      expect(html).toContain(roles[role].en);
      expect(html).toContain(zh);
    }
    expect(html).not.toMatch(/https?:\/\/|<script|<link|@import|url\(/);
    expect(page.headers.get('content-security-policy')).toMatch(/default-src 'none'; style-src 'sha256-/);
  });
});

describe('signing out', () => {
  it('asks once and goes back to the app', async () => {
    const { go } = browser();
    const { url } = loginRequest();
    await go((await go(url)).url, { tap: 'supply' });
    const asked = await go(`${issuer}/session/end?${new URLSearchParams({ client_id: 'dashboard', post_logout_redirect_uri: `${pages}/dashboard/` })}`);
    const html = await asked.text();
    expect(html).toContain('退出登录？');
    expect(asked.headers.get('content-security-policy')).toContain("frame-ancestors 'none'");
    const [, action = ''] = /action="([^"]+)"/.exec(html)!;
    const [, xsrf = ''] = /name="xsrf" value="([^"]+)"/.exec(html)!;
    expect((await go(action, { xsrf, logout: 'yes' })).headers.get('location')).toBe(`${pages}/dashboard/`);
    expect(new URL((await go(url)).url).pathname).toMatch(/^\/login\//);
  });
});

describe('the short cuts of the demo', () => {
  const ask = (body: unknown, origin = pages) =>
    fetch(`${issuer}/demo/token`, { method: 'POST', headers: { 'content-type': 'application/json', origin }, body: JSON.stringify(body) });

  it('list one login per account and give a token for twelve hours', async () => {
    const logins = (await (await fetch(`${issuer}/demo/logins`)).json()) as { user: string; password: string }[];
    expect(logins.map(({ user }) => user)).toEqual(demoAccounts.map(({ user }) => user));
    for (const { user, password } of logins) {
      const { token, expiresAt } = (await (await ask({ user, password })).json()) as { token: string; expiresAt: string };
      expect(await read(token)).toMatchObject({ id: user, tokenId: expect.stringMatching(/^.{36}$/) });
      expect(Math.round((Date.parse(expiresAt) - Date.now()) / 3_600_000)).toBe(12);
    }
  });

  it('refuse a wrong password, a missing one, and pages of others', async () => {
    expect((await ask({ user: 'guard', password: 'wrong' })).status).toBe(401);
    expect((await ask({ user: 'guard', password: '' })).status).toBe(401);
    expect((await ask({ user: 'nobody', password: 'undefined' })).status).toBe(401);
    expect((await ask({ user: 'guard' })).status).toBe(400);
    expect((await ask({}, 'https://evil.example')).headers.get('access-control-allow-origin')).toBeNull();
    expect((await ask({})).headers.get('access-control-allow-origin')).toBe(pages);
  });
});

describe('accounts of the graph', () => {
  let version = 0;

  /** As the agencies service tells it; resolves when the login page knows. */
  async function tell(accountId: string, change: object, known: (logins: { user: string }[]) => boolean): Promise<void> {
    const broker = await openBroker({ embeddedLogUrl: eventLog.url, clientId: 'test', log: createLog({ name: 'test', level: 'silent' }) });
    const producer = await broker.producer();
    const data = { accountId, agency: 'street', roles: ['grid-worker'], areaCode: '410811002', suspended: false, householdId: null, version: ++version, ...change };
    const value = JSON.stringify({
      specversion: '1.0', id: randomUUID(), type: AccountChanged.name, source: 'agencies', subject: accountId, time: new Date().toISOString(), partitionkey: accountId,
      areacode: '410811', datacontenttype: 'application/json', data,
    });
    await producer.send(topicOf(AccountChanged), [signed(topicOf(AccountChanged), { key: accountId, value })]);
    await eventually(async () => expect(known((await (await fetch(`${issuer}/demo/logins`)).json()) as { user: string }[])).toBe(true), { within: 30_000 });
    await broker.close();
  }

  const isListed = (user: string) => (logins: { user: string }[]) => logins.some((login) => login.user === user);
  const isGone = (user: string) => (logins: { user: string }[]) => !isListed(user)(logins);

  it('sign in with one tap as soon as they are registered, with the rights they were given', async () => {
    await tell('li.na', {}, isListed('li.na'));
    const { access_token } = await signIn({ tap: 'li.na' });
    expect(await read(access_token!)).toMatchObject({ id: 'li.na', agency: 'street', roles: ['grid-worker'], areaCode: '410811002', scopes: new Set(scopesOf(['grid-worker'])) });
  });

  it('that are suspended get in by no door, and are told why', async () => {
    await tell('wang', {}, isListed('wang'));
    const { refresh_token } = await signIn({ tap: 'wang' });
    const logins = (await (await fetch(`${issuer}/demo/logins`)).json()) as { user: string; password: string }[];
    const { password } = logins.find(({ user }) => user === 'wang')!;
    await tell('wang', { suspended: true }, isGone('wang'));
    expect(await tokens({ grant_type: 'refresh_token', refresh_token: refresh_token! })).toMatchObject({ error: 'invalid_grant' });
    const asked = await fetch(`${issuer}/demo/token`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ user: 'wang', password }) });
    expect([asked.status, await asked.json()]).toEqual([403, { error: 'account_suspended', message: expect.stringContaining('administrator') }]);
    const { go } = browser();
    const page = await go(loginRequest().url);
    const refused = await go(page.url, { tap: 'wang' });
    expect([refused.status, await refused.text()]).toEqual([403, expect.stringContaining('该账号已停用')]);
  });

  it('of the demo are suspended as any other', async () => {
    await tell('grid', { agency: 'street', roles: ['grid-worker'], suspended: true }, isGone('grid'));
    await tell('grid', { agency: 'street', roles: ['grid-worker'] }, isListed('grid'));
    expect(await signIn({ tap: 'grid' })).toHaveProperty('access_token');
  });
});

describe('wrong passwords', () => {
  it('are counted: after ten the user waits, is told until when, and the right one does not help', async () => {
    const attempt = (password: string) => fetch(`${issuer}/demo/token`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ user: 'supply', password }) });
    const logins = (await (await fetch(`${issuer}/demo/logins`)).json()) as { user: string; password: string }[];
    for (let n = 0; n < 10; n++) expect((await attempt('wrong')).status).toBe(401);
    const blocked = await attempt(logins.find(({ user }) => user === 'supply')!.password);
    expect([blocked.status, await blocked.json()]).toEqual([429, { error: 'too_many_attempts', message: expect.stringMatching(/请于 \d\d:\d\d 后再试/) }]);
    expect(Number(blocked.headers.get('retry-after'))).toBeGreaterThan(800);
    const { go } = browser();
    const page = await go(loginRequest().url);
    expect((await go(page.url, { user: 'supply', password: 'wrong' })).status).toBe(429);
  });
});

describe('the provider itself', () => {
  it('keeps its keys over a restart, for its owner alone, so that tokens stay good', async () => {
    const { access_token } = await signIn({ tap: 'police' });
    await stop(identity);
    identity = await start();
    expect(await read(access_token!)).toMatchObject({ id: 'police' });
    expect((await stat(join(folder, 'identity.json'))).mode & 0o777).toBe(0o600);
  });

  it('does not show its private key', async () => {
    const { keys } = (await (await fetch(`${issuer}/jwks`)).json()) as { keys: Record<string, string>[] };
    expect(keys).toHaveLength(1);
    expect(Object.keys(keys[0]!).sort()).toEqual(['alg', 'e', 'kid', 'kty', 'n', 'use']);
  });

  it('does not start in production', async () => {
    const child = run({ NODE_ENV: 'production', PORT: '0' });
    let said = '';
    child.stderr!.on('data', (chunk: Buffer) => (said += chunk.toString()));
    expect(await once(child, 'exit')).toEqual([1, null]);
    expect(said).toContain('Production names its own issuer');
  });
});
