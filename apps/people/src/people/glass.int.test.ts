import { randomBytes, randomUUID } from 'node:crypto';
import { GlassBroken, GlassClosed, topicOf } from '@lianfang/contracts/events';
import type { EventDefinition } from '@lianfang/contracts/events';
import { openStanding } from '@lianfang/platform/auth';
import type { Standing } from '@lianfang/platform/auth';
import type { Broker, BrokerProducer } from '@lianfang/platform/broker';
import { fixedClock } from '@lianfang/platform/clock';
import { createLog } from '@lianfang/platform/observability';
import { createSealer } from '@lianfang/platform/sealing';
import { testBroker } from '@lianfang/testing/broker';
import { actorOf } from '@lianfang/testing/graph';
import type { BootedSubgraph } from '@lianfang/testing/graph';
import { signed, testTrust } from '@lianfang/testing/signing';
import { eventually } from '@lianfang/testing/wait';
import { bootPeople, community, idNumber, importLines, layDistrict, line } from '../testing/district.ts';

/* B27: what an open glass shows in the register, and when it shows nothing any more. */

const topic = topicOf(GlassBroken);
const clock = fixedClock('2022-11-20T08:00:00+08:00');
const threeHours = 3 * 3_600_000;

let broker: Broker;
let producer: BrokerProducer;
let standing: Standing;
let people: BootedSubgraph;

beforeAll(async () => {
  broker = await testBroker();
  await broker.ensureTopics([topic]);
  producer = await broker.producer();
  standing = await openStanding({ broker, trust: testTrust, log: createLog({ name: 'test', level: 'silent' }), clock });
  people = await bootPeople(createSealer(randomBytes(32)), standing);
  await layDistrict(people);
  await importLines(people, [line(1)]);
});
afterAll(async () => {
  await people.stop();
  await standing.stop();
  await producer.close();
  await broker.close();
});

const tell = <P>(event: EventDefinition<P>, subject: string, data: P) =>
  producer.send(topic, [signed(topic, {
    key: subject,
    value: JSON.stringify({
      specversion: '1.0', id: randomUUID(), type: event.name, source: 'agencies', subject, time: clock.now().toISOString(), partitionkey: subject, areacode: community,
      datacontenttype: 'application/json', data,
    }),
  })]);

/** Of another street: in the opened community nothing is theirs. Each has an id that no other run used. */
const stranger = (role = 'street', areaCode = '410811002') => actorOf(role, { id: `u${randomUUID().slice(0, 8)}`, areaCode });

async function breakGlass(actor: ReturnType<typeof stranger>, areaCode: string = community): Promise<string> {
  const openingId = randomUUID();
  const at = clock.now();
  await tell(GlassBroken, actor.sub, {
    openingId, accountId: actor.sub, agency: actor.agency, areaCode, personId: null, openedAt: at.toISOString(), until: new Date(at.getTime() + threeHours).toISOString(),
  });
  return openingId;
}

const list = `{ people(areaCode: "${community}") { edges { node { id name idNumber phone household { address } } } } }`;
const seen = async (actor: ReturnType<typeof stranger>) => (await people.call(actor, list)).people.edges.map(({ node }: { node: object }) => node);
const isRefused = async (actor: ReturnType<typeof stranger>) => (await people.refused(actor, list)).code;
const nameOf = async (actor: ReturnType<typeof stranger>, id: string) => (await people.call(actor, `query ($id: ID!) { person(id: $id) { name } }`, { id })).person;

it('shows the register of the opened area, names and numbers, and the trail says by which glass', async () => {
  const actor = stranger();
  expect(await isRefused(actor)).toBe('AREA_NOT_YOURS');
  const openingId = await breakGlass(actor);
  await eventually(async () => expect(await seen(actor)).toMatchObject([{ name: '赵小明', idNumber: idNumber(1), phone: '13800001234' }]), { within: 30_000 });
  const [{ id }] = await seen(actor);
  expect(await nameOf(actor, id)).toEqual({ name: '赵小明' });
  const read = (await people.trail()).filter(({ kind, actor: who }) => kind === 'READ' && who === actor.sub);
  expect(read.length).toBeGreaterThan(0);
  for (const entry of read) expect(entry).toMatchObject({ glass: openingId });
});

it('shows nothing elsewhere than where it was broken, and nothing can be written there', async () => {
  const actor = stranger();
  await breakGlass(actor);
  await eventually(() => seen(actor), { within: 30_000 });
  const [{ id }] = await seen(actor);
  expect((await people.refused(actor, `{ people(areaCode: "410811001002") { totalCount } }`)).code).toBe('AREA_NOT_YOURS');
  const correction = `mutation ($id: ID!) { correctPerson(input: { personId: $id, version: 1, phone: "13900000000" }) { id } }`;
  expect((await people.refused(actor, correction, { id })).code).toBe('PERSON_NOT_FOUND');
});

it('shows nothing more after three hours, to the very second', async () => {
  const actor = stranger();
  await breakGlass(actor);
  await eventually(() => seen(actor), { within: 30_000 });
  const [{ id }] = await seen(actor);
  clock.advance(threeHours - 1);
  expect(await seen(actor)).toHaveLength(1);
  clock.advance(1);
  expect(await isRefused(actor)).toBe('AREA_NOT_YOURS');
  expect(await nameOf(actor, id)).toBeNull();
});

it('shows nothing more when it is closed', async () => {
  const actor = stranger();
  const openingId = await breakGlass(actor);
  await eventually(() => seen(actor), { within: 30_000 });
  await tell(GlassClosed, actor.sub, { openingId, accountId: actor.sub, areaCode: community, closedAt: clock.now().toISOString() });
  await eventually(async () => expect(await isRefused(actor)).toBe('AREA_NOT_YOURS'), { within: 30_000 });
});

it('lets the command centre see named persons, which it never does without', async () => {
  const actor = stranger('command', '410811');
  expect(await isRefused(actor)).toBe('UNAUTHORIZED_FIELD_OR_TYPE');
  await breakGlass(actor);
  await eventually(async () => expect(await seen(actor)).toMatchObject([{ name: '赵小明' }]), { within: 30_000 });
  expect((await people.refused(actor, `{ people(areaCode: "410811001002") { totalCount } }`)).code).toBe('AREA_NOT_YOURS');
});

it('is nobody else\'s: a colleague of the same office still sees nothing', async () => {
  const actor = stranger();
  await breakGlass(actor);
  await eventually(() => seen(actor), { within: 30_000 });
  expect(await isRefused(stranger())).toBe('AREA_NOT_YOURS');
});
