import { randomUUID } from 'node:crypto';
import { createTokenReader } from '@lianfang/platform/auth';
import type { Broker, BrokerProducer } from '@lianfang/platform/broker';
import { testBroker } from '@lianfang/testing/broker';
import { actorOf, testGatewaySecret, testIssuer } from '@lianfang/testing/graph';
import { eventually } from '@lianfang/testing/wait';
import { RawSocket } from '../fixtures/clients.ts';
import { type Gateway, startFixtureGateway } from '../fixtures/gateway.ts';
import { type Fixture, startFixture } from '../fixtures/serve.ts';
import { type WatchedAlert, alertEvent, uniqueService, watchDistrict } from '../fixtures/watch.ts';

/*
 * A frame is shared among the same rights only, and one with personal data unmasked with nobody: the subgraph writes into its trail who saw
 * it, so it has to be asked with the token of each who does.
 */

const service = uniqueService();
const topic = `${service}.events`;
const alerts = new Map<string, WatchedAlert>();
const query = 'subscription { alertMoved(areaCode: "410811") { id person { id phone } } }';
const masked = ['checkpoint:read'];
const unmasked = [...masked, 'person:identify'];

let broker: Broker;
let producer: BrokerProducer;
let fixture: Fixture;
let gateway: Gateway;

beforeAll(async () => {
  broker = await testBroker();
  await broker.ensureTopics([topic], 1);
  producer = await broker.producer();
  const [watched] = watchDistrict(service, alerts);
  const register = {
    name: 'register',
    sdl: `extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key", "@composeDirective"])
        @link(url: "https://lianfang.dev/access/v1.0", import: ["@personal"]) @composeDirective(name: "@personal")
      directive @personal(kind: String!, scope: String) repeatable on FIELD_DEFINITION
      type Query { person(id: ID!): Person } type Person @key(fields: "id") { id: ID! phone: String! @personal(kind: "PHONE", scope: "person:identify") }`,
    resolvers: {
      Person: {
        __resolveReference: ({ id }: { id: string }, { headers }: { headers: { authorization?: string } }) => {
          const { sub, scope } = JSON.parse(Buffer.from(headers.authorization!.split('.')[1]!, 'base64url').toString()) as { sub: string; scope: string };
          return { id, phone: scope.includes('person:identify') ? `13800000000 as ${sub} saw it` : '138****0000' };
        },
      },
    },
  };
  fixture = await startFixture([watched!, register]);
  gateway = await startFixtureGateway(fixture, { broker, gatewaySecret: testGatewaySecret, tokens: createTokenReader(await testIssuer()) });
});
afterAll(async () => {
  await gateway.stop();
  await fixture.stop();
  await producer.close();
  await broker.close();
});
beforeEach(() => void (fixture.calls.length = 0));

async function watching(id: string, scopes: readonly string[]): Promise<RawSocket> {
  const authorization = `Bearer ${await (await testIssuer()).sign({ ...actorOf('guard', { id, scopes }) })}`;
  const socket = await new RawSocket(gateway.url).initialised({ authorization });
  socket.subscribe('1', query);
  return socket;
}

async function raise(): Promise<void> {
  const alert = { id: randomUUID(), kind: 'FEVER', state: 'RAISED', areaCode: '410811001001', personId: randomUUID() };
  alerts.set(alert.id, alert);
  await producer.send(topic, [alertEvent(service, 'alert-raised', alert)]);
}

const phones = (sockets: readonly RawSocket[]) => sockets.map((socket) => socket.told('1').map(({ data }) => (data?.alertMoved?.person as { phone: string }).phone));
/** Of the subgraph with the personal field, the tokens it was asked with. */
const askers = () => fixture.calls.filter(({ subgraph }) => subgraph === 'register').map(({ headers }) => JSON.parse(Buffer.from(headers.authorization!.split('.')[1]!, 'base64url').toString()).sub as string);

test('who sees personal data unmasked shares with nobody; those who see it masked share one answer', async () => {
  const seeing = await Promise.all(['doctor-1', 'doctor-2', 'doctor-3'].map((id) => watching(id, unmasked)));
  const others = await Promise.all(['guard-1', 'guard-2', 'guard-3'].map((id) => watching(id, masked)));
  await raise();
  await eventually(() => expect(phones([...seeing, ...others]).map(({ length }) => length)).toEqual(Array(6).fill(1)), { within: 20_000 });
  expect(phones(seeing)).toEqual(['doctor-1', 'doctor-2', 'doctor-3'].map((id) => [`13800000000 as ${id} saw it`]));
  expect(phones(others)).toEqual(Array(3).fill(['138****0000']));
  expect(askers().filter((id) => id.startsWith('doctor')).sort()).toEqual(['doctor-1', 'doctor-2', 'doctor-3']);
  expect(askers().filter((id) => id.startsWith('guard'))).toHaveLength(1);
  for (const socket of [...seeing, ...others]) socket.close();
});

test('two sockets of one person share: it is the same pair of eyes', async () => {
  const sockets = await Promise.all([1, 2].map(() => watching('doctor-4', unmasked)));
  await raise();
  await eventually(() => expect(phones(sockets)).toEqual(Array(2).fill(['13800000000 as doctor-4 saw it'])), { within: 20_000 });
  expect(askers()).toEqual(['doctor-4']);
  for (const socket of sockets) socket.close();
});
