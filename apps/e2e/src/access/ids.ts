import type { House } from '@lianfang/testing/house';
import pg from 'pg';

/** Where the records of a type stand: service and table; all have an id and an area. */
const tables: Readonly<Record<string, readonly [service: string, table: string]>> = {
  Person: ['people', 'people'], Household: ['people', 'households'], Compound: ['people', 'compounds'], SweepRound: ['people', 'sweep_rounds'], LedgerImport: ['people', 'ledger_imports'],
  Checkpoint: ['checkpoints', 'checkpoints'], Pass: ['checkpoints', 'passes'], Passage: ['checkpoints', 'passages'], Arrival: ['checkpoints', 'arrivals'], Alert: ['checkpoints', 'alerts'],
  IsolationOrder: ['isolation', 'orders'], Donation: ['supplies', 'donations'], SupportRequest: ['supplies', 'support_requests'],
};

/** One id of each type in a community. */
export async function idsIn(house: House, areaCode: string): Promise<Record<string, string>> {
  const ids: Record<string, string> = {};
  for (const [type, [service, table]] of Object.entries(tables)) {
    const [row] = await rowsOf<{ id: string }>(house, service, `SELECT id FROM ${table} WHERE area_code LIKE '${areaCode}%' LIMIT 1`);
    if (row) ids[type] = row.id;
  }
  // `order(id)` and others name their type in other words.
  return { ...ids, Round: ids.SweepRound!, Order: ids.IsolationOrder! };
}

export async function rowsOf<T>(house: House, service: string, sql: string): Promise<T[]> {
  const client = new pg.Client(house.databaseUrl(service));
  await client.connect();
  try {
    return (await client.query(sql)).rows as T[];
  } finally {
    await client.end();
  }
}

/** The columns of all tables of a service that hold a text, as `table.column`. */
export async function textOf(house: House, service: string, table: string): Promise<string> {
  const rows = await rowsOf<{ row: string }>(house, service, `SELECT to_jsonb(t)::text AS row FROM ${table} t`);
  return rows.map(({ row }) => row).join('\n');
}
