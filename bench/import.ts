import { randomUUID } from 'node:crypto';
import { startHouse, type House } from '@lianfang/testing/house';
import pg from 'pg';
import { districtCode, planDistrict } from '../tools/seed/district.ts';
import { inventRegister } from '../tools/seed/register.ts';
import { writeLedger, type LedgerLine } from '../tools/seed/sheet.ts';

const bar = 15_000;
const residents = 20_000;

interface Measured { rows: number; took: number }

/**
 * 20,000 residents through the public door: an .xlsx, base64, the gateway, every rule, sealing, pinyin, indexes, outbox. The
 * floor in the same run: the same texts, ready in memory, into a bare table of one PostgreSQL by unnest.
 */
export async function importBench(): Promise<string[]> {
  const lines = inventRegister(planDistrict()).flatMap((street) => street.lines).slice(0, residents);
  const sheet = (await writeLedger(lines)).toString('base64');
  const house = await startHouse({ broker: 'kafka', seeded: false });
  try {
    await layAreas(house);
    const through = await importThrough(house, sheet);
    const floor = await insertBare(house, lines);
    return [
      `${through.rows} rows through the public door: ${seconds(through)} — ${perSecond(through)} rows/s (bar: under ${bar / 1_000} s) ${through.took < bar ? 'holds' : 'MISSED'}`,
      `floor, unnest into a bare table: ${seconds(floor)} — ${perSecond(floor)} rows/s; the door costs ${(through.took / floor.took).toFixed(1)} times the floor`,
    ];
  } finally {
    await house.stop();
  }
}

async function layAreas(house: House): Promise<void> {
  const { areas, communities } = planDistrict();
  await house.call('command', 'mutation ($areas: [AreaInput!]!) { putAreas(areas: $areas) { added } }', { areas });
  await house.call('command', 'mutation ($grids: [GridInput!]!) { putGrids(grids: $grids) { added } }', { grids: communities.flatMap(({ grids }) => grids) });
  await house.call('command', 'mutation ($compounds: [CompoundInput!]!) { putCompounds(compounds: $compounds) { added } }', { compounds: communities.flatMap(({ compounds }) => compounds) });
}

async function importThrough(house: House, contentBase64: string): Promise<Measured> {
  const began = performance.now();
  const { importLedger } = await house.call<{ importLedger: { rows: number; rowsRejected: number } }>(
    'register', 'mutation ($input: ImportLedgerInput!) { importLedger(input: $input) { rows rowsRejected } }',
    { input: { key: randomUUID(), fileName: '山阳区台账.xlsx', areaCode: districtCode, contentBase64 } });
  const took = performance.now() - began;
  if (importLedger.rowsRejected > 0) throw new Error(`${importLedger.rowsRejected} rows were rejected`);
  return { rows: importLedger.rows, took };
}

async function insertBare(house: House, lines: readonly LedgerLine[]): Promise<Measured> {
  const client = new pg.Client({ connectionString: house.databaseUrl('people') });
  await client.connect();
  try {
    const columns = ['community', 'compound', 'building', 'unit', 'room', 'name', 'idNumber', 'birthDate', 'phone', 'relation'] as const;
    await client.query(`CREATE TABLE bench_floor (${columns.map((column) => `"${column}" text`).join(', ')})`);
    const began = performance.now();
    await client.query(`INSERT INTO bench_floor SELECT * FROM unnest(${columns.map((_, at) => `$${at + 1}::text[]`).join(', ')})`,
      columns.map((column) => lines.map((line) => line[column] ?? '')));
    return { rows: lines.length, took: performance.now() - began };
  } finally {
    await client.end();
  }
}

const seconds = ({ took }: Measured) => `${(took / 1_000).toFixed(2)} s`;
const perSecond = ({ rows, took }: Measured) => Math.round(rows / (took / 1_000)).toLocaleString('en');
