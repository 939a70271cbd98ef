import { createCompoundFinder, createDoorBook, doorKey } from './address.rules.ts';
import { ruleText } from './flag.rules.ts';
import { suggestReadingColumns } from './reading.columns.ts';
import type { ReadingField } from './reading.columns.ts';
import { judgeReadings, judgeReadingSource, readPeriod, readQuantity } from './reading.rules.ts';

const columns = (['METER', 'ADDRESS', 'PERIOD', 'CONSUMPTION', 'PREVIOUS', 'CURRENT'] as const).map((field) => ({ heading: `列${field}`, field }));

function judge(...cells: Partial<Record<ReadingField, string>>[]) {
  return judgeReadings(cells.map((one, at) => ({ row: at + 2, cells: one, all: [] })), columns, '2022-11-20');
}

const good = { METER: 'E 001', PERIOD: '2022-10', CONSUMPTION: '35.5' };

describe('a row', () => {
  it('is a meter, a period and a consumption', () => {
    expect(judge(good)).toEqual({ claims: [{ row: 2, meter: 'E001', address: null, door: null, period: '2022-10', consumption: 35.5 }], faults: [] });
  });

  it('may tell two indexes instead of the consumption', () => {
    expect(judge({ METER: '1', PERIOD: '2022-10', PREVIOUS: '1,204.5', CURRENT: '1,239.75' }).claims[0]!.consumption).toBe(35.25);
  });

  it.each([
    ['DOOR_MISSING', { PERIOD: '2022-10', CONSUMPTION: '1' }],
    ['SCIENTIFIC_NOTATION', { ...good, METER: '9.9E+17' }],
    ['PERIOD_UNREADABLE', { ...good, PERIOD: '2022-13' }],
    ['PERIOD_UNREADABLE', { ...good, PERIOD: '' }],
    ['PERIOD_IN_FUTURE', { ...good, PERIOD: '2022-12' }],
    ['QUANTITY_UNREADABLE', { ...good, CONSUMPTION: '很多' }],
    ['QUANTITY_UNREADABLE', { METER: '1', PERIOD: '2022-10' }],
    ['QUANTITY_IMPLAUSIBLE', { ...good, CONSUMPTION: '-1' }],
    ['INDEX_FALLS', { METER: '1', PERIOD: '2022-10', PREVIOUS: '10', CURRENT: '9' }],
  ])('comes back with its row, column and reason: %s', (code, cells) => {
    const { claims, faults } = judge(cells);
    expect(claims).toEqual([]);
    expect(faults[0]).toMatchObject({ row: 2, code, column: expect.stringMatching(/^列/), texts: { zh: expect.any(String), en: expect.any(String) } });
  });

  it('is taken once: the same again is no contradiction, another consumption is', () => {
    expect(judge(good, good).claims).toHaveLength(2);
    const { claims, faults } = judge(good, { ...good, CONSUMPTION: '36' });
    expect(claims).toHaveLength(1);
    expect(faults).toEqual([expect.objectContaining({ row: 3, code: 'READING_TWICE', texts: expect.objectContaining({ en: expect.stringContaining('Row 2') }) })]);
  });
});

it.each([
  ['2022-11', '2022-11'], ['2022年11月', '2022-11'], ['202211', '2022-11'], ['2022/1', '2022-01'], ['2022-11-05', '2022-11-05'], ['20221105', '2022-11-05'],
  ['2022-02-30', null], ['202213', null], ['', null], ['十一月', null],
])('the period "%s" is read as %s', (text, period) => expect(readPeriod(text)).toBe(period));

it('a month that a spreadsheet keeps as its first day is a month', () => {
  const monthly = [{ heading: '账期', field: 'PERIOD' as const }, { heading: '表号', field: 'METER' as const }, { heading: '用量', field: 'CONSUMPTION' as const }];
  expect(judgeReadings([{ row: 2, cells: { METER: '1', PERIOD: '2022-10-01', CONSUMPTION: '1' }, all: [] }], monthly, '2022-11-20').claims[0]!.period).toBe('2022-10');
});

it.each([['35', 35], ['1,204.25 度', 1204.25], ['３５', 35], ['3 m³', 3], ['3吨', 3], ['1.2.3', null], ['', null], ['12,34', null]])('the quantity "%s" is %s', (text, quantity) => {
  expect(readQuantity(text)).toBe(quantity);
});

it('what the headings of three companies mean is suggested', () => {
  expect(Object.fromEntries(suggestReadingColumns(['序号', '户号', '户名', '用水地址', '抄表月份', '上期读数', '本期读数', '用水量(吨)', '用水性质']).map(({ heading, field }) => [field, heading]))).toEqual({
    METER: '户号', ADDRESS: '用水地址', PERIOD: '抄表月份', PREVIOUS: '上期读数', CURRENT: '本期读数', CONSUMPTION: '用水量(吨)',
  });
  expect(suggestReadingColumns(['电能表号', '用电地址', '账期', '电量']).map(({ field }) => field).sort()).toEqual(['ADDRESS', 'CONSUMPTION', 'METER', 'PERIOD']);
});

it('a source tells where, when and how much', () => {
  const of = (...fields: ReadingField[]) => fields.map((field) => ({ heading: field, field }));
  expect(judgeReadingSource(' 水务 ', of('METER', 'PERIOD', 'CONSUMPTION'))).toEqual({ name: '水务', columns: of('METER', 'PERIOD', 'CONSUMPTION') });
  expect(judgeReadingSource('水务', of('COMPOUND', 'ROOM', 'PERIOD', 'PREVIOUS', 'CURRENT')).columns).toHaveLength(5);
  for (const lacking of [of('PERIOD', 'CONSUMPTION'), of('METER', 'CONSUMPTION'), of('METER', 'PERIOD', 'CURRENT'), of('METER', 'METER', 'PERIOD', 'CONSUMPTION')]) {
    expect(() => judgeReadingSource('水务', lacking)).toThrow(expect.objectContaining({ code: 'READING_SOURCE_INVALID' }));
  }
  expect(() => judgeReadingSource(' ', of('METER', 'PERIOD', 'CONSUMPTION'))).toThrow(expect.objectContaining({ code: 'READING_SOURCE_INVALID' }));
});

describe('an address', () => {
  it.each([
    ['3号楼 2单元 501', '3-2-501'], ['3-2-501', '3-2-501'], ['三号楼2单元501室', '3-2-501'], ['十二栋０１单元0501', '12-1-501'], ['A座 1203', 'A-1203'], ['', ''],
  ])('"%s" names the door %s', (text, key) => expect(doorKey(text)).toBe(key));

  it('is taken apart behind the longest name of a compound, the last in the text', () => {
    const find = createCompoundFinder([{ id: '1', name: '文化苑' }, { id: '2', name: '文化苑二期' }, { id: '3', name: '建设 里' }]);
    expect(find('河南省焦作市文化苑路1号文化苑二期3号楼501')).toMatchObject({ compounds: [{ id: '2' }], rest: '3号楼501' });
    expect(find('文化苑3-1-501')).toMatchObject({ compounds: [{ id: '1' }], rest: '3-1-501' });
    expect(find('建设里 2 号楼')).toMatchObject({ compounds: [{ id: '3' }] });
    expect(find('别处')).toBeNull();
  });

  it('that two doors share names neither', () => {
    const inBook = createDoorBook([
      { householdId: 'a', compoundId: '1', building: '3号楼', unit: '1单元', room: '501' }, { householdId: 'b', compoundId: '1', building: '3栋', unit: '1', room: '0501' },
      { householdId: 'c', compoundId: '1', building: '3号楼', unit: '1单元', room: '502' },
    ]);
    expect(inBook(['1'], '3-1-501')).toEqual(['a', 'b']);
    expect(inBook(['1'], '3-1-502')).toEqual(['c']);
    expect(inBook(['2'], '3-1-502')).toEqual([]);
  });
});

it('a flag tells its rule with the numbers that made it', () => {
  const flag = { utility: 'ELECTRICITY', because: 'VACANT', period: '2022-10', consumption: 35.5, threshold: 20, ruleVersion: '2022-11', periodKind: 'MONTH' } as const;
  expect(ruleText(flag, 'zh')).toBe('台账为空户，2022-10 用电 35.5 kWh，超过规则（2022-11 版）每月 20 kWh');
  expect(ruleText({ ...flag, because: 'UNREACHED', utility: 'WATER' }, 'en')).toBe('Not reached in the current round, yet 35.5 m³ of water in 2022-10: above 20 m³ a month (rule 2022-11)');
});
