import { maskName } from '@lianfang/contracts/documents';
import { idNumber } from '../testing/district.ts';
import { judgeName, judgePerson, judgePhone, readCorrection, readSearch } from './person.rules.ts';
import { pinyinOf } from './pinyin.ts';

const today = '2022-11-20';
const claim = { name: '赵小明', documentKind: 'RESIDENT_ID', idNumber: idNumber(1, '19900101') } as const;
const refused = (code: string) => expect.objectContaining({ code });

describe('what is said of a person', () => {
  it('takes sex and birth date from the ID number', () => {
    expect(judgePerson(claim, today)).toMatchObject({ birthDate: '1990-01-01', sex: 'MALE', phone: null });
    expect(judgePerson({ ...claim, idNumber: idNumber(2) }, today).sex).toBe('FEMALE');
  });

  it('may repeat the birth date, not contradict it', () => {
    expect(judgePerson({ ...claim, birthDate: '1990-01-01' }, today).birthDate).toBe('1990-01-01');
    expect(() => judgePerson({ ...claim, birthDate: '1991-01-01' }, today)).toThrow(refused('BIRTH_DATE_INVALID'));
  });

  it.each([
    ['is too short', '99081119900101'],
    ['has a wrong check digit', idNumber(1).slice(0, 17) + (idNumber(1)[17] === '1' ? '2' : '1')],
    ['was born tomorrow', idNumber(1, '20221121')],
  ])('is refused when the ID number %s', (_case, number) => {
    expect(() => judgePerson({ ...claim, idNumber: number }, today)).toThrow(refused('ID_NUMBER_INVALID'));
  });

  it('accepts somebody born today', () => {
    expect(judgePerson({ ...claim, idNumber: idNumber(1, '20221120') }, today).birthDate).toBe(today);
  });

  it('reads a passport in either case and believes the stated birth date', () => {
    const passport = { ...claim, documentKind: 'PASSPORT', idNumber: ' e12345678 ', birthDate: '1980-02-29', sex: 'FEMALE' } as const;
    expect(judgePerson(passport, today)).toMatchObject({ idNumber: 'E12345678', birthDate: '1980-02-29', sex: 'FEMALE' });
    expect(() => judgePerson({ ...passport, birthDate: '1981-02-29' }, today)).toThrow(refused('BIRTH_DATE_INVALID'));
    expect(() => judgePerson({ ...passport, birthDate: '2022-11-21' }, today)).toThrow(refused('BIRTH_DATE_INVALID'));
    expect(() => judgePerson({ ...passport, idNumber: 'E-1' }, today)).toThrow(refused('ID_NUMBER_INVALID'));
  });

  it.each(['', '赵', '赵**', '赵1', '<b>赵明</b>', '赵'.repeat(51)])('has no name like "%s"', (name) => {
    expect(() => judgeName(name)).toThrow(refused('NAME_INVALID'));
  });

  it.each([
    ['138 0000 1234', '13800001234'],
    ['+8613800001234', '13800001234'],
    ['0391-1234567', '03911234567'],
    ['', null],
    [null, null],
  ])('may have the phone "%s"', (text, phone) => expect(judgePhone(text)).toBe(phone));

  it.each(['138****1234', '1.38E+10', '12345'])('has no phone like "%s"', (phone) => {
    expect(() => judgePhone(phone)).toThrow(refused('PHONE_INVALID'));
  });
});

describe('a correction', () => {
  const person = { name: '赵小明', phoneMask: '138****1234', relation: '户主' };

  it('that sends back what was shown, masked or not, changes nothing', () => {
    expect(readCorrection(person, { name: maskName(person.name), phone: person.phoneMask, relation: '户主' })).toEqual({});
    expect(readCorrection(person, { name: person.name })).toEqual({});
    expect(readCorrection(person, {})).toEqual({});
  });

  it('takes the fields given and leaves the others', () => {
    expect(readCorrection(person, { phone: '139 0000 5678' })).toEqual({ phone: '13900005678' });
    expect(readCorrection(person, { name: '赵大明', relation: ' 配偶 ' })).toEqual({ name: '赵大明', relation: '配偶' });
  });

  it('with an empty phone takes it away', () => expect(readCorrection(person, { phone: '' })).toEqual({ phone: null }));

  it('never writes the mask of another name or phone', () => {
    expect(() => readCorrection(person, { name: '钱**' })).toThrow(refused('NAME_INVALID'));
    expect(() => readCorrection(person, { phone: '139****5678' })).toThrow(refused('PHONE_INVALID'));
    expect(() => readCorrection(person, { relation: '长'.repeat(21) })).toThrow(refused('RELATION_INVALID'));
  });
});

describe('a search text', () => {
  it.each([
    ['', { by: 'nothing' }],
    ['  ', { by: 'nothing' }],
    ['99081119900101001x', { by: 'idNumber', idNumber: '99081119900101001X' }],
    ['e12345678', { by: 'idNumber', idNumber: 'E12345678' }],
    ['138 0000 1234', { by: 'phone', phone: '13800001234' }],
    ['１３８００００１２３４', { by: 'phone', phone: '13800001234' }],
    ['0391-1234567', { by: 'phone', phone: '03911234567' }],
    ['Zhao Xiaoming', { by: 'pinyin', letters: 'zhaoxiaoming' }],
    ['zxm', { by: 'pinyin', letters: 'zxm' }],
    ['小明', { by: 'text', text: '小明' }],
    ['3号楼', { by: 'text', text: '3号楼' }],
  ])('"%s" is understood by its form', (text, asked) => expect(readSearch(text)).toEqual(asked));
});

describe('pinyin', () => {
  it('reads a surname as a surname', () => expect(pinyinOf('单小明')).toEqual({ pinyin: 'shanxiaoming', initials: 'sxm' }));
});
