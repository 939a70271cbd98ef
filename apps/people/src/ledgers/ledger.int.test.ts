import { actorOf } from '@lianfang/testing/graph';
import type { BootedSubgraph } from '@lianfang/testing/graph';
import writeXlsxFile from 'write-excel-file/node';
import { bootPeople, community, grid, idNumber, importLines, layDistrict, ledgerOf, line, outboxOf } from '../testing/district.ts';
import { readLedger } from './ledger.spreadsheet.ts';

let people: BootedSubgraph;

beforeEach(async () => {
  people = await bootPeople();
  await layDistrict(people);
});

afterEach(() => people.stop());

const registerQuery = `query ($code: ID!) { area(code: $code) { register { households vacantHouseholds people } } }`;

async function register(code: string) {
  return (await people.call(actorOf('community'), registerQuery, { code })).area.register;
}

/** Node reads GB 18030 and does not write it: its two-byte part, turned round. */
function gb18030(text: string): Buffer {
  const decoder = new TextDecoder('gb18030');
  const codes = new Map<string, number[]>();
  for (let lead = 0x81; lead <= 0xfe; lead++) for (let trail = 0x40; trail <= 0xfe; trail++) if (trail !== 0x7f) codes.set(decoder.decode(Uint8Array.of(lead, trail)), [lead, trail]);
  return Buffer.from([...text].flatMap((letter) => codes.get(letter) ?? [letter.charCodeAt(0)]));
}

describe('importing a ledger', () => {
  it('enters residents and vacant households, counts them per grid and tells the others', async () => {
    const done = await importLines(people, [
      line(1),
      line(2, { room: '101', name: '钱多多', relation: '配偶' }),
      { compound: '建设里', building: '1号楼', room: '201', occupancy: '空置' },
    ]);
    expect(done).toMatchObject({ rows: 3, householdsAdded: 2, peopleAdded: 2, rowsRejected: 0, errors: [], errorSheet: null });
    expect(await register(community)).toEqual({ households: 2, vacantHouseholds: 1, people: 2 });
    const told = await outboxOf(people, 'people.register-changed.v1');
    expect(told.map(({ data }) => data)).toEqual([
      { areaCode: grid, households: 1, vacantHouseholds: 0, people: 2 },
      { areaCode: '410811001001002', households: 1, vacantHouseholds: 1, people: 0 },
    ]);
  });

  it('changes nothing when it is imported again', async () => {
    const ledger = [line(1), line(2, { room: '102' }), { compound: '文化苑', building: '1号楼', room: '301', occupancy: '空置' }];
    expect(await importLines(people, ledger)).toMatchObject({ rows: 3, unchanged: 0, rowsRejected: 0 });
    const again = await importLines(people, ledger);
    expect(again).toMatchObject({ rows: 3, householdsAdded: 0, peopleAdded: 0, peopleUpdated: 0, unchanged: 3, rowsRejected: 0 });
    expect(await register(community)).toEqual({ households: 3, vacantHouseholds: 1, people: 2 });
    expect(await outboxOf(people, 'people.register-changed.v1')).toHaveLength(1);
  });

  it('gives the same answer to the same key', async () => {
    const key = crypto.randomUUID();
    const file = await ledgerOf([line(1)]);
    const first = await importLines(people, file, key);
    expect((await importLines(people, file, key)).id).toBe(first.id);
  });

  it('brings a moved resident and a new phone up to date, and keeps what the ledger leaves empty', async () => {
    await importLines(people, [line(1)]);
    const moved = await importLines(people, [line(1, { compound: '建设里', phone: '13900005678', relation: '' })]);
    expect(moved).toMatchObject({ peopleUpdated: 1, peopleAdded: 0, rowsRejected: 0 });
    const { people: found } = await people.call(
      actorOf('community'),
      `query ($area: ID!) { people(areaCode: $area, search: "13900005678") { totalCount edges { node { relation phone household { address } } } } }`,
      { area: community },
    );
    expect(found.edges.map((edge: { node: unknown }) => edge.node)).toEqual([
      { relation: '户主', phone: '13900005678', household: { address: '建设里 3号楼 1单元 101' } },
    ]);
  });

  it('returns every wrong row with column and reason, and takes the good ones', async () => {
    const done = await importLines(people, [
      line(1),
      line(2, { idNumber: `${idNumber(2).slice(0, 17)}${idNumber(2)[17] === '1' ? '2' : '1'}` }),
      line(3, { name: '孙不同', idNumber: idNumber(1) }),
      line(4, { building: '' }),
      line(5, { idNumber: idNumber(5, '20350101') }),
      line(6, { phone: '１３８００００１２３４' }),
      line(7, { phone: '1.38E+10' }),
      line(8, { birthDate: '2035-01-01' }),
      line(9, { compound: '文华苑' }),
      line(10, { name: '' }),
    ]);
    expect(done).toMatchObject({ rows: 10, peopleAdded: 1, rowsRejected: 9 });
    expect(done.errors.map(({ row, column, code }: Record<string, unknown>) => [row, column, code])).toEqual([
      [4, '身份证号', 'ID_NUMBER_INVALID'],
      [5, '身份证号', 'ID_NUMBER_TWICE'],
      [6, '楼栋', 'CELL_MISSING'],
      [7, '身份证号', 'ID_NUMBER_INVALID'],
      [8, '联系电话', 'FULL_WIDTH_DIGITS'],
      [9, '联系电话', 'SCIENTIFIC_NOTATION'],
      [10, '出生日期', 'BIRTH_DATE_IN_FUTURE'],
      [11, '小区(院落)', 'COMPOUND_UNKNOWN'],
      [12, '姓名', 'CELL_MISSING'],
    ]);
    expect(done.errorSheet.fileName).toBe('台账-错误行.xlsx');
  });

  it('returns an error sheet that is itself a ledger: mended, it is imported whole', async () => {
    const { errorSheet } = await importLines(people, [line(1), line(2, { building: '' })]);
    const rows = await readLedger(Buffer.from(errorSheet.contentBase64, 'base64'));
    expect(rows).toHaveLength(1);
    const mended = await importLines(people, rows.map(({ cells }) => ({ ...cells, building: '4号楼' })));
    expect(mended).toMatchObject({ peopleAdded: 1, rowsRejected: 0 });
  });

  it('refuses a number that the register holds under another name', async () => {
    await importLines(people, [line(1)]);
    const done = await importLines(people, [line(1, { name: '周别人' })]);
    expect(done.errors).toMatchObject([{ row: 3, code: 'ID_NUMBER_TAKEN' }]);
  });

  it('does not make a household vacant that people live in', async () => {
    await importLines(people, [line(1)]);
    const done = await importLines(people, [{ ...line(1), name: '', idNumber: '', occupancy: '空置' }]);
    expect(done.errors).toMatchObject([{ column: '居住状态', code: 'HOUSEHOLD_LIVED_IN' }]);
  });

  it('finds rows inside merged cells', async () => {
    const heading = ['小区', '楼栋', '房号', '姓名', '身份证号码'];
    const sheet = await writeXlsxFile([
      heading,
      [{ value: '文化苑', rowSpan: 2 }, '3号楼', '101', '赵小明', idNumber(1)],
      [null, '3号楼', '101', '赵小红', idNumber(2)],
    ]).toBuffer();
    const { importLedger } = await people.call(
      actorOf('community'),
      `mutation ($input: ImportLedgerInput!) { importLedger(input: $input) { peopleAdded errors { row column code } } }`,
      { input: { key: crypto.randomUUID(), fileName: 'merged.xlsx', areaCode: community, contentBase64: sheet.toString('base64') } },
    );
    expect(importLedger).toEqual({ peopleAdded: 1, errors: [{ row: 3, column: '小区(院落)', code: 'CELL_MERGED' }] });
  });

  describe('as an office wrote it', () => {
    const imported = async (fileName: string, bytes: Buffer, columns?: { heading: string; column: string }[]) =>
      (await people.call(actorOf('community'), `mutation ($input: ImportLedgerInput!) {
        importLedger(input: $input) { rows householdsAdded peopleAdded errors { row column code } }
      }`, { input: { key: crypto.randomUUID(), fileName, areaCode: community, contentBase64: bytes.toString('base64'), columns } })).importLedger;

    it('is read from CSV in GB 18030, under a title, with the door in one cell', async () => {
      const text = ['文化街道居民台账', '序号,家庭住址,姓名,公民身份号码（必填）,联系方式', `1,文化苑3号楼2单元501,赵小明,="${idNumber(1)}",13800001111`, `2,文化苑,赵小红,${idNumber(2)},`].join('\r\n');
      const done = await imported('台账.csv', gb18030(text));
      expect(done).toEqual({ rows: 2, householdsAdded: 1, peopleAdded: 1, errors: [{ row: 4, column: '住址', code: 'ADDRESS_UNREADABLE' }] });
      const { people: found } = await people.call(actorOf('community'), `query ($area: ID!) { people(areaCode: $area, search: "赵小明") { edges { node { household { address } } } } }`, { area: community });
      expect(found.edges[0].node.household.address).toBe('文化苑 3号楼 2单元 501');
    });

    it('is found on whichever sheet it stands, with the merges of that sheet', async () => {
      const data = [['小区', '楼栋', '房号', '姓名', '身份证号码'], [{ value: '文化苑', rowSpan: 2 }, '3号楼', '101', '赵小明', idNumber(1)], [null, '3号楼', '101', '赵小红', idNumber(2)]];
      const workbook = await writeXlsxFile([{ sheet: '说明', data: [['请勿改动表头']] }, { sheet: '台账', data }]).toBuffer();
      expect(await imported('台账.xlsx', workbook)).toMatchObject({ rows: 2, peopleAdded: 1, errors: [{ row: 3, column: '小区(院落)', code: 'CELL_MERGED' }] });
    });

    it('is read by what somebody says that its columns mean, after a refusal that tells what was found and what is lacking', async () => {
      const bytes = await writeXlsxFile([['苑', '几号楼', '几室', '叫什么', '证'], ['文化苑', '3号楼', '101', '赵小明', idNumber(1)]]).toBuffer();
      const refused = await people.refused(actorOf('community'), `mutation ($input: ImportLedgerInput!) { importLedger(input: $input) { id } }`, {
        input: { key: crypto.randomUUID(), fileName: 'x.xlsx', areaCode: community, contentBase64: bytes.toString('base64') },
      });
      expect(refused.extensions).toMatchObject({ lacking: ['COMPOUND', 'BUILDING', 'ROOM', 'NAME', 'ID_NUMBER'], found: ['苑', '几号楼', '几室', '叫什么', '证'] });
      const columns = ['COMPOUND', 'BUILDING', 'ROOM', 'NAME', 'ID_NUMBER'].map((column, at) => ({ heading: (refused.extensions!.found as string[])[at]!, column }));
      expect(await imported('x.xlsx', bytes, columns)).toMatchObject({ rows: 1, peopleAdded: 1, errors: [] });
    });
  });

  it('refuses what is no spreadsheet, has no header, has no row, or is not of the caller\'s area', async () => {
    const attempt = (contentBase64: string, areaCode = community) =>
      people.refused(actorOf('community'), `mutation ($input: ImportLedgerInput!) { importLedger(input: $input) { id } }`, {
        input: { key: crypto.randomUUID(), fileName: 'x.xlsx', areaCode, contentBase64 },
      });
    const base64 = async (rows: string[][]) => (await writeXlsxFile(rows).toBuffer()).toString('base64');
    expect((await attempt(Buffer.from('\xD0\xCF\x11\xE0\0\0', 'latin1').toString('base64'))).code).toBe('LEDGER_UNREADABLE');
    expect((await attempt(Buffer.from('a,b').toString('base64'))).code).toBe('LEDGER_HEADER_MISSING');
    const noHeader = await attempt(await base64([['姓名', '电话'], ['赵', '1']]));
    expect(noHeader).toMatchObject({ code: 'LEDGER_HEADER_MISSING', message: expect.stringContaining('身份证号') });
    expect((await attempt(await base64([['小区', '楼栋', '房号', '姓名', '身份证号']]))).code).toBe('LEDGER_EMPTY');
    expect((await attempt('', '410811001002')).code).toBe('AREA_NOT_YOURS');
  });

  it('lets two imports of one ledger at once enter everybody once', async () => {
    const ledger = Array.from({ length: 50 }, (_, at) => line(at + 1));
    const [one, other] = await Promise.all([importLines(people, ledger), importLines(people, ledger)]);
    expect(one.peopleAdded + other.peopleAdded).toBe(50);
    expect(one.unchanged + other.unchanged).toBe(50);
    expect(await register(community)).toEqual({ households: 50, vacantHouseholds: 0, people: 50 });
  });
});

describe('a ledger going out', () => {
  it('is a template with the area\'s compounds to choose from', async () => {
    const { ledgerTemplate } = await people.call(actorOf('community'), `query ($area: ID!) { ledgerTemplate(areaCode: $area) { fileName contentBase64 } }`, { area: community });
    const rows = await readLedger(Buffer.from(ledgerTemplate.contentBase64, 'base64'));
    expect(rows.map(({ cells }) => cells.compound).sort()).toEqual(['建设里', '文化苑']);
  });

  it('holds the register, and importing it changes nothing', async () => {
    await importLines(people, [line(1), { compound: '建设里', building: '1号楼', room: '9', occupancy: '空置' }]);
    const { ledgerExport } = await people.call(actorOf('community'), `query ($area: ID!) { ledgerExport(areaCode: $area) { contentBase64 } }`, { area: community });
    const rows = await readLedger(Buffer.from(ledgerExport.contentBase64, 'base64'));
    const again = await importLines(people, rows.map(({ cells }) => cells));
    expect(again).toMatchObject({ rows: 2, householdsAdded: 0, peopleAdded: 0, peopleUpdated: 0, rowsRejected: 0 });
  });
});
