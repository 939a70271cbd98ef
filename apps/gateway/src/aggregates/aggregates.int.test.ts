import { createTokenReader } from '@lianfang/platform/auth';
import type { Broker, BrokerProducer } from '@lianfang/platform/broker';
import { testBroker } from '@lianfang/testing/broker';
import { actorOf, testGatewaySecret, testIssuer } from '@lianfang/testing/graph';
import { eventually } from '@lianfang/testing/wait';
import { RawSocket } from '../fixtures/clients.ts';
import { type Gateway, startFixtureGateway } from '../fixtures/gateway.ts';
import { type Fixture, type FixtureSubgraph, startFixture } from '../fixtures/serve.ts';
import { alertEvent, uniqueService } from '../fixtures/watch.ts';

const service = uniqueService();
const topic = `${service}.events`;
const event = `${service}.alert-changed.v1`;
const versions = new Map<string, number>();
/** Called by the subgraph after it has read the figures and before it answers. */
let whileReading: (() => Promise<void>) | undefined;

const link = `extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key", "@composeDirective", "@requiresScopes"])`;
const figures: FixtureSubgraph = {
  name: 'figures',
  sdl: `${link} @link(url: "https://lianfang.dev/event/v1.0", import: ["@event"]) @link(url: "https://lianfang.dev/demand/v1.0", import: ["@aggregate", "@cacheControl"])
    @composeDirective(name: "@event") @composeDirective(name: "@aggregate") @composeDirective(name: "@cacheControl")
    directive @event(name: String!, match: [String!], root: [String!]) repeatable on FIELD_DEFINITION
    directive @aggregate(changedBy: [String!]!, of: [String!]!) on FIELD_DEFINITION
    directive @cacheControl(maxAge: Int!) on FIELD_DEFINITION
    type Query {
      figures(areaCode: ID!, day: String): Figures @requiresScopes(scopes: [["figures:read"]]) @aggregate(changedBy: ["${event}"], of: ["areaCode"])
      figuresOf(areaCodes: [ID!]!): [Figures!]! @requiresScopes(scopes: [["figures:read"]]) @aggregate(changedBy: ["${event}"], of: ["areaCodes"])
      units: [String!]! @cacheControl(maxAge: 60)
      slow: String @cacheControl(maxAge: 10)
      never: String
    }
    type Subscription { figuresChanged(areaCode: ID!): Figures! @requiresScopes(scopes: [["figures:read"]]) @event(name: "${event}", match: ["areaCode = areaCode"], root: ["areaCode"]) }
    type Figures @key(fields: "areaCode") { areaCode: ID! version: Int! area: Area! }
    type Area { name: String! }`,
  resolvers: {
    Query: {
      figures: async (_: unknown, { areaCode }: { areaCode: string }) => read(areaCode),
      figuresOf: async (_: unknown, { areaCodes }: { areaCodes: string[] }) => Promise.all(areaCodes.map(read)),
      units: () => ['人', '户'],
      slow: () => 'slow',
      never: () => 'never',
    },
    Figures: { __resolveReference: ({ areaCode }: { areaCode: string }) => read(areaCode) },
  },
};

async function read(areaCode: string) {
  const version = versions.get(areaCode) ?? 0;
  await whileReading?.();
  return { areaCode, version, area: { name: areaCode } };
}

let broker: Broker;
let producer: BrokerProducer;
let fixture: Fixture;
let gateway: Gateway;
let authorization: string;

beforeAll(async () => {
  broker = await testBroker();
  await broker.ensureTopics([topic], 2);
  producer = await broker.producer();
  fixture = await startFixture([figures]);
  const { issuer, jwksUrl, audience } = await testIssuer();
  gateway = await startFixtureGateway(fixture, { broker, gatewaySecret: testGatewaySecret, tokens: createTokenReader({ issuer, jwksUrl, audience }) });
  authorization = await tokenOf('command');
});
afterEach(() => (whileReading = undefined));
afterAll(async () => {
  await gateway.stop();
  await fixture.stop();
  await producer.close();
  await broker.close();
});

async function tokenOf(who: string, change: Parameters<typeof actorOf>[1] = {}): Promise<string> {
  return `Bearer ${await (await testIssuer()).sign({ ...actorOf(who, change) })}`;
}

interface Answer {
  data: { figures: { version: number } | null };
  errors?: unknown[];
}

async function send(query: string, variables: Record<string, unknown> = {}, token = authorization): Promise<Response> {
  return fetch(`${gateway.url}/graphql`, { method: 'POST', headers: { 'content-type': 'application/json', authorization: token }, body: JSON.stringify({ query, variables }) });
}

const ask = async (query: string, variables?: Record<string, unknown>, token?: string) => (await (await send(query, variables, token)).json()) as Answer;
const query = 'query ($areaCode: ID!) { figures(areaCode: $areaCode) { areaCode version } }';
const versionOf = async (areaCode: string) => (await ask(query, { areaCode })).data.figures?.version;

async function change(areaCode: string): Promise<number> {
  const version = (versions.get(areaCode) ?? 0) + 1;
  versions.set(areaCode, version);
  await producer.send(topic, [alertEvent(service, 'alert-changed', { id: areaCode, kind: 'X', state: String(version), areaCode, personId: 'p' })]);
  return version;
}

/** Questions to the subgraph that the work makes. */
async function callsOf(work: () => Promise<unknown>): Promise<number> {
  fixture.calls.length = 0;
  await work();
  return fixture.calls.length;
}

const area = '410811001';
const warm = async (areaCode = area) => {
  await versionOf(areaCode);
  await versionOf(areaCode);
};

test('figures that nobody has changed are read once', async () => {
  await warm();
  expect(await callsOf(async () => Promise.all(Array.from({ length: 20 }, () => versionOf(area))))).toBe(0);
});

test('after the frame of an event nobody is told what was before it', async () => {
  await warm();
  const socket = await new RawSocket(gateway.url).initialised({ authorization });
  socket.subscribe('1', 'subscription ($areaCode: ID!) { figuresChanged(areaCode: $areaCode) { version } }', { areaCode: area });
  await eventually(async () => {
    await change(area);
    expect(socket.told('1').length).toBeGreaterThan(0);
  });
  for (let round = 0; round < 60; round++) {
    const version = await change(area);
    // Readers keep the answer warm while the event is under way.
    const reading = setInterval(() => void versionOf(area), 1);
    await eventually(() => expect(socket.told('1').at(-1)?.data?.figuresChanged?.version).toBeGreaterThanOrEqual(version));
    clearInterval(reading);
    expect(await versionOf(area)).toBe(version);
  }
  socket.close();
});

test('what was being read while the event came is not kept', async () => {
  await warm();
  const version = await change(area);
  await eventually(async () => expect(await versionOf(area)).toBe(version));
  let next = 0;
  whileReading = async () => {
    whileReading = undefined;
    next = await change(area);
    await eventually(async () => expect(await callsOf(() => versionOf(area))).toBe(1));
  };
  await ask('query ($areaCode: ID!) { figures(areaCode: $areaCode) { version } }', { areaCode: area });
  await warm();
  expect(await versionOf(area)).toBe(next);
});

test('an event of one area leaves the others', async () => {
  await warm('410811002');
  await warm(area);
  const version = await change(area);
  await eventually(async () => expect(await versionOf(area)).toBe(version));
  expect(await callsOf(() => versionOf('410811002'))).toBe(0);
});

test('several areas in one answer: an event of any of them ends it', async () => {
  const both = 'query ($codes: [ID!]!) { figuresOf(areaCodes: $codes) { version } }';
  const codes = { codes: ['410811003', '410811004'] };
  for (let at = 0; at < 3; at++) await ask(both, codes);
  expect(await callsOf(() => ask(both, codes))).toBe(0);
  await change('410811004');
  await eventually(async () => expect((await ask(both, codes)).data).toEqual({ figuresOf: [{ version: 0 }, { version: 1 }] }));
});

test('it is shared only by those who may see the same', async () => {
  await warm();
  const other = await tokenOf('command', { areaCode: '410811002' });
  const poor = await tokenOf('command', { scopes: ['area:read'] });
  expect(await callsOf(() => ask(query, { areaCode: area }, other))).toBe(1);
  expect(await callsOf(async () => expect((await ask(query, { areaCode: area }, poor)).errors).toHaveLength(1))).toBe(0);
  expect(await callsOf(async () => ask(query, { areaCode: area }, await tokenOf('command', { id: 'another-person' })))).toBe(0);
});

test('what asks for more than the figures is read each time', async () => {
  const more = 'query ($areaCode: ID!) { figures(areaCode: $areaCode) { version area { name } } }';
  for (let at = 0; at < 3; at++) await ask(more, { areaCode: area });
  expect(await callsOf(() => ask(more, { areaCode: area }))).toBe(1);
});

describe('Cache-Control', () => {
  test.each([
    ['a hint', '{ units }', 'private, max-age=60'],
    ['the shortest of two', '{ units slow }', 'private, max-age=10'],
    ['one field without', '{ units never }', 'no-store'],
    ['no hint at all', '{ never }', 'no-store'],
  ])('%s', async (_, text, header) => {
    for (let at = 0; at < 3; at++) expect((await send(text)).headers.get('cache-control')).toBe(header);
  });

  test('an answer with an error is never kept', async () => {
    expect((await send('{ units figures(areaCode: "x") { version } }', {}, await tokenOf('command', { scopes: [] }))).headers.get('cache-control')).toBe('no-store');
  });
});
