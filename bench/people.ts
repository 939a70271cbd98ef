import { randomBytes, randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { checkDigitOf, maskIdNumber, maskPhone } from '@lianfang/contracts/documents';
import { transact } from '@lianfang/platform/persistence';
import { createSealer } from '@lianfang/platform/sealing';
import type { Sealer } from '@lianfang/platform/sealing';
import { actorOf } from '@lianfang/testing/graph';
import type { BootedSubgraph } from '@lianfang/testing/graph';
import { noteDuplicates } from '../apps/people/src/duplicates/duplicate.change.ts';
import { pinyinOf } from '../apps/people/src/people/pinyin.ts';
import { bootPeople } from '../apps/people/src/testing/district.ts';
import { startCluster } from '../tools/postgres/cluster.ts';
import { anyPorts } from '../tools/process/port.ts';

const people = Number(process.env.BENCH_PEOPLE ?? 1_000_000);
const perHousehold = 3;
const communities = 400;
const compoundsEach = 5;
const county = '410811';
const searches = 200;

/** Names are invented from parts; many people share one, as in life. */
const surnames = [...'赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许何吕施张孔曹严华金魏'];
const given = [...'晓明红华丽伟芳娜敏静强磊军洋勇艳杰娟涛超霞平刚桂英建国志文'];

/** A register of a million, durable, on one PostgreSQL: what its lists, searches and reconciliations take. */
export async function peopleBench(): Promise<string[]> {
  const folder = mkdtempSync(join(tmpdir(), 'lianfang-bench-'));
  const [port] = await anyPorts(1);
  const cluster = await startCluster({ root: process.cwd(), dataDir: join(folder, 'data'), port: port!, password: 'bench', logFile: join(folder, 'postgres.log') });
  process.env.LIANFANG_TEST_PG_URL = cluster.url();
  const sealer = createSealer(randomBytes(32));
  try {
    const subgraph = await bootPeople(sealer);
    try {
      await fill(subgraph, sealer);
      return [...(await readings(subgraph)), ...(await coverage(subgraph)), await duplicates(subgraph), await reconciliation(subgraph)];
    } finally {
      await subgraph.stop();
    }
  } finally {
    await cluster.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

function numberOf(serial: number): string {
  const day = new Date(Date.UTC(1940, 0, 1) + (serial % 28_000) * 86_400_000).toISOString().slice(0, 10).replaceAll('-', '');
  const digits = `990811${day}${String(Math.floor(serial / 28_000)).padStart(3, '0')}`;
  return digits + checkDigitOf(digits);
}

function nameOf(serial: number): string {
  const [a, b, c] = [serial * 7_919, serial * 104_729, serial * 1_299_709].map((n) => n % 1_000_003) as [number, number, number];
  return surnames[a % surnames.length]! + given[b % given.length]! + (c % 5 === 0 ? '' : given[c % given.length]!);
}

function phoneOf(serial: number): string {
  return `139${String(serial).padStart(8, '0')}`;
}

function communityOf(at: number): string {
  return `${county}${String(1 + Math.floor(at / 40)).padStart(3, '0')}${String(1 + (at % 40)).padStart(3, '0')}`;
}

async function fill({ database }: BootedSubgraph, sealer: Sealer): Promise<void> {
  const codes = Array.from({ length: communities }, (_, at) => communityOf(at));
  const areas = [county, ...new Set(codes.map((code) => code.slice(0, 9))), ...codes, ...codes.map((code) => `${code}001`)];
  await database.query(`INSERT INTO areas (code, name, parent_code) SELECT code, '区划' || code, parent FROM unnest($1::text[], $2::text[]) AS a (code, parent) ORDER BY length(code)`, [
    areas, areas.map((code) => (code === county ? null : areas.filter((other) => other.length < code.length && code.startsWith(other)).at(-1))),
  ]);
  await database.query(`INSERT INTO compounds (id, area_code, name, address) SELECT gen_random_uuid(), code || '001', '小区' || n, '路' || n || '号' FROM unnest($1::text[]) AS code, generate_series(1, $2) AS n`, [codes, compoundsEach]);
  await database.query(
    `INSERT INTO households (id, compound_id, area_code, building, unit, room, door_order, occupancy)
     SELECT gen_random_uuid(), c.id, c.area_code, (n / 60) || '号楼', (n / 20 % 3) || '单元', n::text, lpad(n::text, 8, '0'), 'OCCUPIED'
       FROM compounds c, generate_series(1, $1) AS n`,
    [Math.ceil(people / perHousehold / communities / compoundsEach)],
  );
  const pinyin = new Map<string, ReturnType<typeof pinyinOf>>();
  const spelt = (name: string) => pinyin.get(name) ?? pinyin.set(name, pinyinOf(name)).get(name)!;
  const sealed = sealer.seal('999999999999999999');
  for (let from = 0; from < people; from += 50_000) {
    const serials = Array.from({ length: Math.min(50_000, people - from) }, (_, at) => from + at);
    const names = serials.map(nameOf);
    await database.query(
      `WITH doors AS (SELECT id, area_code, row_number() OVER (ORDER BY id) - 1 AS n FROM (SELECT id, area_code FROM households ORDER BY id OFFSET $1 LIMIT $2) AS piece)
       INSERT INTO people (id, household_id, area_code, name, pinyin, initials, sex, birth_date, document_kind, id_number_sealed, id_number_index, id_number_mask, phone_sealed, phone_index, phone_mask, relation)
       SELECT gen_random_uuid(), d.id, d.area_code, p.name, p.pinyin, p.initials, 'MALE', to_date(substr(p.id_number, 7, 8), 'YYYYMMDD'), 'RESIDENT_ID', $3, p.id_index, p.id_mask, $3, p.phone_index, p.phone_mask, '户主'
         FROM unnest($4::text[], $5::text[], $6::text[], $7::text[], $8::bytea[], $9::text[], $10::bytea[], $11::text[]) WITH ORDINALITY
              AS p (name, pinyin, initials, id_number, id_index, id_mask, phone_index, phone_mask, place)
         JOIN doors d ON d.n = (p.place - 1) / ${perHousehold}`,
      [
        from / perHousehold | 0, Math.ceil(serials.length / perHousehold) + 1, sealed, names, names.map((name) => spelt(name).pinyin), names.map((name) => spelt(name).initials),
        serials.map(numberOf), serials.map((serial) => sealer.index(numberOf(serial))), serials.map((serial) => maskIdNumber(numberOf(serial))),
        serials.map((serial) => sealer.index(phoneOf(serial))), serials.map((serial) => maskPhone(phoneOf(serial))),
      ],
    );
  }
  await database.query(`INSERT INTO register_counts (area_code, households, vacant_households, people)
    SELECT h.area_code, count(DISTINCT h.id), 0, count(p.id) FROM households h LEFT JOIN people p ON p.household_id = h.id GROUP BY 1`);
  await database.query('VACUUM ANALYZE');
  const [counted]: { entered: number }[] = await database.query('SELECT count(*)::int AS entered FROM people');
  if (counted?.entered !== people) throw new Error(`${counted?.entered} people were entered, not ${people}`);
}

const list = `query ($area: ID!, $search: String) { people(areaCode: $area, search: $search, first: 50) { edges { node { id name phone household { address } } } } }`;

/** What a clerk types, each asked of the whole district. */
const asked: readonly { what: string; search(n: number): string | null; area?(n: number): string }[] = [
  { what: 'a page of the district', search: () => null },
  { what: 'a page of a community', search: () => null, area: (n) => communityOf(n % communities) },
  { what: 'a whole name', search: (n) => nameOf(n * 37) },
  { what: 'part of a name', search: (n) => nameOf(n * 37).slice(-1) },
  { what: 'initials of pinyin', search: (n) => pinyinOf(nameOf(n * 53)).initials },
  { what: 'a phone', search: (n) => phoneOf((n * 4_099) % people) },
  { what: 'an ID number', search: (n) => numberOf((n * 4_099) % people) },
  { what: 'an address', search: (n) => `小区${1 + (n % compoundsEach)} ${1 + (n % 2)}号楼` },
];

async function readings(subgraph: BootedSubgraph): Promise<string[]> {
  const clerk = actorOf('register');
  const lines: string[] = [];
  for (const { what, search, area } of asked) {
    const times: number[] = [];
    for (let n = 0; n < searches; n += 1) {
      const began = performance.now();
      await subgraph.call(clerk, list, { area: area?.(n) ?? county, search: search(n) });
      times.push(performance.now() - began);
    }
    lines.push(`${what.padEnd(24)} p50 ${at(times, 0.5)} ms, p95 ${at(times, 0.95)} ms (bar: p95 under 100 ms) ${quantile(times, 0.95) < 100 ? 'holds' : 'MISSED'}`);
  }
  return lines;
}

/** A round over all doors; its coverage is read as the street's board and the command centre read it. */
async function coverage(subgraph: BootedSubgraph): Promise<string[]> {
  const clerk = actorOf('register');
  const began = performance.now();
  const { openSweepRound } = await subgraph.call(clerk, `mutation ($input: OpenSweepRoundInput!) { openSweepRound(input: $input) { id coverage { households } } }`, {
    input: { key: randomUUID(), name: '一', areaCode: county, methods: ['DOOR'], startsOn: '2022-11-19', endsOn: '2022-11-22' },
  });
  const opened = performance.now() - began;
  const read = `query ($id: ID!, $area: ID!) { sweepRound(id: $id) { coverage(areaCode: $area) { households reached unreached untried returnees { origin people } outcomes { outcome doors } } } }`;
  const board = `query ($id: ID!, $area: ID!) { sweepRound(id: $id) { coverageByArea(areaCode: $area) { areaCode households reached } } }`;
  const lines = [`a round over ${openSweepRound.coverage.households.toLocaleString('en')} doors opens in ${(opened / 1_000).toFixed(1)} s`];
  for (const { what, query, area } of [
    { what: 'coverage of the district', query: read, area: () => county },
    { what: 'coverage of a community', query: read, area: (n: number) => communityOf(n % communities) },
    { what: 'coverage of all streets', query: board, area: () => county },
  ]) {
    const times: number[] = [];
    for (let n = 0; n < searches; n += 1) {
      const asking = performance.now();
      await subgraph.call(clerk, query, { id: openSweepRound.id, area: area(n) });
      times.push(performance.now() - asking);
    }
    lines.push(`${what.padEnd(24)} p50 ${at(times, 0.5)} ms, p95 ${at(times, 0.95)} ms (bar: p95 under 20 ms) ${quantile(times, 0.95) < 20 ? 'holds' : 'MISSED'}`);
  }
  return lines;
}

/** 10,000 rows that were just entered, among all who were there, as an import compares them. */
async function duplicates({ database }: BootedSubgraph): Promise<string> {
  const ids = await database.query<{ id: string }[]>('SELECT id FROM people ORDER BY id_number_index LIMIT 10000');
  const began = performance.now();
  const pairs = await transact(database, (tx) => noteDuplicates(tx, ids.map(({ id }) => id), new Date()));
  const took = performance.now() - began;
  return `duplicates of ${ids.length.toLocaleString('en')} new rows: ${(took / 1_000).toFixed(1)} s (bar: 60 s) ${took < 60_000 ? 'holds' : 'MISSED'}; ${pairs} pairs`;
}

/** 50,000 rows: most by number, some by phone and name, some by name and birth date, some misspelt, some unknown. */
async function reconciliation(subgraph: BootedSubgraph): Promise<string> {
  const clerk = actorOf('register');
  const rows = Array.from({ length: 50_000 }, (_, n) => {
    const serial = (n * 19) % people;
    const [name, number, phone] = [nameOf(serial), numberOf(serial), phoneOf(serial)];
    const birth = number.slice(6, 14);
    if (n % 10 === 0) return [name, '', phone, ''];
    if (n % 10 === 1) return [name, '', '', birth];
    if (n % 10 === 2) return [`${name.slice(0, -1)}某`, '', phone, birth];
    if (n % 10 === 3) return [name, numberOf(people + n), '', ''];
    return [name, number, phone, ''];
  });
  const file = Buffer.from(['姓名,身份证号,手机号,出生日期', ...rows.map((row) => row.join(','))].join('\n')).toString('base64');
  const columns = [['姓名', 'NAME'], ['身份证号', 'ID_NUMBER'], ['手机号', 'PHONE'], ['出生日期', 'BIRTH_DATE']].map(([heading, field]) => ({ heading, field }));
  const { saveListSource } = await subgraph.call(clerk, `mutation ($input: SaveListSourceInput!) { saveListSource(input: $input) { id } }`, { input: { areaCode: county, title: '名单', origin: 'TELECOM', columns } });
  const began = performance.now();
  const { importReconciliationList: found } = await subgraph.call(
    clerk,
    `mutation ($input: ImportReconciliationListInput!) { importReconciliationList(input: $input) { rejected counts { total matched missing tracing pushed } } }`,
    { input: { key: randomUUID(), sourceId: saveListSource.id, areaCode: county, fileName: 'a.csv', contentBase64: file } },
  );
  const took = performance.now() - began;
  const { total, matched, missing, tracing } = found.counts;
  return `reconciliation of ${total.toLocaleString('en')} rows with ${people.toLocaleString('en')} people: ${(took / 1_000).toFixed(1)} s (bar: 60 s) ${took < 60_000 ? 'holds' : 'MISSED'}; matched ${matched}, to decide ${tracing}, missing ${missing}`;
}

function quantile(times: readonly number[], share: number): number {
  return times.toSorted((a, b) => a - b)[Math.min(times.length - 1, Math.floor(times.length * share))]!;
}

const at = (times: readonly number[], share: number) => quantile(times, share).toFixed(1).padStart(6);
