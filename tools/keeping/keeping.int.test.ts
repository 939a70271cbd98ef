import { retentionPeriods } from '@lianfang/contracts/access';
import { platformMigrations } from '@lianfang/platform/persistence';
import type { Migration } from '@lianfang/platform/persistence';
import { allTables, platformKeeping } from '@lianfang/platform/retention';
import type { ServiceKeeping } from '@lianfang/platform/retention';
import { freshDatabase } from '@lianfang/testing/postgres';
import { migrations as agenciesMigrations } from '../../apps/agencies/migrations/index.ts';
import { keeping as agencies } from '../../apps/agencies/src/keeping.ts';
import { migrations as checkpointsMigrations } from '../../apps/checkpoints/migrations/index.ts';
import { keeping as checkpoints } from '../../apps/checkpoints/src/keeping.ts';
import { migrations as isolationMigrations } from '../../apps/isolation/migrations/index.ts';
import { keeping as isolation } from '../../apps/isolation/src/keeping.ts';
import { migrations as peopleMigrations } from '../../apps/people/migrations/index.ts';
import { keeping as people } from '../../apps/people/src/keeping.ts';
import { migrations as reportingMigrations } from '../../apps/reporting/migrations/index.ts';
import { keeping as reporting } from '../../apps/reporting/src/keeping.ts';
import { migrations as suppliesMigrations } from '../../apps/supplies/migrations/index.ts';
import { keeping as supplies } from '../../apps/supplies/src/keeping.ts';
import { countDue } from '../../libs/platform/src/retention/erase.ts';
import { readCatalogue } from '../stack/catalogue.ts';

const services: Record<string, { migrations: readonly Migration[]; keeping: ServiceKeeping }> = {
  people: { migrations: peopleMigrations, keeping: people },
  checkpoints: { migrations: checkpointsMigrations, keeping: checkpoints },
  isolation: { migrations: isolationMigrations, keeping: isolation },
  supplies: { migrations: suppliesMigrations, keeping: supplies },
  reporting: { migrations: reportingMigrations, keeping: reporting },
  agencies: { migrations: agenciesMigrations, keeping: agencies },
};

test('every subgraph is looked at', () => {
  expect(Object.keys(services).sort()).toEqual([...readCatalogue('.').subgraphs].sort());
});

describe.each(Object.entries(services))('%s', (name, { migrations, keeping }) => {
  const open = () => freshDatabase({ name: `keeping_${name}`, migrations: [...platformMigrations, ...migrations], entities: [] });

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
