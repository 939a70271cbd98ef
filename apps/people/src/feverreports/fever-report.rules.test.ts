import { idNumber } from '../testing/district.ts';
import { suggestFeverColumns } from './fever-report.columns.ts';
import type { FeverField } from './fever-report.columns.ts';
import { judgeReport, judgeRows } from './fever-report.rules.ts';
import { demandVersion, effectOf, judgeNote } from './follow-up.rules.ts';

const today = '2022-11-20';
const now = new Date('2022-11-20T08:00:00+08:00');
const refused = (code: string) => expect.objectContaining({ code });

describe('a report', () => {
  const given = { kind: 'MEDICINE_PURCHASE', name: ' 赵小明 ', phone: '138 0000 1234', medicines: '布洛芬' } as const;

  it('tells who, by phone or ID number, what and when', () => {
    expect(judgeReport(given, today, now)).toEqual({
      kind: 'MEDICINE_PURCHASE', personId: null, name: '赵小明', idNumber: null, phone: '13800001234', address: null, medicines: '布洛芬', temperature: null, occurredAt: now,
    });
    expect(judgeReport({ kind: 'FEVER_PATIENT', idNumber: ` ${idNumber(1)} `, temperature: 38.26 }, today, now)).toMatchObject({ idNumber: idNumber(1), temperature: 38.3 });
  });

  it.each([
    ['FEVER_REPORT_INCOMPLETE', { phone: ' ' }],
    ['PHONE_INVALID', { phone: '12345' }],
    ['ID_NUMBER_INVALID', { idNumber: '990811199001010000' }],
    ['FEVER_REPORT_TIME_INVALID', { occurredAt: new Date('2022-11-20T08:06:00+08:00') }],
    ['FEVER_REPORT_TIME_INVALID', { occurredAt: new Date('2022-10-20T08:00:00+08:00') }],
    ['TEMPERATURE_INVALID', { temperature: 48 }],
    ['FEVER_REPORT_TEXT_TOO_LONG', { name: '长'.repeat(51) }],
  ])('is refused with %s', (code, change) => expect(() => judgeReport({ ...given, ...change }, today, now)).toThrow(refused(code)));
});

describe('a spreadsheet of reports', () => {
  const columns = suggestFeverColumns(['序号', '购药人姓名', '身份证号码', '联系电话', '家庭住址', '所购药品', '体温', '购药日期']);
  const judge = (cells: Partial<Record<FeverField, string>>) => judgeRows([{ row: 2, cells, all: [] }], columns, 'MEDICINE_PURCHASE', today, now);

  it('is understood by its headings', () => {
    expect(Object.fromEntries(columns.map(({ field, heading }) => [field, heading]))).toEqual({
      NAME: '购药人姓名', ID_NUMBER: '身份证号码', PHONE: '联系电话', ADDRESS: '家庭住址', MEDICINES: '所购药品', TEMPERATURE: '体温', OCCURRED_AT: '购药日期',
    });
    expect(() => judgeRows([], suggestFeverColumns(['姓名', '药品']), 'MEDICINE_PURCHASE', today, now)).toThrow(refused('FEVER_COLUMNS_UNKNOWN'));
  });

  it.each([['2022-11-19', '2022-11-19T04:00:00.000Z'], ['2022/11/19 8:30', '2022-11-19T00:30:00.000Z'], ['2022-11-20', now.toISOString()], ['', now.toISOString()]])('reads "%s" as %s', (text, iso) => {
    expect(judge({ PHONE: '13800001234', OCCURRED_AT: text }).claims[0]!.claim.occurredAt.toISOString()).toBe(iso);
  });

  it.each([
    ['PHONE_INVALID', '联系电话', { PHONE: '12' }], ['ID_NUMBER_INVALID', '身份证号码', { ID_NUMBER: '1' }], ['DAY_UNREADABLE', '购药日期', { PHONE: '13800001234', OCCURRED_AT: '昨天' }],
    ['TEMPERATURE_INVALID', '体温', { PHONE: '13800001234', TEMPERATURE: '高' }], ['FEVER_REPORT_INCOMPLETE', '联系电话', { NAME: '赵' }],
    ['SCIENTIFIC_NOTATION', '联系电话', { PHONE: '1.38E+10' }], ['FEVER_REPORT_TIME_INVALID', '购药日期', { PHONE: '13800001234', OCCURRED_AT: '2022-01-01' }],
  ])('gives a row back with %s in %s', (code, column, cells) => {
    expect(judge(cells)).toEqual({ claims: [], faults: [{ row: 2, column, code, texts: { zh: expect.any(String), en: expect.any(String) } }] });
  });
});

describe('a further report', () => {
  const rule = { reopenDays: 7 };
  const at = (day: number) => new Date(Date.UTC(2022, 10, day));
  const settled = { settled: true, doneAt: at(3), lastOccurredAt: at(2) };

  it.each([
    ['opens a follow-up for somebody who has none', null, 5, 'OPEN'],
    ['joins the open one', { ...settled, settled: false, doneAt: null }, 30, 'ATTACH'],
    ['opens a settled one again within the days of the rule', settled, 9, 'REOPEN'],
    ['opens a new one after them', settled, 10, 'OPEN'],
    ['of a purchase before it was settled changes nothing', settled, 3, 'ATTACH'],
  ])('%s', (_what, known, day, effect) => expect(effectOf(known, at(day), rule)).toBe(effect));
});

it('nobody settles what changed meanwhile, nor writes a novel', () => {
  expect(() => demandVersion({ version: 2 }, 1)).toThrow(refused('FOLLOW_UP_CHANGED_MEANWHILE'));
  expect(judgeNote(' 好转 ')).toBe('好转');
  expect(() => judgeNote('长'.repeat(501))).toThrow(refused('NOTE_TOO_LONG'));
});
