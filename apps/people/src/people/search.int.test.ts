import { randomBytes } from 'node:crypto';
import { platformMigrations } from '@lianfang/platform/persistence';
import { createSealer } from '@lianfang/platform/sealing';
import { freshDatabase } from '@lianfang/testing/postgres';
import type { FreshDatabase } from '@lianfang/testing/postgres';
import { migrations } from '../../migrations/index.ts';
import { entities } from '../graph.ts';
import { listHouseholds } from '../households/household.store.ts';
import { listPeople } from './person.store.ts';

// Enough rows for the planner to mind; at 200,000 the plans are the same.
const size = Number(process.env.LIANFANG_SEARCH_ROWS ?? 30_000);
const sealer = createSealer(randomBytes(32));
let fresh: FreshDatabase;

beforeAll(async () => {
  fresh = await freshDatabase({ name: 'people_search', migrations: [...platformMigrations, ...migrations], entities });
  for (const statement of district(size)) await fresh.database.query(statement);
}, 120_000);
afterAll(() => fresh.drop());

/** A street of 20 grids with 300 compounds, three people to a door; names of three characters, as evenly as names are not. */
function district(people: number): string[] {
  return [
    `INSERT INTO areas SELECT code, code, NULL FROM unnest(ARRAY['410811', '410811001', '410811001001']) AS code`,
    `INSERT INTO areas SELECT '410811001001' || lpad(n::text, 3, '0'), n::text, '410811001001' FROM generate_series(0, 19) n`,
    `INSERT INTO compounds SELECT gen_random_uuid(), '410811001001' || lpad((n % 20)::text, 3, '0'), '小区' || n, '路' FROM generate_series(1, 300) n`,
    `INSERT INTO households
     SELECT gen_random_uuid(), c.id, c.area_code, n || '号楼', '1单元', n::text, lpad(n::text, 9, '0'), 'OCCUPIED'
       FROM generate_series(1, ${people / 3}) n JOIN (SELECT *, row_number() OVER () AS r FROM compounds) c ON c.r = n % 300 + 1`,
    `INSERT INTO people
     SELECT gen_random_uuid(), h.id, h.area_code, chr(20000 + (k * 7 + p) % 200) || chr(21000 + (k * 13) % 900) || chr(22000 + (k * 17 + p) % 900),
            'p' || md5(k || '-' || p), left(md5(p || '-' || k), 3), NULL, NULL, 'RESIDENT_ID', '\\x00', sha256((k || '-' || p)::bytea), '****',
            '\\x00', sha256(('phone' || k || '-' || p)::bytea), '****', NULL, 1
       FROM (SELECT *, (row_number() OVER ())::int AS k FROM households) h, generate_series(1, 3) p`,
    `ANALYZE`,
  ];
}

/** The plan that PostgreSQL makes of what the store really sends, and how long it took. */
async function planOf(search: string, list = listPeople): Promise<string> {
  const sent: { query: string; parameters?: unknown[] }[] = [];
  const before = fresh.database.logger;
  const silent = () => {};
  fresh.database.logger = {
    logQuery: (query, parameters) => void sent.push({ query, parameters: parameters as unknown[] }),
    logQueryError: silent, logQuerySlow: silent, logSchemaBuild: silent, logMigration: silent, log: silent,
  };
  await list(fresh.database.manager, { areaCode: '410811', search, sealer }, { first: 50, after: null });
  fresh.database.logger = before;
  const asked = sent.find(({ query }) => /FROM "?(people|households)/.test(query))!;
  const rows = await fresh.database.query<{ 'QUERY PLAN': string }[]>(`EXPLAIN ANALYZE ${asked.query}`, asked.parameters);
  return rows.map((row) => row['QUERY PLAN']).join('\n');
}

test.each([
  ['a whole ID number', '990811199001010018', 'people_document_kind_id_number_index_key|people_by_document'],
  ['a phone', '13800001234', 'people_by_phone'],
  ['pinyin', 'pabc', 'people_by_pinyin'],
  ['two characters of a name', String.fromCharCode(21_007, 22_009), 'people_by_name'],
  ['nothing, a page of a whole district', '', 'people_by_area'],
])('a search for %s reads an index, not every person', async (_by, search, index) => {
  const plan = await planOf(search);
  if (process.env.LIANFANG_SEARCH_ROWS) console.log(plan);
  expect(plan).toMatch(new RegExp(index));
  expect(plan).not.toMatch(/Seq Scan on people/);
});

test('a page of households of a whole district reads them in their order', async () => {
  const plan = await planOf('', listHouseholds as unknown as typeof listPeople);
  if (process.env.LIANFANG_SEARCH_ROWS) console.log(plan);
  expect(plan).toMatch(/households_by_door/);
});
