import { readFileSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import { demoAccounts } from '@lianfang/contracts/access';
import { isWithinArea } from '@lianfang/contracts/areas';
import { openBroker } from '@lianfang/platform/broker';
import { createLog } from '@lianfang/platform/observability';
import { callRaw, type RawAnswer } from '@lianfang/testing/graph';
import { type House, startHouse } from '@lianfang/testing/house';
import { areaOfSign, canary, communities, letCanariesIn, signsIn, wordsOf } from './canary.ts';
import { crawlsOf, readApi, textsOf } from './crawl.ts';
import { letThingsHappen } from './deeds.ts';
import { idsIn, textOf } from './ids.ts';
import { testSubscribers } from './subscribers.ts';
import { testWalls } from './walls.ts';

jest.setTimeout(400_000);

let house: House;
const api = readApi();
const areaOf = areaOfSign();

/** A crawler asks more than anybody may; what the limits refuse is tried by the gateway's own suites. */
const unlimited = { RATE_PER_AGENCY: '1000000', RATE_PER_ADDRESS: '1000000', LOOKUPS_PER_MINUTE: '1000000', COST_PER_OPERATION: '100000000', COST_PER_AGENCY: '1000000000' };

beforeAll(async () => {
  house = await startHouse({ broker: 'kafka', seeded: false, within: 300_000, env: unlimited });
  await letCanariesIn(house);
  await letThingsHappen(house);
});
afterAll(() => house?.stop());

interface Reviewed { personal: boolean; open: Set<string> }

/** Of the reviewed matrix: which roles see a field unmasked in their own area. */
function readReviewed(): Map<string, Reviewed> {
  const [heading, ...lines] = readFileSync('docs/api/access-matrix.tsv', 'utf8').split('\n').filter((line) => line && !line.startsWith('#'));
  const roles = heading!.split('\t').slice(4);
  return new Map(lines.map((line) => {
    const [, coordinate, , personal, ...sights] = line.split('\t');
    return [coordinate!, { personal: personal !== '', open: new Set(roles.filter((_, at) => sights[at]!.startsWith('O'))) }];
  }));
}

const services = ['agencies', 'checkpoints', 'isolation', 'people', 'reporting', 'supplies'] as const;

function callAs(user: string | null, query: string, variables?: Record<string, unknown>): Promise<RawAnswer> {
  return callRaw(house.started.gateway.graphql, { query, variables, gatewaySecret: null, ...(user ? { token: house.token(user) } : {}) });
}

describe('a thousand people whom nobody is called like', () => {
  it('are seen by every role where the matrix lets it, and nowhere else', async () => {
    const reviewed = readReviewed();
    const leaks: string[] = [];
    const seen = new Map<string, number>();
    let asked = 0;
    const known = await Promise.all(communities.map(async (areaCode) => ({ areaCode, ids: await idsIn(house, areaCode) })));
    for (const { user, role, areaCode: jurisdiction } of demoAccounts) {
      for (const crawl of known.flatMap((one) => crawlsOf(api, one))) {
        const answer = await crawled(user, crawl.document);
        asked += 1;
        const errors = signsIn(JSON.stringify(answer.errors ?? []));
        if (errors.length > 0) leaks.push(`${user}: ${crawl.field}: an error tells ${errors[0]}`);
        for (const { coordinate, text } of textsOf(api, answer.data)) {
          for (const sign of signsIn(text)) {
            const field = reviewed.get(coordinate);
            const area = areaOf(sign);
            if (field?.personal && field.open.has(role) && area && isWithinArea(area, jurisdiction)) seen.set(user, (seen.get(user) ?? 0) + 1);
            else leaks.push(`${user} (${role}): ${crawl.field}: ${coordinate} tells ${sign} of ${area}`);
          }
        }
      }
    }
    process.stderr.write(`canaries: ${asked} crawls by ${demoAccounts.length} logins; seen in their own area by ${[...seen].map(([user, times]) => `${user} ${times}`).join(', ')}\n`);
    expect(leaks.slice(0, 20)).toEqual([]);
    // A crawl that sees nothing proves nothing.
    for (const user of ['register', 'street', 'police', 'health', 'guard']) expect(seen.get(user) ?? 0).toBeGreaterThan(5);
    for (const user of ['command', 'auditor', 'admin']) expect(seen.get(user) ?? 0).toBe(0);
  });

  it('stand in no topic, dead letter, outbox, audit trail or metric', async () => {
    await quietRelay();
    const places = new Map<string, string>([['topics', await topicsText()]]);
    for (const service of services) {
      for (const table of ['outbox', 'dead_letters', 'inbox', 'idempotency_keys', 'audit_log']) places.set(`${service}.${table}`, await textOf(house, service, table));
    }
    for (const { name, url } of (await house.status()).services) {
      const metrics = await fetch(new URL('/metrics', url)).then((response) => response.text(), () => '');
      places.set(`metrics of ${name}`, metrics);
    }
    expect(places.get('topics')).toContain('register-changed');
    expect(places.get('people.audit_log')!.length).toBeGreaterThan(1_000);
    expect(found(places)).toEqual([]);
  });

  it('stand in no error body and no log, though callers send them astray', async () => {
    const { name, phone, idNumber, room, areaCode } = canary(0);
    const words = wordsOf(0);
    const astray: [string, string, Record<string, unknown>?][] = [
      ['guard', `query ($text: String!) { people(areaCode: "${areaCode}", search: $text) { totalCount } }`, { text: name }],
      ['community', `query ($text: String!) { people(areaCode: "${communities[1]}", search: $text) { totalCount } }`, { text: idNumber }],
      ['guard', `mutation ($input: IdentifyPersonInput!) { identifyPerson(input: $input) { id } }`, { input: { key: crypto.randomUUID(), name, idNumber: `${idNumber.slice(0, 17)}Y`, phone, areaCode } }],
      ['register', `mutation ($input: CorrectPersonInput!) { correctPerson(input: $input) { id } }`, { input: { personId: crypto.randomUUID(), version: 1, name, phone } }],
      ['register', `mutation ($input: CorrectPersonInput!) { correctPerson(input: $input) { id } }`, { input: { personId: crypto.randomUUID(), version: name, name } }],
      ['supply', `mutation ($input: OpenSupportInput!) { openSupport(input: $input) { id } }`, { input: { key: crypto.randomUUID(), personId: name, areaCode, need: words.need } }],
      ['command', `mutation ($compounds: [CompoundInput!]!) { putCompounds(compounds: $compounds) { added } }`, { compounds: [{ gridCode: `${areaCode}001`, name: words.compound, address: '\u0000' + room }] }],
    ];
    for (const [user, query, variables] of astray) {
      const answer = await callAs(user, query, variables);
      expect([query, answer.errors?.length ? 'refused' : 'answered']).toEqual([query, query.includes('people(areaCode') && user === 'guard' ? 'refused' : 'refused']);
      // What GraphQL itself says of a variable repeats what was sent to who sent it; the log must not.
      if (answer.errors?.[0]?.extensions?.code !== 'BAD_USER_INPUT') expect(signsIn(answer.text)).toEqual([]);
    }
    await pause(500);
    expect(found(house.logs())).toEqual([]);
    expect([...house.logs().values()].join('').length).toBeGreaterThan(1_000);
  });
});

testSubscribers(() => house);
testWalls(() => house);

/** With everything below it, or as deep as the gateway lets one ask. */
async function crawled(user: string, document: (depth: number) => string): Promise<RawAnswer> {
  for (let depth = 2; ; depth -= 1) {
    const answer = await callAs(user, document(depth));
    const code = String(answer.errors?.[0]?.extensions?.code ?? '');
    if (depth === 0 || !/TOO_LARGE|COST/.test(code)) return answer;
  }
}

function found(places: ReadonlyMap<string, string>): string[] {
  return [...places].flatMap(([place, text]) => signsIn(text).slice(0, 3).map((sign) => `${place}: ${sign}`));
}

/** Until what happened has been told. */
async function quietRelay(): Promise<void> {
  for (let waited = 0; waited < 100; waited += 1) {
    const waiting = await Promise.all(services.map(async (service) => (await textOf(house, service, '(SELECT 1 FROM outbox WHERE published_at IS NULL LIMIT 1)')).length));
    if (waiting.every((length) => length === 0)) return;
    await pause(200);
  }
}

async function topicsText(): Promise<string> {
  const broker = await openBroker({ brokers: house.started.kafka.brokers, clientId: 'canaries', log: createLog({ name: 'canaries', level: 'silent' }) });
  const topics = services.map((service) => `${service}.events`);
  const texts: string[] = [];
  let last = Date.now();
  const tail = await broker.tail({ topics, from: {}, onMessage: ({ key, value, headers }) => {
    last = Date.now();
    texts.push(key, value, JSON.stringify(headers));
  } });
  while (Date.now() - last < 1_500) await pause(100);
  await tail.stop();
  await broker.close();
  return texts.join('\n');
}
