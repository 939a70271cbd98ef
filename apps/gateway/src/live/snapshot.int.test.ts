import { randomUUID } from 'node:crypto';
import { createTokenReader } from '@lianfang/platform/auth';
import type { Broker, BrokerProducer } from '@lianfang/platform/broker';
import { testBroker } from '@lianfang/testing/broker';
import { actorOf, testGatewaySecret, testIssuer } from '@lianfang/testing/graph';
import { eventually } from '@lianfang/testing/wait';
import { RawSocket, openEventStream } from '../fixtures/clients.ts';
import { type Gateway, startFixtureGateway } from '../fixtures/gateway.ts';
import { type Fixture, startFixture } from '../fixtures/serve.ts';
import { type WatchedAlert, alertEvent, uniqueService, watchDistrict } from '../fixtures/watch.ts';

const service = uniqueService();
const topic = `${service}.events`;
const alerts = new Map<string, WatchedAlert>();
const query = 'subscription Moves { alertMoved(areaCode: "410811") { id state } } query Now($id: ID!) { alert(id: $id) { id state } }';

let broker: Broker;
let producer: BrokerProducer;
let fixture: Fixture;
let gateway: Gateway;
let authorization: string;
/** Called by the subgraph after it has read the state and before it answers. */
let whileReading: (() => Promise<void>) | undefined;

beforeAll(async () => {
  broker = await testBroker();
  await broker.ensureTopics([topic], 2);
  producer = await broker.producer();
  const [watched, register] = watchDistrict(service, alerts);
  const alert = async (_: unknown, { id }: { id: string }) => {
    const state = alerts.get(id);
    await whileReading?.();
    return state ?? null;
  };
  fixture = await startFixture([{ ...watched!, resolvers: { ...watched!.resolvers, Query: { alert } } }, register!]);
  const { issuer, jwksUrl, audience, sign } = await testIssuer();
  gateway = await startFixtureGateway(fixture, { broker, gatewaySecret: testGatewaySecret, tokens: createTokenReader({ issuer, jwksUrl, audience }) });
  authorization = `Bearer ${await sign({ ...actorOf('guard') })}`;
});
afterEach(() => (whileReading = undefined));
afterAll(async () => {
  await gateway.stop();
  await fixture.stop();
  await producer.close();
  await broker.close();
});

const id = randomUUID();
async function become(state: string): Promise<void> {
  const alert = { id, kind: 'FEVER', state, areaCode: '410811001001', personId: id };
  alerts.set(id, alert);
  await producer.send(topic, [alertEvent(service, 'alert-changed', alert)]);
}

async function watching(extensions: Record<string, unknown>, variables: Record<string, unknown> = { id }): Promise<RawSocket> {
  const socket = await new RawSocket(gateway.url).initialised({ authorization });
  socket.send({ id: '1', type: 'subscribe', payload: { query, operationName: 'Moves', variables, extensions } });
  return socket;
}

const states = (socket: RawSocket) => socket.told('1').map(({ data }) => (data?.alertMoved ?? data?.alert)?.state);

test('the state is told first, with a cursor; what happens while it is read comes after it', async () => {
  await become('RAISED');
  whileReading = async () => {
    whileReading = undefined;
    await become('ACKNOWLEDGED');
    // Time for the event to pass through the gateway before the state does.
    await new Promise((proceed) => setTimeout(proceed, 300));
  };
  const socket = await watching({ snapshot: 'Now' });
  await eventually(() => expect(states(socket)).toEqual(['RAISED', 'ACKNOWLEDGED']));
  const [first] = socket.told('1');
  expect(first?.extensions).toEqual({ snapshot: true, cursor: expect.any(String) });
  socket.close();

  await become('CLOSED');
  const again = await watching({ resumeFrom: first?.extensions?.cursor });
  await eventually(() => expect(states(again)).toEqual(['ACKNOWLEDGED', 'CLOSED']));
  again.close();
});

test('who resumes is told what was missed, and the state where that is gone', async () => {
  const before = await watching({ snapshot: true });
  await eventually(() => expect(states(before)).toHaveLength(1));
  before.close();
  await become('RAISED');
  const resumed = await watching({ snapshot: true, resumeFrom: before.told('1')[0]?.extensions?.cursor });
  await eventually(() => expect(resumed.told('1').map(({ extensions }) => extensions)).toEqual([{ cursor: expect.any(String) }]));
  resumed.close();
  const lost = await watching({ snapshot: true, resumeFrom: 'no cursor' });
  await eventually(() => expect(lost.told('1').map(({ extensions }) => extensions)).toEqual([{ snapshot: true, cursor: expect.any(String) }]));
  lost.close();
});

test('over server-sent events its cursor is the event id', async () => {
  const stream = await openEventStream(gateway.url, { query, operationName: 'Moves', variables: { id }, extensions: { snapshot: true } }, { authorization });
  await eventually(() => expect(stream.events.map(({ id: eventId, told }) => [eventId === told?.extensions?.cursor, Object.keys(told?.data ?? {})])).toEqual([[true, ['alert']]]));
  stream.close();
});

test.each([
  ['a query that is not there', { snapshot: 'Nowhere' }, { id }],
  ['a query that fails', { snapshot: 'Now' }, {}],
])('%s ends the stream with its error', async (_, extensions, variables) => {
  const socket = await watching(extensions, variables);
  await eventually(() => expect(socket.received.at(-1)).toEqual({ id: '1', type: 'error', payload: [expect.objectContaining({ extensions: expect.objectContaining({ code: 'BAD_USER_INPUT' }) })] }));
  socket.close();
});
