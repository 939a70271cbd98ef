import { join } from 'node:path';
import { retentionPeriods } from '@lianfang/contracts/access';
import { platformMigrations } from '@lianfang/platform/persistence';
import type { Migration } from '@lianfang/platform/persistence';
import { allTables, countDue, platformKeeping } from '@lianfang/platform/retention';
import type { ServiceKeeping } from '@lianfang/platform/retention';
import { freshDatabase } from '@lianfang/testing/postgres';
import { readCatalogue } from '../stack/catalogue.ts';
import { readKeepings } from './services.ts';

const services = readCatalogue('.').subgraphs;

async function read(service: string): Promise<{ migrations: readonly Migration[]; keeping: ServiceKeeping }> {
  const { migrations } = (await import(join(process.cwd(), 'apps', service, 'migrations', 'index.ts'))) as { migrations: readonly Migration[] };
  return { migrations, keeping: (await readKeepings(process.cwd(), [service])).get(service)! };
}

describe.each(services)('%s', (service) => {
  let migrations: readonly Migration[];
  let keeping: ServiceKeeping;
  beforeAll(async () => {
    ({ migrations, keeping } = await read(service));
  });
  const open = () => freshDatabase({ name: `keeping_${service}`, migrations: [...platformMigrations, ...migrations], entities: [] });

  test('every table has an end, or a reason why it needs none', async () => {
    const fresh = await open();
    try {
      const tables = await fresh.database.query<{ table: string }[]>(`SELECT tablename AS table FROM pg_tables WHERE schemaname = 'public' ORDER BY 1`);
      const told = [...allTables(keeping), ...keeping.plain, ...platformKeeping.plain].map(({ table }) => table);
      expect([...new Set(told)].sort()).toEqual(tables.map(({ table }) => table).sort());
    } finally {
      await fresh.drop();
    }
  });

  test('every end can be carried out: by period, in a street, in the county', async () => {
    const fresh = await open();
    try {
      for (const table of allTables(keeping)) {
        for (const scope of [{ kind: 'PERIOD', before: new Date() }, { kind: 'AREA', areaCode: '410811001' }, { kind: 'AREA', areaCode: '410811' }] as const) {
          expect(await countDue(fresh.database, table, scope)).toEqual({ table: table.table, rows: 0, held: 0 });
        }
        const emptied = table.erase === 'delete' ? `DELETE FROM ${table.table} t` : `UPDATE ${table.table} t SET ${Object.entries(table.erase).map(([column, value]) => `${column} = ${value}`).join(', ')}`;
        await fresh.database.query(`EXPLAIN ${emptied}`);
      }
    } finally {
      await fresh.drop();
    }
  });

  test('a period without days has no beginning to count from, or the epidemic ends it', () => {
    for (const { table, class: period, since } of keeping.tables) {
      if (since !== null) expect({ table, days: retentionPeriods[period].days }).toEqual({ table, days: expect.any(Number) });
    }
  });
});
