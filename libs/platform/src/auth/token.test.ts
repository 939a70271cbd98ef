import { createServer } from 'node:http';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { SignJWT, exportJWK, generateKeyPair } from 'jose';
import type { CryptoKey, JWK } from 'jose';
import { createTokenReader } from './index.ts';

const claims = { sub: 'guard', name: '高速口卡点', agency: 'police', roles: ['checkpoint-guard'], scope: 'passage:record area:read', area: '410811' };

let server: Server;
let issuer: string;
const published: JWK[] = [];
let fetched = 0;
let key: CryptoKey;

async function makeKey(kid: string): Promise<CryptoKey> {
  const { publicKey, privateKey } = await generateKeyPair('RS256');
  published.push({ ...(await exportJWK(publicKey)), kid, alg: 'RS256' });
  return privateKey;
}

beforeAll(async () => {
  server = createServer((_request, response) => {
    fetched += 1;
    response.setHeader('connection', 'close').end(JSON.stringify({ keys: published }));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  key = await makeKey('first');
});
afterAll(() => new Promise((resolve) => server.close(resolve)));

function sign(payload: Record<string, unknown>, o: { key?: CryptoKey; kid?: string; alg?: string; exp?: string; issuer?: string; audience?: string } = {}): Promise<string> {
  return new SignJWT(payload)
    .setProtectedHeader({ alg: o.alg ?? 'RS256', kid: o.kid ?? 'first' })
    .setIssuer(o.issuer ?? issuer).setAudience(o.audience ?? 'lianfang').setExpirationTime(o.exp ?? '1h')
    .sign(o.key ?? key);
}

const reader = () => createTokenReader({ issuer, audience: 'lianfang' });

describe('a good token', () => {
  it('becomes an actor', async () => {
    const token = await sign(claims);
    expect(await reader()(`Bearer ${token}`)).toEqual({
      id: 'guard', name: '高速口卡点', agency: 'police', roles: ['checkpoint-guard'], scopes: new Set(['passage:record', 'area:read']),
      areaCode: '410811', openings: [], seesOwnArea: true, tokenId: '', token, kind: 'user',
    });
  });

  it('of a client that acts for itself is a service', async () => {
    expect(await reader()(`Bearer ${await sign({ ...claims, sub: 'outside', client_id: 'outside' })}`)).toMatchObject({ kind: 'service' });
  });

  it('without an area reaches nowhere, rather than everywhere', async () => {
    expect(await reader()(`Bearer ${await sign({ ...claims, area: undefined })}`)).toMatchObject({ areaCode: '-' });
  });

  it('is checked with keys that are fetched once', async () => {
    const read = reader();
    const before = fetched;
    for (const sub of ['a', 'b', 'c']) await read(`Bearer ${await sign({ ...claims, sub })}`);
    expect(fetched - before).toBe(1);
  });
});

describe('no token', () => {
  it('is nobody', async () => {
    expect(await reader()(undefined)).toBeNull();
  });
});

describe('a bad token', () => {
  it.each<[string, () => Promise<string>]>([
    ['no bearer', async () => 'Basic Z3VhcmQ6eA=='],
    ['expired', async () => `Bearer ${await sign(claims, { exp: '-1m' })}`],
    ['for another system of the same issuer', async () => `Bearer ${await sign(claims, { audience: 'payroll' })}`],
    ['of another issuer, signed with a key of ours', async () => `Bearer ${await sign(claims, { issuer: 'https://issuer.invalid' })}`],
    ['without a subject', async () => `Bearer ${await sign({ ...claims, sub: undefined })}`],
    ['with an area that is none', async () => `Bearer ${await sign({ ...claims, area: '' })}`],
    ['of an algorithm that we do not take, though the key would', async () => {
      const { publicKey, privateKey } = await generateKeyPair('PS256');
      published.push({ ...(await exportJWK(publicKey)), kid: 'any' });
      return `Bearer ${await sign(claims, { key: privateKey, kid: 'any', alg: 'PS256' })}`;
    }],
    ['of a key nobody published', async () => `Bearer ${await sign(claims, { key: (await generateKeyPair('RS256')).privateKey })}`],
    ['signed with a published key taken as a password', async () =>
      `Bearer ${await new SignJWT(claims).setProtectedHeader({ alg: 'HS256', kid: 'first' }).setIssuer(issuer).setAudience('lianfang').setExpirationTime('1h').sign(Buffer.from(JSON.stringify(published[0])))}`],
  ])('is refused: %s', async (_what, authorization) => {
    await expect(reader()(await authorization())).rejects.toMatchObject({ name: 'Refusal', code: 'UNAUTHENTICATED' });
  });

  it('is refused from the second on which it expires, though it was good before', async () => {
    const read = createTokenReader({ issuer, audience: 'lianfang' });
    const token = await sign(claims, { exp: '1s' });
    await read(`Bearer ${token}`);
    jest.useFakeTimers({ now: Date.now() + 10_000, doNotFake: ['nextTick', 'setImmediate', 'queueMicrotask', 'setTimeout', 'clearTimeout'] });
    await expect(read(`Bearer ${token}`)).rejects.toMatchObject({ code: 'UNAUTHENTICATED' });
    jest.useRealTimers();
  });
});

describe('an issuer that cannot be asked', () => {
  it('is our failure, not the caller\'s', async () => {
    const read = createTokenReader({ issuer, jwksUrl: 'http://127.0.0.1:1/jwks', audience: 'lianfang' });
    await expect(read(`Bearer ${await sign(claims)}`)).rejects.toThrow('keys of the token issuer');
  });
});
