import { execFileSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { FiguresFollowed, House } from '@lianfang/testing/house';

export const district = '410811';
export const street = '410811001';
export const community = '410811001001';

/** What the wall shows of the figures that the walk moves. */
export const watched = [
  'people', 'households', 'sweepTargets', 'sweepReached', 'returneesFromOutbreak', 'passagesRefused', 'arrivals', 'arrivalsAtRisk', 'alertsOpen',
  'ordersProposed', 'inFacility', 'atHome', 'bedsOccupied', 'released', 'donations', 'piecesDelivered', 'supportOpen',
] as const;

export type Figure = (typeof watched)[number];

/** The walk goes through here: a house, and its wall. */
export interface Scene {
  house: House;
  wall: FiguresFollowed;
}

export interface Resident { id: string; name: string; household: { id: string; address: string; area: { code: string } } }

/**
 * Takes a step and waits for the wall, which must move by itself within a second of the step.
 * @param changes what the step adds to each figure; others may move too, as other people live on
 */
export async function movesTheWall<T>({ wall }: Scene, what: string, changes: Partial<Record<Figure, number>>, step: () => Promise<T>): Promise<T> {
  const before = { ...wall.latest() };
  const done = await step();
  const entries = Object.entries(changes) as [Figure, number][];
  await wall.moved(what, (now) => entries.every(([figure, change]) => now[figure] === before[figure]! + change), 10_000);
  return done;
}

/** The demo's ledger as its command writes it. */
export function writeDemoLedger(): Buffer {
  const folder = mkdtempSync(join(tmpdir(), 'lianfang-ledger-'));
  try {
    const file = join(folder, 'ledger.xlsx');
    execFileSync(process.execPath, ['--disable-warning=ExperimentalWarning', join('tools', 'seed', 'ledger.ts'), '--out', file]);
    return readFileSync(file);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

export const now = () => new Date().toISOString();
export const newKey = () => randomUUID();

/** The day in Asia/Shanghai, `offset` days from today. */
export function day(offset = 0): string {
  return new Date(Date.now() + (8 + 24 * offset) * 3_600_000).toISOString().slice(0, 10);
}

/** Residents of the ledger's community by the first page of a search. */
export async function residentsOf(house: House, search: string): Promise<Resident[]> {
  const { people } = await house.call<{ people: { edges: { node: Resident }[] } }>('community', `query ($areaCode: ID!, $search: String) {
    people(areaCode: $areaCode, search: $search, first: 100) { edges { node { id name household { id address area { code } } } } }
  }`, { areaCode: community, search });
  return people.edges.map(({ node }) => node);
}

export async function checkpointNamed(house: House, search: string): Promise<{ id: string; name: string; area: { code: string } }> {
  const { checkpoints } = await house.call<{ checkpoints: { edges: { node: { id: string; name: string; area: { code: string } } }[] } }>(
    'guard', `query ($areaCode: ID!, $search: String) { checkpoints(areaCode: $areaCode, search: $search, first: 1) { edges { node { id name area { code } } } } }`,
    { areaCode: district, search });
  const [found] = checkpoints.edges;
  if (!found) throw new Error(`the district has no checkpoint ${search}`);
  return found.node;
}
