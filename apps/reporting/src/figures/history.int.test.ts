import type { BootedSubgraph } from '@lianfang/testing/graph';
import { dice, interleaved, randomHistory } from '../testing/history.ts';
import type { Story, Told } from '../testing/history.ts';
import { bootReporting, dump } from '../testing/reporting.ts';
import { flows, levels } from './figure.rules.ts';

const seed = Number(process.env.SEED ?? Date.now() % 1_000_000);
const from = dice(seed);
const stories = randomHistory(from, 300);
let booted: BootedSubgraph[] = [];

afterEach(async () => {
  await Promise.all(booted.map((reporting) => reporting.stop()));
  booted = [];
});

async function boot(): Promise<BootedSubgraph> {
  const reporting = await bootReporting();
  booted.push(reporting);
  return reporting;
}

async function feed(reporting: BootedSubgraph, told: readonly Told[]): Promise<void> {
  for (const { event, ...fact } of told) await reporting.deliver(event, fact);
}

async function figuresAfter(told: readonly Told[]) {
  const reporting = await boot();
  await feed(reporting, told);
  return dump(reporting.database);
}

type Row = Record<string, number> & { area_code: string; day: string };
const columnOf = (name: string) => name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);

/** Figures of an area on a day, read the slow and plain way. */
function figuresOf(rows: readonly Row[], areaCode: string, day: string): Record<string, number> {
  const own = rows.filter((row) => row.area_code === areaCode && row.day <= day).at(-1);
  const isOfDay = own?.day === day;
  return Object.fromEntries([
    ...levels.map((level) => [level, Number(own?.[columnOf(level)] ?? 0)]),
    ...flows.map((flow) => [flow, isOfDay ? Number(own![columnOf(flow)]) : 0]),
  ]) as Record<string, number>;
}

it(`any order in which a history arrives ends in the same figures (SEED=${seed})`, async () => {
  const inTime = stories.flat().sort((a, b) => a.at.getTime() - b.at.getTime());
  const expected = await figuresAfter(inTime);
  expect(expected.figures.length).toBeGreaterThan(20);
  for (let nth = 0; nth < 2; nth++) expect(await figuresAfter(interleaved(from, stories))).toEqual(expected);
}, 120_000);

it(`partitions that bring events at once neither deadlock nor lose one (SEED=${seed})`, async () => {
  const reporting = await boot();
  const shuffled = from.shuffled(stories);
  const partitions = Array.from({ length: 8 }, (_, nth) => interleaved(from, shuffled.filter((_story, at) => at % 8 === nth)));
  const before = await deadlocks(reporting);
  await Promise.all(partitions.map((told) => feed(reporting, told)));
  expect(await dump(reporting.database)).toEqual(await figuresAfter(stories.flat()));
  expect(await deadlocks(reporting)).toBe(before);
  const versions = await versionsTold(reporting);
  expect(versions.size).toBeGreaterThan(20);
  for (const [areaDay, told] of versions) {
    const first = told[0]!;
    // Told in the order of the outbox, one apart, whatever happened at the same time.
    expect({ areaDay, told }).toEqual({ areaDay, told: told.map((_, nth) => first + nth) });
  }
}, 120_000);

it(`no figure is negative, and a parent's figures are the sum of its children's (SEED=${seed})`, async () => {
  const rows = (await figuresAfter(interleaved(from, stories))).figures as Row[];
  const areas = [...new Set(rows.map((row) => row.area_code))];
  const days = [...new Set(rows.map((row) => row.day))];
  for (const parent of areas.filter((code) => code.length < 15)) {
    const below = areas.filter((code) => code.startsWith(parent) && code.length > parent.length);
    const nearest = Math.min(...below.map((code) => code.length));
    for (const day of days) {
      const children = below.filter((code) => code.length === nearest).map((code) => figuresOf(rows, code, day));
      const own = figuresOf(rows, parent, day);
      const sums = Object.fromEntries(Object.keys(own).map((name) => [name, children.reduce((sum, child) => sum + child[name]!, 0)]));
      expect({ parent, day, ...own }).toEqual({ parent, day, ...sums });
      expect({ parent, day, negative: Object.entries(own).filter(([, count]) => count < 0) }).toEqual({ parent, day, negative: [] });
    }
  }
}, 120_000);

it(`the levels at the end are what the stories left open (SEED=${seed})`, async () => {
  const rows = (await figuresAfter(interleaved(from, stories))).figures as Row[];
  const end = figuresOf(rows, '41', '2022-12-31');
  expect(end).toMatchObject({
    alertsOpen: openOf('checkpoints.alert-raised.v1', (last) => last.state !== 'CLOSED'),
    checkpointsOpen: openOf('checkpoints.checkpoint-changed.v1', (last) => last.open === true),
    ordersProposed: openOf('isolation.order-proposed.v1', (_last, type) => type === 'isolation.order-proposed.v1'),
    supportOpen: openOf('supplies.support-opened.v1', (_last, type) => type === 'supplies.support-opened.v1'),
    inFacility: inForce('FACILITY'),
    atHome: inForce('HOME'),
    inHospital: inForce('HOSPITAL'),
  });
}, 120_000);

function openOf(first: string, isOpen: (last: Record<string, unknown>, type: string) => boolean): number {
  const last = (story: Story) => story.at(-1)!;
  return stories.filter((story) => story[0]?.event.name === first && isOpen(last(story).payload, last(story).event.name)).length;
}

function inForce(mode: string): number {
  return openOf('isolation.order-proposed.v1', (last, type) => type === 'isolation.order-confirmed.v1' && last.mode === mode);
}

async function deadlocks(reporting: BootedSubgraph): Promise<number> {
  await reporting.database.query('SELECT pg_stat_force_next_flush()');
  const [row] = await reporting.database.query('SELECT deadlocks::int FROM pg_stat_database WHERE datname = current_database()');
  return row.deadlocks;
}

async function versionsTold(reporting: BootedSubgraph): Promise<Map<string, number[]>> {
  const rows: { key: string; version: number }[] = await reporting.database.query(
    `SELECT envelope->'data'->>'areaCode' || ':' || (envelope->'data'->>'day') AS key, (envelope->'data'->>'version')::int AS version FROM outbox ORDER BY id`,
  );
  const told = new Map<string, number[]>();
  for (const { key, version } of rows) told.set(key, [...(told.get(key) ?? []), version]);
  return told;
}
