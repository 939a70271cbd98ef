import { randomBytes, randomUUID } from 'node:crypto';
import { type Broker, openBroker } from '@lianfang/platform/broker';
import { createLog } from '@lianfang/platform/observability';
import { asAdmin, testServer } from '@lianfang/testing/postgres';
import { eventually } from '@lianfang/testing/wait';
import { type Cable, layCable } from '../fixtures/cable.ts';
import { RawSocket } from '../fixtures/clients.ts';
import { type Gateway, startFixtureGateway } from '../fixtures/gateway.ts';
import { type Fixture, startFixture } from '../fixtures/serve.ts';
import { alertEvent, uniqueService, watchDistrict } from '../fixtures/watch.ts';

/*
 * The event log goes away and comes back: the embedded one, since a line to it can be cut (Kafka tells its clients its own
 * address). The gateway knows a broker only by its interface.
 */

const service = uniqueService();
const topic = `${service}.events`;
const name = `test_stale_${randomBytes(6).toString('hex')}`;
const query = 'subscription { alertMoved(areaCode: "410811") { id } }';
const log = createLog({ name: 'test', level: process.env.LOG_LEVEL ?? 'silent' });

let cable: Cable;
let near: Broker;
let far: Broker;
let fixture: Fixture;
let gateway: Gateway;

beforeAll(async () => {
  const url = testServer();
  url.pathname = `/${name}`;
  await asAdmin((client) => client.query(`CREATE DATABASE ${name}`));
  cable = await layCable(url.hostname, Number(url.port));
  near = await openBroker({ embeddedLogUrl: url.href, clientId: 'near', log });
  await near.ensureTopics([topic], 2);
  url.port = String(cable.port);
  far = await openBroker({ embeddedLogUrl: url.href, clientId: 'far', log });
  fixture = await startFixture(watchDistrict(service, new Map()));
  gateway = await startFixtureGateway(fixture, { broker: far, live: { staleAfterMs: 1_000 } });
});
afterAll(async () => {
  await gateway.stop();
  await fixture.stop();
  await far.close();
  await near.close();
  await cable.stop();
  await asAdmin((client) => client.query(`DROP DATABASE ${name} WITH (FORCE)`));
});

async function raise(): Promise<string> {
  const id = randomUUID();
  const producer = await near.producer();
  await producer.send(topic, [alertEvent(service, 'alert-raised', { id, kind: 'FEVER', state: 'RAISED', areaCode: '410811001001', personId: id })]);
  await producer.close();
  return id;
}

const pings = (socket: RawSocket) => socket.received.filter(({ type }) => type === 'ping').map(({ payload }) => payload);
const ids = (socket: RawSocket) => socket.told('1').map(({ data }) => data?.alertMoved?.id);

test('while the event log is away streams stay open and say that they are stale; they go on by themselves and miss nothing', async () => {
  const socket = await new RawSocket(gateway.url).initialised();
  socket.subscribe('1', query);
  const abort = new AbortController();
  const sse = await fetch(`${gateway.url}/graphql?query=${encodeURIComponent(query)}`, { headers: { accept: 'text/event-stream' }, signal: abort.signal });
  let text = '';
  const reading = (async () => {
    for await (const part of sse.body!.pipeThrough(new TextDecoderStream())) text += part;
  })().catch((cause: unknown) => {
    if (!abort.signal.aborted) throw cause;
  });
  const before = await raise();
  await eventually(() => expect(ids(socket)).toEqual([before]));
  expect(pings(socket)).toEqual([]);

  cable.cut();
  const stale = { live: 'stale', lastEventAt: expect.stringMatching(/^\d{4}-.*Z$/) };
  await eventually(() => expect(pings(socket)).toEqual([stale]), { within: 8_000 });
  await eventually(() => expect(text).toContain(': {"live":"stale","lastEventAt":"'));
  const late = await new RawSocket(gateway.url).initialised();
  await eventually(() => expect(pings(late)).toEqual([stale]));
  const meanwhile = await raise();
  expect([socket.closed, late.closed]).toEqual([undefined, undefined]);

  cable.mend();
  await eventually(() => expect(ids(socket)).toEqual([before, meanwhile]), { within: 15_000 });
  await eventually(() => expect(pings(socket)).toEqual([stale, { live: 'fresh' }]), { within: 10_000 });
  await eventually(() => expect(text).toContain(': {"live":"fresh"}'));
  abort.abort();
  await reading;
  socket.close();
  late.close();
}, 60_000);
