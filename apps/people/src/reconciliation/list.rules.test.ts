import { checkDigitOf } from '@lianfang/contracts/documents';
import { suggestColumns } from './list.columns.ts';
import { judgeList, judgeSource } from './list.rules.ts';
import type { ListField } from './list.columns.ts';
import { areaOfClaim, demandDeadline, demandOpen, demandPushTarget, demandVersion, judgeNote } from './listed.rules.ts';

const digits = '99081119900101001';
const sound = digits + checkDigitOf(digits);
const columns = (['NAME', 'ID_NUMBER', 'PHONE', 'BIRTH_DATE', 'ARRIVED_ON'] as const).map((field) => ({ heading: `列${field}`, field }));

function judge(cells: Partial<Record<ListField, string>>) {
  return judgeList([{ row: 2, cells, all: [] }], columns, '2022-11-20');
}

describe('a row', () => {
  it.each([
    ['an ID number, in full-width digits too', { ID_NUMBER: sound.replace(/\d/g, (digit) => String.fromCharCode(digit.charCodeAt(0) + 0xfee0)) }, { idNumber: sound, birthDate: '1990-01-01' }],
    ['a phone with its country code and dashes', { PHONE: '+86 138-0000-1234' }, { phone: '13800001234' }],
    ['a name with a birth date', { NAME: '赵小明', BIRTH_DATE: '1990年1月1日' }, { name: '赵小明', birthDate: '1990-01-01' }],
    ['a day with a time behind it', { PHONE: '13800001234', ARRIVED_ON: '2022-11-19 08:30:00' }, { arrivedOn: '2022-11-19' }],
  ])('is findable by %s', (_what, cells, claim) => {
    expect(judge(cells)).toEqual({ claims: [expect.objectContaining(claim)], faults: [] });
  });

  it.each([
    ['NOT_FINDABLE', { NAME: '赵小明' }, 'ID_NUMBER'],
    ['ID_NUMBER_INVALID', { ID_NUMBER: `${digits}0`.replace(/.$/, sound.endsWith('0') ? '1' : '0') }, 'ID_NUMBER'],
    ['SCIENTIFIC_NOTATION', { ID_NUMBER: '9.9081119E+17' }, 'ID_NUMBER'],
    ['SCIENTIFIC_NOTATION', { PHONE: '1.38E+10' }, 'PHONE'],
    ['PHONE_INVALID', { PHONE: '12345' }, 'PHONE'],
    ['DAY_UNREADABLE', { PHONE: '13800001234', ARRIVED_ON: '下周' }, 'ARRIVED_ON'],
    ['DAY_IN_FUTURE', { PHONE: '13800001234', ARRIVED_ON: '2022-11-21' }, 'ARRIVED_ON'],
  ])('comes back with %s', (code, cells, field) => {
    expect(judge(cells)).toEqual({ claims: [], faults: [expect.objectContaining({ row: 2, column: `列${field}`, code })] });
  });
});

describe('the columns of a source', () => {
  it('are taken from headings as they come', () => {
    expect(suggestColumns(['机主姓名', '机主身份证号码', '手机号', '号码归属地', '年龄'])).toEqual([
      { heading: '机主身份证号码', field: 'ID_NUMBER' }, { heading: '手机号', field: 'PHONE' }, { heading: '机主姓名', field: 'NAME' },
    ]);
  });

  it.each([
    ['no title', ' ', [{ heading: '手机', field: 'PHONE' as const }]],
    ['one field twice', '名单', [{ heading: '手机', field: 'PHONE' as const }, { heading: '电话', field: 'PHONE' as const }]],
    ['nothing to find anybody by', '名单', [{ heading: '姓名', field: 'NAME' as const }]],
    ['a heading that is empty', '名单', [{ heading: '', field: 'PHONE' as const }]],
  ])('are refused with %s', (_what, title, given) => {
    expect(() => judgeSource(title, given)).toThrow(expect.objectContaining({ code: 'LIST_SOURCE_INVALID' }));
  });
});

describe('the area of a row', () => {
  const communities = [{ code: '410811001001', name: '文化巷社区' }, { code: '410811001002', name: '广场社区' }, { code: '410811001003', name: '广场南社区' }];
  const claim = { row: 1, name: null, idNumber: null, phone: null, birthDate: null, address: null, community: null, cameFrom: null, arrivedOn: null, note: null };

  it.each([
    [{ community: '文化巷' }, '410811001001'],
    [{ address: '山阳区广场社区3号楼' }, '410811001002'],
    [{ community: '广场' }, '410811'],
    [{ address: '不详' }, '410811'],
    [{}, '410811'],
  ])('of %j is %s', (told, code) => {
    expect(areaOfClaim({ ...claim, ...told }, communities, '410811')).toBe(code);
  });
});

describe('a listed person', () => {
  it('is changed by who has seen the newest version, while open', () => {
    expect(() => demandVersion({ version: 2 }, 1)).toThrow(expect.objectContaining({ code: 'LISTED_PERSON_CHANGED_MEANWHILE', extensions: { version: 2 } }));
    expect(() => demandOpen({ outcome: 'MATCHED' })).toThrow(expect.objectContaining({ code: 'LISTED_PERSON_MATCHED' }));
    expect(() => demandOpen({ outcome: 'PUSHED' })).toThrow(expect.objectContaining({ code: 'LISTED_PERSON_PUSHED' }));
    for (const outcome of ['MISSING', 'MOVED_AWAY', 'REFUSED', 'CLOSED', 'NOT_LOCAL', 'TRACING'] as const) expect(() => demandOpen({ outcome })).not.toThrow();
  });

  it('is pushed to a county, street or community that is not above, below or its own', () => {
    const listed = { areaCode: '410811001001' };
    for (const bad of ['41', '4108', '410811', '410811001', '410811001001', '410811001001001', '410811002001001', 'x']) {
      expect(() => demandPushTarget(listed, bad)).toThrow(expect.objectContaining({ code: 'PUSH_TARGET_INVALID' }));
    }
    for (const good of ['410812', '410811002', '410811001002']) expect(() => demandPushTarget(listed, good)).not.toThrow();
  });

  it('is due after now and within thirty days', () => {
    const now = new Date('2022-11-20T00:00:00Z');
    expect(() => demandDeadline(now, now)).toThrow(expect.objectContaining({ code: 'DEADLINE_INVALID' }));
    expect(() => demandDeadline(new Date('2022-12-21T00:00:00Z'), now)).toThrow(expect.objectContaining({ code: 'DEADLINE_INVALID' }));
    expect(() => demandDeadline(new Date('2022-11-21T00:00:00Z'), now)).not.toThrow();
    expect(judgeNote('  ')).toBeNull();
    expect(() => judgeNote('字'.repeat(501))).toThrow(expect.objectContaining({ code: 'NOTE_TOO_LONG' }));
  });
});
