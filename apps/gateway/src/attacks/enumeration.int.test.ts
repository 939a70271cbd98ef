import { randomUUID } from 'node:crypto';
import { createTokenReader, openStanding } from '@lianfang/platform/auth';
import type { Standing } from '@lianfang/platform/auth';
import type { Broker, BrokerProducer } from '@lianfang/platform/broker';
import { createLog } from '@lianfang/platform/observability';
import { AccountChanged, TokensRevoked, topicOf } from '@lianfang/contracts/events';
import type { EventDefinition } from '@lianfang/contracts/events';
import { testBroker } from '@lianfang/testing/broker';
import { actorOf, testGatewaySecret, testIssuer } from '@lianfang/testing/graph';
import { signed, testTrust } from '@lianfang/testing/signing';
import { eventually } from '@lianfang/testing/wait';
import { SignJWT, UnsecuredJWT, generateKeyPair } from 'jose';
import { usualLimits } from '../demand/demand.ts';
import { RawSocket } from '../fixtures/clients.ts';
import { startFixtureGateway } from '../fixtures/gateway.ts';
import { registry } from '../fixtures/registry.ts';
import { type Fixture, startFixture } from '../fixtures/serve.ts';

const topic = topicOf(AccountChanged);
let fixture: Fixture;
let broker: Broker;
let producer: BrokerProducer;
let standing: Standing;
let gateway: Awaited<ReturnType<typeof startFixtureGateway>>;

beforeAll(async () => {
  fixture = await startFixture(registry);
  broker = await testBroker();
  await broker.ensureTopics([topic]);
  producer = await broker.producer();
  standing = await openStanding({ broker, trust: testTrust, log: createLog({ name: 'test', level: 'silent' }) });
  const { issuer, jwksUrl, audience } = await testIssuer();
  gateway = await startFixtureGateway(fixture, {
    tokens: createTokenReader({ issuer, jwksUrl, audience, standing }), standing, broker, gatewaySecret: testGatewaySecret,
    demand: { ...usualLimits, requestsPerAddress: 10_000 },
  });
});
afterAll(async () => {
  await gateway.stop();
  await fixture.stop();
  await standing.stop();
  await producer.close();
  await broker.close();
});
beforeEach(() => (fixture.calls.length = 0));

const bearer = async (claims: object, o: { expiresIn?: string; audience?: string; issuer?: string } = {}) => `Bearer ${await (await testIssuer()).sign({ ...actorOf('community'), ...claims }, o)}`;
const lookup = (number: number) => `{ people(search: "4108111970010${10_000 + number}") { id } }`;

async function ask(authorization: string | undefined, query = '{ list(first: 1) { id } }'): Promise<number> {
  const response = await fetch(`${gateway.url}/graphql`, { method: 'POST', headers: { 'content-type': 'application/json', ...(authorization === undefined ? {} : { authorization }) }, body: JSON.stringify({ query }) });
  await response.text();
  return response.status;
}

test('over sockets as over HTTP: a caller who has looked up thirty people is told when to come back, on every way', async () => {
  const authorization = await bearer({ sub: `reader-${randomUUID()}` });
  const sockets = await Promise.all([0, 1, 2].map(() => new RawSocket(gateway.url).initialised({ authorization })));
  for (let at = 0; at < 30; at++) sockets[at % 3]!.subscribe(`q${at}`, lookup(at));
  await eventually(() => expect(sockets.flatMap(({ received }) => received.filter(({ type }) => type === 'next'))).toHaveLength(30));
  fixture.calls.length = 0;
  sockets[0]!.subscribe('more', lookup(31));
  await eventually(() => expect(sockets[0]!.told('more')[0]?.errors?.[0]?.extensions).toEqual({ code: 'LOOKUPS_EXHAUSTED', retryAfter: expect.any(Number) }));
  expect(await ask(authorization, lookup(32))).toBe(429);
  expect(fixture.calls).toEqual([]);
  for (const socket of sockets) socket.close();
});

test('another token of the same person does not help', async () => {
  const sub = `reader-${randomUUID()}`;
  const statuses: number[] = [];
  for (let at = 0; at < 32; at++) statuses.push(await ask(await bearer({ sub, jti: String(at) }), lookup(at)));
  expect(statuses).toEqual([...Array.from({ length: 30 }, () => 200), 429, 429]);
});

describe('tokens that are not good', () => {
  const claims = async () => ({ ...actorOf('community'), iss: (await testIssuer()).issuer, aud: (await testIssuer()).audience, exp: Math.floor(Date.now() / 1_000) + 3_600 });
  const bad: [string, () => Promise<string>][] = [
    ['nonsense', async () => 'Bearer nonsense'],
    ['another scheme', async () => 'Basic Y29tbXVuaXR5OmNvbW11bml0eQ=='],
    ['no scheme', async () => (await bearer({})).slice('Bearer '.length)],
    ['unsigned', async () => `Bearer ${new UnsecuredJWT(await claims()).encode()}`],
    ['signed by another', async () => `Bearer ${await new SignJWT(await claims()).setProtectedHeader({ alg: 'RS256', kid: 'test' }).sign((await generateKeyPair('RS256')).privateKey)}`],
    ['signed with a secret', async () => `Bearer ${await new SignJWT(await claims()).setProtectedHeader({ alg: 'HS256', kid: 'test' }).sign(new TextEncoder().encode('the public key is no secret, is it?'))}`],
    ['changed', async () => (await bearer({})).replace(/\.[^.]+\./, `.${Buffer.from(JSON.stringify({ ...(await claims()), scope: 'isolation:order' })).toString('base64url')}.`)],
    ['expired', async () => bearer({}, { expiresIn: '-1m' })],
    ['not yet valid', async () => bearer({ nbf: Math.floor(Date.now() / 1_000) + 600 })],
    ['of another issuer', async () => bearer({}, { issuer: 'https://evil.example' })],
    ['for another audience', async () => bearer({}, { audience: 'another' })],
    ['of nobody', async () => bearer({ sub: '' })],
    ['none', async () => ''],
  ];

  test.each(bad)('%s: refused over HTTP and over a socket, nothing executed', async (_, make) => {
    const authorization = await make();
    expect(await ask(authorization || undefined)).toBe(401);
    const socket = await new RawSocket(gateway.url).opened();
    socket.send({ type: 'connection_init', payload: { authorization } });
    await eventually(() => expect(socket.closed?.code).toBe(4403));
    expect(fixture.calls).toEqual([]);
  });
});

describe('revocation', () => {
  const tell = <P>(event: EventDefinition<P>, subject: string, data: P) =>
    producer.send(topic, [
      signed(topic, {
        key: subject,
        value: JSON.stringify({ specversion: '1.0', id: randomUUID(), type: event.name, source: 'agencies', subject, time: new Date().toISOString(), partitionkey: subject, areacode: '410811', datacontenttype: 'application/json', data }),
      }),
    ]);

  test('ends a token that was good a moment ago, everywhere, in far less than a minute', async () => {
    const sub = `clerk-${randomUUID()}`;
    const authorization = await bearer({ sub });
    expect(await ask(authorization)).toBe(200);
    const socket = await new RawSocket(gateway.url).initialised({ authorization });
    const revoked = Date.now();
    await tell(TokensRevoked, sub, { accountId: sub, agency: 'street', tokenId: null, before: new Date().toISOString(), until: null });
    await eventually(async () => expect(await ask(authorization)).toBe(401), { within: 10_000 });
    await eventually(() => expect(socket.closed?.code).toBe(4401), { within: 10_000 });
    expect(Date.now() - revoked).toBeLessThan(60_000);
  });
});
