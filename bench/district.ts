import { randomUUID } from 'node:crypto';
import { parseArgs } from 'node:util';
import { startHouse, type House } from '@lianfang/testing/house';
import pg from 'pg';
import { type Door, Refused, openDoor } from '../tools/seed/door.ts';
import { districtCode } from '../tools/seed/district.ts';
import { writeLedger } from '../tools/seed/sheet.ts';
import { type Ledger, type Plan, counted, planWhole } from './district/plan.ts';
import { type Coverage, type Found, reachedBy, sweep } from './district/visits.ts';

const importBar = 120_000;
const importsAtOnce = 2;
const settleMs = 900_000;

interface Import {
  rows: number;
  householdsAdded: number;
  peopleAdded: number;
  peopleUpdated: number;
  unchanged: number;
  rowsRejected: number;
}

/**
 * `npm run bench -- district [--squads=60] [--percent=100] [--rounds=2]`: a whole district through the public door. Its ledgers are imported, and imported again; then squads go
 * from door to door in parallel, `--percent` of a hundred doors in each round. Every figure is compared with the driver's own count.
 */
export async function districtBench(): Promise<string[]> {
  const { values } = parseArgs({ strict: false, options: { squads: { type: 'string', default: '60' }, percent: { type: 'string', default: '100' }, rounds: { type: 'string', default: '2' } } });
  const [squads, percent, rounds] = [Number(values.squads), Number(values.percent), Number(values.rounds)];
  const plan = planWhole();
  const sheets = await Promise.all(plan.ledgers.map(async (ledger) => ({ ...ledger, contentBase64: (await writeLedger(ledger.lines)).toString('base64') })));
  const house = await startHouse({ broker: 'kafka', seeded: false, within: 600_000 });
  const lines: string[] = [];
  const say = (line: string) => {
    process.stderr.write(`${line}\n`);
    lines.push(line);
  };
  try {
    const door = openDoor(house.started.gateway.graphql, house.started.pages.identity);
    await layAreas(house, plan);
    await importAll(door, plan, sheets, say);
    const before = await fingerprint(house);
    const again = await importEach(door, sheets);
    const same = (await fingerprint(house)) === before;
    say(`the same again: ${sum(again, 'unchanged')} of ${sum(again, 'rows')} rows unchanged, ${sum(again, 'householdsAdded') + sum(again, 'peopleAdded') + sum(again, 'peopleUpdated')} changes, rows of the tables ${same ? 'the same' : 'NOT THE SAME'} ${verdict(same && sum(again, 'unchanged') === sum(again, 'rows'))}`);
    say(await compareRegister(house, plan));
    for (let round = 1; round <= rounds; round++) for (const line of await sweepOnce(door, plan, { squads, percent, round })) say(line);
    return lines;
  } catch (cause) {
    for (const [file, text] of house.logs()) for (const line of text.split('\n').filter((each) => each.includes('"level":"error"')).slice(-3)) process.stderr.write(`${file}: ${line.slice(0, 800)}\n`);
    throw cause;
  } finally {
    await house.stop();
  }
}

const verdict = (holds: boolean) => (holds ? 'holds' : 'MISSED');
const sum = (imports: readonly Import[], field: keyof Import) => imports.reduce((all, each) => all + each[field], 0);
const seconds = (ms: number) => `${(ms / 1_000).toFixed(1)} s`;

async function layAreas(house: House, { district: { areas, communities } }: Plan): Promise<void> {
  await house.call('command', 'mutation ($areas: [AreaInput!]!) { putAreas(areas: $areas) { added } }', { areas });
  await house.call('command', 'mutation ($grids: [GridInput!]!) { putGrids(grids: $grids) { added } }', { grids: communities.flatMap(({ grids }) => grids) });
  await house.call('command', 'mutation ($compounds: [CompoundInput!]!) { putCompounds(compounds: $compounds) { added } }', { compounds: communities.flatMap(({ compounds }) => compounds) });
}

type Sheet = Ledger & { contentBase64: string };

async function importEach(door: Door, sheets: readonly Sheet[]): Promise<Import[]> {
  const waiting = [...sheets].sort((a, b) => b.lines.length - a.lines.length);
  const done: Import[] = [];
  const work = async () => {
    for (let sheet = waiting.shift(); sheet; sheet = waiting.shift()) {
      done.push(await importOne(door, sheet));
    }
  };
  await Promise.all(Array.from({ length: importsAtOnce }, work));
  return done;
}

/** A busy machine may take longer than the gateway waits; the same key gives the answer of the first time. */
async function importOne(door: Door, { name, areaCode, contentBase64 }: Sheet): Promise<Import> {
  const input = { key: randomUUID(), fileName: `${name}.xlsx`, areaCode, contentBase64 };
  for (;;) {
    try {
      const { importLedger } = await door.call<{ importLedger: Import }>(
        'register', 'mutation BenchImport($input: ImportLedgerInput!) { importLedger(input: $input) { rows householdsAdded peopleAdded peopleUpdated unchanged rowsRejected } }', { input });
      return importLedger;
    } catch (cause) {
      if (!(cause instanceof Refused) || cause.code !== 'SUBGRAPH_UNAVAILABLE') throw cause;
      process.stderr.write(`${name}: asked again with its key\n`);
      await new Promise((proceed) => setTimeout(proceed, 2_000));
    }
  }
}

async function importAll(door: Door, { counts }: Plan, sheets: readonly Sheet[], say: (line: string) => void): Promise<void> {
  const began = performance.now();
  const done = await importEach(door, sheets);
  const took = performance.now() - began;
  const [rows, rejected] = [sum(done, 'rows'), sum(done, 'rowsRejected')];
  const whole = counts.get(districtCode)!;
  const right = sum(done, 'householdsAdded') === whole.households && sum(done, 'peopleAdded') === whole.people && rejected === 0;
  say(`${whole.households} households (${whole.vacantHouseholds} vacant), ${whole.people} people, ${counted.compounds} compounds, ${sheets.length} spreadsheets: ${rows} rows in ${seconds(took)}, ${Math.round(rows / (took / 1_000))} rows/s, ${rejected} rejected (bar: all of them, in ${importBar / 1_000} s) ${verdict(right && took <= importBar)}`);
}

/** Of what the register holds, as it stands in the tables: the times of writing too. */
async function fingerprint(house: House): Promise<string> {
  const client = new pg.Client({ connectionString: house.databaseUrl('people') });
  await client.connect();
  try {
    const { rows } = await client.query(`SELECT (SELECT md5(string_agg(md5(h::text || h.xmin), '' ORDER BY h.id)) FROM households h) || (SELECT md5(string_agg(md5(p::text || p.xmin), '' ORDER BY p.id)) FROM people p) AS print`);
    return rows[0].print as string;
  } finally {
    await client.end();
  }
}

/** The district, its streets, communities and grids, as reporting has them; they come by events, so they are waited for. */
async function compareRegister(house: House, { counts }: Plan): Promise<string> {
  const codes = [...counts.keys()];
  const began = performance.now();
  let wrong: string[] = [];
  do {
    const told = await figuresOf<{ households: number; vacantHouseholds: number; people: number }>(house, codes, 'households vacantHouseholds people');
    wrong = codes.filter((code) => {
      const [a, b] = [told.get(code), counts.get(code)!];
      return !a || a.households !== b.households || a.vacantHouseholds !== b.vacantHouseholds || a.people !== b.people;
    });
  } while (wrong.length > 0 && performance.now() - began < settleMs && (await new Promise((proceed) => setTimeout(proceed, 500, true))));
  return `households, vacant ones and people of ${codes.length} areas: ${codes.length - wrong.length} as the driver counts, ${seconds(performance.now() - began)} after the imports ${verdict(wrong.length === 0)}`;
}

const figuresAtOnce = 200;

async function figuresOf<T>(house: House, codes: readonly string[], fields: string): Promise<Map<string, T>> {
  const found = new Map<string, T>();
  for (let from = 0; from < codes.length; from += figuresAtOnce) {
    const { figuresOf: some } = await house.call<{ figuresOf: (T & { areaCode: string })[] }>('command', `query ($codes: [ID!]!) { figuresOf(areaCodes: $codes) { areaCode ${fields} } }`, { codes: codes.slice(from, from + figuresAtOnce) });
    for (const each of some) found.set(each.areaCode, each);
  }
  return found;
}

async function sweepOnce(door: Door, plan: Plan, { squads, percent, round }: { squads: number; percent: number; round: number }): Promise<string[]> {
  const day = (offset: number) => new Date(Date.now() + 8 * 3_600_000 + offset * 86_400_000).toISOString().slice(0, 10);
  const { openSweepRound } = await door.call<{ openSweepRound: { id: string } }>('register', 'mutation BenchRound($input: OpenSweepRoundInput!) { openSweepRound(input: $input) { id } }', {
    input: { key: randomUUID(), name: `第${round}轮`, areaCode: districtCode, methods: ['DOOR'], startsOn: day(-1), endsOn: day(2) },
  });
  const roundId = openSweepRound.id;
  const grids = plan.district.communities.flatMap((community) => community.grids.map(({ code }) => code)).filter((code) => plan.counts.has(code));
  const found: Found = { byArea: new Map(), visits: 0 };
  const began = performance.now();
  await Promise.all(Array.from({ length: squads }, (_, squad) => sweep({ door, roundId, percent, found, name: `squad ${squad}`, grids: grids.filter((__, at) => at % squads === squad) })));
  const took = performance.now() - began;
  const [areas, wrong] = await compareCoverage(door, plan, roundId, found);
  await door.call('register', 'mutation BenchClose($id: ID!) { closeSweepRound(roundId: $id) { state } }', { id: roundId });
  return [
    `round ${round}: ${squads} squads at once recorded ${found.visits} visits in ${seconds(took)}, ${Math.round(found.visits / (took / 1_000))} a second`,
    `round ${round}: reached, in vain, untried, by outcome and returnees by origin of ${areas} areas: ${areas - wrong.length} as the squads count ${verdict(wrong.length === 0)}${wrong.length ? `: ${wrong.slice(0, 3).join('; ')}` : ''}`,
  ];
}

async function compareCoverage(door: Door, { district, counts }: Plan, roundId: string, { byArea }: Found): Promise<[number, string[]]> {
  const fields = 'areaCode households reached unreached untried returnees { origin people } outcomes { outcome doors }';
  const parents = [districtCode, ...district.streets.map(({ code }) => code), ...district.communities.map(({ code }) => code)];
  const told: Coverage[] = [];
  for (const areaCode of parents) {
    const { sweepRound } = await door.call<{ sweepRound: { coverage: Coverage; coverageByArea: Coverage[] } }>(
      'register', `query BenchCoverage($id: ID!, $areaCode: ID!) { sweepRound(id: $id) { coverage(areaCode: $areaCode) { ${fields} } coverageByArea(areaCode: $areaCode) { ${fields} } } }`, { id: roundId, areaCode });
    told.push(...(areaCode === districtCode ? [sweepRound.coverage] : []), ...sweepRound.coverageByArea);
  }
  const wrong = told.flatMap((coverage) => {
    const own = byArea.get(coverage.areaCode);
    const doors = [...(own?.outcomes ?? [])];
    const reached = doors.reduce((all, [outcome, times]) => all + (reachedBy.has(outcome) ? times : 0), 0);
    const tried = doors.reduce((all, [, times]) => all + times, 0);
    const households = counts.get(coverage.areaCode)?.households ?? 0;
    const expected = texts({ households, reached, unreached: tried - reached, untried: households - tried }, doors, [...(own?.returnees ?? [])]);
    const is = texts(coverage, coverage.outcomes.map(({ outcome, doors: times }) => [outcome, times]), coverage.returnees.map(({ origin, people }) => [origin, people]));
    return is === expected ? [] : [`${coverage.areaCode} is ${is}, counted ${expected}`];
  });
  return [told.length, wrong];
}

function texts({ households, reached, unreached, untried }: Pick<Coverage, 'households' | 'reached' | 'unreached' | 'untried'>, outcomes: [string, number][], returnees: [string, number][]): string {
  const sorted = (pairs: [string, number][]) => pairs.filter(([, times]) => times > 0).sort(([a], [b]) => (a < b ? -1 : 1));
  return JSON.stringify([households, reached, unreached, untried, sorted(outcomes), sorted(returnees)]);
}
