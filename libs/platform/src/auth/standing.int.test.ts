import { randomUUID } from 'node:crypto';
import { AccountChanged, GlassBroken, KeyChanged, TokensRevoked, topicOf } from '@lianfang/contracts/events';
import type { EventDefinition } from '@lianfang/contracts/events';
import { testBroker } from '@lianfang/testing/broker';
import { actorOf, testIssuer } from '@lianfang/testing/graph';
import { signed, testTrust } from '@lianfang/testing/signing';
import { eventually } from '@lianfang/testing/wait';
import { SignJWT, exportJWK, generateKeyPair } from 'jose';
import type { Broker, BrokerProducer } from '../broker/index.ts';
import { createLog } from '../observability/index.ts';
import { createTokenReader, keyIssuer, openStanding } from './index.ts';
import type { Standing, StandingChange, TokenReader } from './index.ts';

const topic = topicOf(AccountChanged);
const log = createLog({ name: 'test', level: 'silent' });

let broker: Broker;
let producer: BrokerProducer;
let standing: Standing;
let read: TokenReader;

beforeAll(async () => {
  broker = await testBroker();
  await broker.ensureTopics([topic]);
  producer = await broker.producer();
  standing = await openStanding({ broker, trust: testTrust, log });
  read = createTokenReader({ ...(await testIssuer()), standing });
});
afterAll(async () => {
  await standing.stop();
  await producer.close();
  await broker.close();
});

function envelope<P>(event: EventDefinition<P>, subject: string, data: P): { key: string; value: string } {
  return {
    key: subject,
    value: JSON.stringify({
      specversion: '1.0', id: randomUUID(), type: event.name, source: 'agencies', subject, time: new Date().toISOString(), partitionkey: subject,
      areacode: '410811', datacontenttype: 'application/json', data,
    }),
  };
}

const tell = <P>(event: EventDefinition<P>, subject: string, data: P) => producer.send(topic, [signed(topic, envelope(event, subject, data))]);
const bearer = async (claims: object) => `Bearer ${await (await testIssuer()).sign({ ...actorOf('street'), ...claims })}`;
const account = (accountId: string, change: object = {}) =>
  ({ accountId, agency: 'street', roles: ['street-clerk'], areaCode: '410811001', suspended: false, householdId: null, version: 1, ...change });
const outcome = (authorization: string) => read(authorization).then((actor) => actor!.areaCode, (error: { code?: string }) => error.code);

/** A name that no other run used: all share one topic. */
const fresh = () => `u${randomUUID().slice(0, 8)}`;

test('a suspended account is refused, with a token that was good a moment ago, and comes back when it is resumed', async () => {
  const user = fresh();
  const authorization = await bearer({ sub: user });
  expect(await outcome(authorization)).toBe('410811001');
  const told = Date.now();
  await tell(AccountChanged, user, account(user, { suspended: true }));
  await eventually(async () => expect(await outcome(authorization)).toBe('UNAUTHENTICATED'), { within: 30_000 });
  // The bar is a minute; with a quiet machine it is a tenth of a second.
  expect(Date.now() - told).toBeLessThan(60_000);
  await tell(AccountChanged, user, account(user, { version: 2 }));
  await eventually(async () => expect(await outcome(authorization)).toBe('410811001'), { within: 30_000 });
});

test('who is signed out everywhere needs a new token; a single token is revoked by its id', async () => {
  const user = fresh();
  const [old, other] = [await bearer({ sub: user, jti: 'a' }), await bearer({ sub: user, jti: 'b' })];
  await tell(TokensRevoked, user, { accountId: user, agency: 'street', tokenId: 'a', before: new Date().toISOString(), until: new Date(Date.now() + 60_000).toISOString() });
  await eventually(async () => expect([await outcome(old), await outcome(other)]).toEqual(['UNAUTHENTICATED', '410811001']), { within: 30_000 });
  await tell(TokensRevoked, user, { accountId: user, agency: 'street', tokenId: null, before: new Date().toISOString(), until: null });
  await eventually(async () => expect(await outcome(other)).toBe('UNAUTHENTICATED'), { within: 30_000 });
});

test('an open socket is judged anew when something changed, and told why it ends', async () => {
  const user = fresh();
  const actor = (await read(await bearer({ sub: user })))!;
  const changes: StandingChange[] = [];
  const end = standing.onChange((change) => changes.push(change));
  const openingId = randomUUID();
  await tell(GlassBroken, user, {
    openingId, accountId: user, agency: 'street', areaCode: '410802001', personId: null, openedAt: new Date().toISOString(), until: new Date(Date.now() + 4_000).toISOString(),
  });
  await eventually(() => expect(standing.again(actor).openings.map(({ id }) => id)).toEqual([openingId]), { within: 30_000 });
  expect(standing.again(actor)).toBe(standing.again(actor));
  await eventually(() => expect(changes.filter((change) => 'accountId' in change && change.accountId === user)).toHaveLength(2), { within: 30_000 });
  expect(standing.again(actor).openings).toEqual([]);
  await tell(AccountChanged, user, account(user, { suspended: true }));
  await eventually(() => expect(() => standing.again(actor)).toThrow(expect.objectContaining({ code: 'UNAUTHENTICATED', extensions: { why: 'SUSPENDED' } })), { within: 30_000 });
  end();
});

test('what another than the agencies service sent changes nothing', async () => {
  const [user, witness] = [fresh(), fresh()];
  await producer.send(topic, [{ ...envelope(AccountChanged, user, account(user, { suspended: true })), headers: {} }]);
  await producer.send(topic, [{ key: user, value: '{"no":"event"}' }]);
  await tell(AccountChanged, witness, account(witness, { suspended: true }));
  await eventually(() => expect(standing.accounts().map(({ accountId }) => accountId)).toContain(witness), { within: 30_000 });
  expect(standing.accounts().map(({ accountId }) => accountId)).not.toContain(user);
});

test('a process that starts later knows all of it', async () => {
  const user = fresh();
  await tell(AccountChanged, user, account(user, { areaCode: '410811002' }));
  const late = await openStanding({ broker, trust: testTrust, log });
  expect(late.accounts()).toContainEqual(expect.objectContaining({ accountId: user, areaCode: '410811002' }));
  expect(late.ageMs()).toBeLessThan(5_000);
  await late.stop();
});

describe('a machine key', () => {
  async function keyPair(alg: 'EdDSA' | 'ES256') {
    const { publicKey, privateKey } = await generateKeyPair(alg);
    const { kty, crv, x, y } = await exportJWK(publicKey);
    const keyId = randomUUID();
    const sign = (change: { exp?: string; iss?: string; aud?: string } = {}) =>
      new SignJWT({}).setProtectedHeader({ alg, kid: keyId }).setIssuer(change.iss ?? keyIssuer(keyId)).setAudience(change.aud ?? 'lianfang').setIssuedAt()
        .setExpirationTime(change.exp ?? '5m').sign(privateKey).then((token) => `Bearer ${token}`);
    const register = (change: object = {}) => tell(KeyChanged, keyId, {
      keyId, agency: 'outside', areaCode: '410811', scopes: ['clearance:read'], jwk: { kty: kty as 'EC', crv: crv!, x: x!, ...(y ? { y } : {}) },
      expiresAt: new Date(Date.now() + 3_600_000).toISOString(), revoked: false, version: 1, ...change,
    });
    return { keyId, sign, register };
  }

  it.each(['EdDSA', 'ES256'] as const)('of %s signs tokens of its own, until it is revoked', async (alg) => {
    const { keyId, sign, register } = await keyPair(alg);
    const token = await sign();
    expect(await outcome(token)).toBe('UNAUTHENTICATED');
    await register();
    await eventually(async () => expect(await read(token)).toMatchObject({ id: `key:${keyId}`, kind: 'service', agency: 'outside', scopes: new Set(['clearance:read']) }), { within: 30_000 });
    await register({ revoked: true, version: 2 });
    await eventually(async () => expect(await outcome(token)).toBe('UNAUTHENTICATED'), { within: 30_000 });
  });

  it('is not believed for long, for others, or with another key', async () => {
    const [one, two] = [await keyPair('EdDSA'), await keyPair('EdDSA')];
    await Promise.all([one.register(), two.register()]);
    const good = await one.sign();
    await eventually(async () => expect(await outcome(good)).toBe('410811'), { within: 30_000 });
    expect(await outcome(await one.sign({ exp: '11m' }))).toBe('UNAUTHENTICATED');
    expect(await outcome(await one.sign({ exp: '-1m' }))).toBe('UNAUTHENTICATED');
    expect(await outcome(await one.sign({ aud: 'others' }))).toBe('UNAUTHENTICATED');
    expect(await outcome(await one.sign({ iss: keyIssuer(two.keyId) }))).toBe('UNAUTHENTICATED');
    const { issuer } = await testIssuer();
    expect(await outcome(await one.sign({ iss: issuer }))).toBe('UNAUTHENTICATED');
  });
});
