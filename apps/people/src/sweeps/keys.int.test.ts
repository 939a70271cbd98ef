import { randomInt } from 'node:crypto';
import { request } from 'node:http';
import { gatewayHeader } from '@lianfang/platform/graph';
import { signToken, testGatewaySecret } from '@lianfang/testing/graph';
import type { BootedSubgraph } from '@lianfang/testing/graph';
import { bootPeople, community, grid, importLines, layDistrict, line, secondGrid, street } from '../testing/district.ts';
import { countedOutside, householdsOf, office, openRound, recordVisit, squad, visitInput } from '../testing/rounds.ts';

let people: BootedSubgraph;
let token: string;
let round: string;
let doors: string[];

beforeEach(async () => {
  people = await bootPeople();
  await layDistrict(people);
  await importLines(people, Array.from({ length: 60 }, (_, at) => line(at + 1, at % 2 === 0 ? {} : { compound: '建设里' })));
  doors = (await householdsOf(people)).map(({ id }) => id);
  token = await signToken({ ...squad });
  round = await openRound(people);
});
afterEach(() => people.stop());

/** Sends over a socket of its own. Cut: the answer never arrives, and whether the call did is left to chance, as on a bad line. */
function send(input: object, cut: boolean): Promise<string | null> {
  const body = JSON.stringify({ query: recordVisit, variables: { input } });
  return new Promise((resolve, reject) => {
    const sent = request(people.url, {
      method: 'POST', agent: false,
      headers: { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body), authorization: `Bearer ${token}`, [gatewayHeader]: testGatewaySecret },
    });
    sent.on('response', (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('end', () => resolve(Buffer.concat(chunks).toString()));
    });
    sent.on('error', (error) => (cut ? resolve(null) : reject(error)));
    sent.end(body);
    if (cut) setTimeout(() => { sent.destroy(); resolve(null); }, randomInt(12));
  });
}

interface Tally { answers: Map<string, Set<string>>; acknowledged: Set<string> }

/** Each mutation one to five times, all in random order, twenty phones at once, a third of the answers cut; a phone that got none asks again. */
async function sendAll(inputs: readonly { key: string }[]): Promise<Tally> {
  const tally: Tally = { answers: new Map(), acknowledged: new Set() };
  const queue = inputs.flatMap((input) => Array.from({ length: randomInt(1, 6) }, () => input)).map((input) => ({ input, at: Math.random() })).sort((a, b) => a.at - b.at).map(({ input }) => input);
  const take = async (input: { key: string }, cut: boolean) => {
    const answer = await send(input, cut);
    if (answer === null) return;
    tally.answers.set(input.key, (tally.answers.get(input.key) ?? new Set()).add(answer));
    tally.acknowledged.add(input.key);
  };
  await Promise.all(Array.from({ length: 20 }, async () => {
    for (let next = queue.pop(); next; next = queue.pop()) await take(next, Math.random() < 1 / 3);
  }));
  for (const input of inputs) if (!tally.acknowledged.has(input.key)) await take(input, false);
  return tally;
}

function thousandVisits(many: number) {
  const outcomes = ['VISITED', 'ABSENT', 'REFUSED', 'VACANT', 'MOVED_AWAY', 'NOT_FOUND'];
  return Array.from({ length: many }, (_, at) =>
    visitInput(round, doors[randomInt(doors.length)]!, { outcome: outcomes[randomInt(6)], returnees: [{ origin: 'OUTBREAK_CITY', people: randomInt(3) }], visitedAt: new Date(Date.parse('2022-11-19T08:00:00+08:00') + at * 60_000).toISOString() }),
  );
}

async function effects(): Promise<number> {
  const [row] = await people.database.query(`SELECT count(*)::int AS visits FROM sweep_visits WHERE round_id = $1`, [round]);
  return row.visits;
}

describe('B12: a thousand offline mutations, each sent one to five times in random order, a third of the answers cut', () => {
  it('have one effect per key and one answer, and the same key with another payload is refused', async () => {
    const inputs = thousandVisits(1_000);
    const { answers } = await sendAll(inputs);
    expect(answers.size).toBe(1_000);
    expect([...answers.values()].filter((different) => different.size > 1)).toEqual([]);
    expect([...answers.values()].filter(([answer]) => !answer!.includes('"standing"'))).toEqual([]);
    expect(await effects()).toBe(1_000);
    for (const input of inputs.slice(0, 20)) expect((await people.refused(squad, recordVisit, { input: { ...input, note: '改' } })).code).toBe('KEY_REUSED');
    expect(await effects()).toBe(1_000);
    for (const area of [grid, secondGrid, community, street]) {
      const { sweepRound } = await people.call(office, `query ($id: ID!, $a: ID) { sweepRound(id: $id) { coverage(areaCode: $a) { households reached unreached untried escalated conflicted } } }`, { id: round, a: area });
      expect(await countedOutside(people, round, area)).toMatchObject(sweepRound.coverage);
    }
  }, 300_000);

  it('take effect more than once when keys are not kept', async () => {
    await people.database.query(`CREATE FUNCTION forget() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN DELETE FROM idempotency_keys WHERE key = NEW.key; RETURN NULL; END $$`);
    await people.database.query(`CREATE TRIGGER forget AFTER UPDATE ON idempotency_keys FOR EACH ROW EXECUTE FUNCTION forget()`);
    const inputs = thousandVisits(60);
    await sendAll(inputs);
    expect(await effects()).toBeGreaterThan(60);
  }, 120_000);
});
