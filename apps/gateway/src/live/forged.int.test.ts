import { randomUUID } from 'node:crypto';
import { createTokenReader } from '@lianfang/platform/auth';
import type { Broker, BrokerProducer } from '@lianfang/platform/broker';
import { testBroker } from '@lianfang/testing/broker';
import { actorOf, testGatewaySecret, testIssuer } from '@lianfang/testing/graph';
import { eventually } from '@lianfang/testing/wait';
import { RawSocket } from '../fixtures/clients.ts';
import { startFixtureGateway } from '../fixtures/gateway.ts';
import { type Fixture, startFixture } from '../fixtures/serve.ts';
import { alertEvent, uniqueService, watchDistrict } from '../fixtures/watch.ts';

const service = uniqueService();
const topic = `${service}.events`;
const asked = 'subscription ($area: ID!) { moved: alertMoved(areaCode: $area) { __typename alert: id kind } }';

let broker: Broker;
let producer: BrokerProducer;
let fixture: Fixture;

beforeAll(async () => {
  broker = await testBroker();
  await broker.ensureTopics([topic], 1);
  producer = await broker.producer();
  fixture = await startFixture(watchDistrict(service, new Map()));
});
afterAll(async () => {
  await fixture.stop();
  await producer.close();
  await broker.close();
});

const alertOf = (id: string) => alertEvent(service, 'alert-raised', { id, kind: 'FEVER', state: 'RAISED', areaCode: '410811001001', personId: randomUUID() });

/** What a subscriber hears of an event that nobody signed, and of one that its owner did, in this order. */
async function heard(trust?: null): Promise<{ forged: string; genuine: string; told: unknown[] }> {
  const { issuer, jwksUrl, audience, sign } = await testIssuer();
  const gateway = await startFixtureGateway(fixture, { broker, gatewaySecret: testGatewaySecret, tokens: createTokenReader({ issuer, jwksUrl, audience }), ...(trust === null ? { trust } : {}) });
  try {
    const socket = await new RawSocket(gateway.url).initialised({ authorization: `Bearer ${await sign({ ...actorOf('guard') })}` });
    socket.subscribe('1', asked, { area: '410811' });
    const [forged, genuine] = [randomUUID(), randomUUID()];
    const { key, value } = alertOf(forged);
    await producer.send(topic, [{ key, value }, alertOf(genuine)]);
    await eventually(() => expect(JSON.stringify(socket.told('1'))).toContain(genuine));
    return { forged, genuine, told: socket.told('1') };
  } finally {
    await gateway.stop();
  }
}

test('nobody is told of an event that its owner did not sign', async () => {
  const { forged, told } = await heard();
  expect(JSON.stringify(told)).not.toContain(forged);
  expect(told).toHaveLength(1);
});

test('without keys everybody would be: the signature is the guard', async () => {
  const { forged, told } = await heard(null);
  expect(JSON.stringify(told)).toContain(forged);
});
