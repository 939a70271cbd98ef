import { actorOf } from '@lianfang/testing/graph';
import type { BootedSubgraph } from '@lianfang/testing/graph';
import { readSheet } from 'read-excel-file/node';
import { bootPeople, community, idNumber, importLines, layDistrict, line, street } from '../testing/district.ts';

let people: BootedSubgraph;
const clerk = actorOf('community');
const office = actorOf('street');
const neighbour = actorOf('community', { areaCode: '410811001002', id: 'neighbour' });

beforeAll(async () => {
  people = await bootPeople();
  await layDistrict(people);
  await importLines(people, [
    ...Array.from({ length: 7 }, (_, at) => line(at + 1, { room: String(101 + Math.floor(at / 2)), relation: at % 2 === 0 ? '户主' : '子女', name: `赵小${'一二三四五六七'[at]}` })),
    line(9, { compound: '建设里', phone: '13800009999', name: '钱多多' }),
    { compound: '建设里', building: '3号楼', unit: '1单元', room: '500', occupancy: '空置' },
    { compound: '建设里', building: '3号楼', unit: '1单元', room: '501', occupancy: '空置' },
  ]);
});
afterAll(() => people.stop());

const sheet = `query ($area: ID!, $level: LedgerLevel!, $preset: ID, $first: Int!, $after: String) {
  ledgerSheet(areaCode: $area, level: $level, presetId: $preset, first: $first, after: $after) { level columns { field heading } rows totalRows next households vacantHouseholds people } }`;
const file = `query ($area: ID!, $level: LedgerLevel, $preset: ID) { ledgerSheetFile(areaCode: $area, level: $level, presetId: $preset) { fileName contentBase64 } }`;
const savePreset = `mutation ($input: SavePresetInput!) { savePreset(input: $input) { id version agency title columns { field heading } versions { version columns { heading } savedBy } } }`;
const police = {
  areaCode: street, agency: '公安分局', title: '居住人员登记表', level: 'COMMUNITY',
  columns: [{ field: 'NUMBER', heading: '编号' }, { field: 'NAME', heading: '居民姓名' }, { field: 'ID_NUMBER', heading: '公民身份号码' }, { field: 'DOOR', heading: '现住址' }, { field: 'AGE', heading: '年龄' }, { field: 'BLANK', heading: '核查人' }],
};

interface Sheet { rows: string[][]; totalRows: number; next: string | null; households: number; vacantHouseholds: number; people: number; columns: { field: string; heading: string }[] }

/** Every page of a sheet, put together. */
async function rowsOf(level: string, variables: object = {}, first = 3, actor = office): Promise<Sheet> {
  const rows: string[][] = [];
  let after: string | null = null;
  let page: Sheet;
  do {
    page = (await people.call(actor, sheet, { area: street, level, first, after, ...variables })).ledgerSheet;
    rows.push(...page.rows);
    after = page.next;
  } while (after);
  return { ...page, rows };
}

describe('the ledgers of three levels', () => {
  it('are told from the same rows: each sum is the same at every level, page by page and in the file', async () => {
    const levels = await Promise.all(['DISTRICT', 'STREET', 'COMMUNITY'].map((level) => rowsOf(level)));
    for (const { households, vacantHouseholds, people: residents } of levels) expect({ households, vacantHouseholds, residents }).toEqual({ households: 7, vacantHouseholds: 2, residents: 8 });
    expect(levels.map(({ rows, totalRows }) => [rows.length, totalRows])).toEqual([[2, 2], [7, 7], [10, 10]]);
    const [district, byStreet, byCommunity] = levels.map(({ rows }) => rows);
    expect(district!.map((row) => row.slice(5))).toEqual([['文化苑', '4', '0', '7'], ['建设里', '3', '2', '1']]);
    const sum = (rows: string[][], at: number) => rows.reduce((total, row) => total + Number(row[at]), 0);
    expect([sum(district!, 8), sum(byStreet!, 10), byCommunity!.filter((row) => row[5]).length]).toEqual([8, 8, 8]);
    expect(byStreet!.filter((row) => row[7] === '空置')).toHaveLength(2);
    expect(new Set(byCommunity!.map((row) => row.join(' '))).size).toBe(10);
    for (const [at, level] of ['DISTRICT', 'STREET', 'COMMUNITY'].entries()) {
      const { ledgerSheetFile } = await people.call(office, file, { area: street, level });
      const [header, ...written] = await readSheet(Buffer.from(ledgerSheetFile.contentBase64, 'base64'));
      expect(header).toEqual(levels[at]!.columns.map((column: { heading: string }) => column.heading));
      expect(written.map((row) => row.map((cell) => cell ?? ''))).toEqual(levels[at]!.rows);
    }
  });

  it('are masked by rights: who may not see numbers gets none in a page or a file', async () => {
    const plain = actorOf('community', { scopes: ['ledger:import', 'household:read', 'area:read'], id: 'plain' });
    const { rows } = await rowsOf('COMMUNITY', { area: community }, 50, plain);
    const { ledgerSheetFile } = await people.call(plain, file, { area: community, level: 'COMMUNITY' });
    const written = JSON.stringify(await readSheet(Buffer.from(ledgerSheetFile.contentBase64, 'base64')));
    expect(JSON.stringify(rows)).toContain(idNumber(1).slice(-4));
    for (const text of [JSON.stringify(rows), written]) expect(text).not.toMatch(/\d{17}[\dX]|1380000/);
  });

  it('are refused outside the own area', async () => {
    expect((await people.refused(neighbour, sheet, { area: community, level: 'COMMUNITY', first: 1 })).code).toBe('AREA_NOT_YOURS');
    expect((await people.refused(neighbour, file, { area: community })).code).toBe('AREA_NOT_YOURS');
  });
});

describe('the form of an asking agency', () => {
  it('is saved once, with its own columns, order and headings, and picked ever after', async () => {
    const { savePreset: saved } = await people.call(office, savePreset, { input: police });
    expect(saved).toMatchObject({ version: 1, agency: '公安分局', columns: police.columns });
    const { exportPresets } = await people.call(clerk, `{ exportPresets(areaCode: "${community}") { id agency title } }`);
    expect(exportPresets).toEqual([{ id: saved.id, agency: '公安分局', title: '居住人员登记表' }]);
    const { ledgerSheetFile } = await people.call(clerk, file, { area: community, preset: saved.id });
    expect(ledgerSheetFile.fileName).toBe('公安分局-居住人员登记表-文化巷社区-2022-11-20.xlsx');
    const [header, first] = await readSheet(Buffer.from(ledgerSheetFile.contentBase64, 'base64'));
    expect(header).toEqual(['编号', '居民姓名', '公民身份号码', '现住址', '年龄', '核查人']);
    expect(first).toEqual(['1', '赵小一', idNumber(1), '文化苑 3号楼 1单元 101', '32', null]);
    const exported = (await people.call(clerk, `{ ledgerExports(areaCode: "${community}", first: 1) { rows presetVersion exportedBy preset { title } } }`)).ledgerExports;
    expect(exported).toEqual([{ rows: 10, presetVersion: 1, exportedBy: clerk.name, preset: { title: '居住人员登记表' } }]);
  });

  it('keeps each version; a change of a version that is not the present one is refused', async () => {
    const { savePreset: saved } = await people.call(office, savePreset, { input: { ...police, title: '第二表' } });
    const changed = { ...police, title: '第二表', id: saved.id, version: 1, columns: police.columns.slice(0, 2) };
    const { savePreset: second } = await people.call(office, savePreset, { input: changed });
    expect(second.versions.map(({ version, columns }: { version: number; columns: object[] }) => [version, columns.length])).toEqual([[2, 2], [1, 6]]);
    expect((await people.refused(office, savePreset, { input: changed })).code).toBe('PRESET_CHANGED_MEANWHILE');
    await people.call(office, `mutation ($id: ID!) { retirePreset(presetId: $id) { id } }`, { id: saved.id });
    expect((await people.refused(office, file, { area: street, preset: saved.id })).code).toBe('PRESET_NOT_FOUND');
  });

  it.each([
    ['no column', { columns: [] }, 'PRESET_INVALID'],
    ['one heading twice', { columns: [{ field: 'NAME', heading: '姓名' }, { field: 'PHONE', heading: '姓名 ' }] }, 'PRESET_INVALID'],
    ['no agency', { agency: ' ' }, 'PRESET_INVALID'],
    ['a name in a ledger of sums', { level: 'DISTRICT' }, 'PRESET_COLUMN_UNFIT'],
    ['a title that the agency has', {}, 'PRESET_TAKEN'],
    ['another district', { areaCode: '410802' }, 'AREA_NOT_YOURS'],
  ])('is refused with %s', async (_case, change, code) => expect((await people.refused(office, savePreset, { input: { ...police, ...change } })).code).toBe(code));

  it('of another street is as none', async () => {
    const other = actorOf('street', { areaCode: '410811002', id: 'other' });
    const [preset] = await people.database.query(`SELECT id FROM export_presets WHERE NOT retired`);
    for (const id of [preset.id, crypto.randomUUID(), 'none']) {
      expect((await people.refused(other, `mutation ($id: ID!) { retirePreset(presetId: $id) { id } }`, { id })).code).toBe('PRESET_NOT_FOUND');
    }
  });
});
