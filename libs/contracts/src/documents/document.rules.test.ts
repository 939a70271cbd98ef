import { checkDigitOf, isPhone, maskIdNumber, maskName, maskPhone, readResidentId } from './index.ts';

const today = '2022-11-20';
// Province 99 exists nowhere: sound in form, nobody's number.
const sound = `99081119900101123${checkDigitOf('99081119900101123')}`;

describe('a resident ID number', () => {
  it('tells birth date and sex', () => {
    expect(readResidentId(sound, today)).toEqual({ birthDate: '1990-01-01', sex: 'MALE' });
  });

  it('has X as its check digit where the sum leaves two', () => {
    // The worked example of GB 11643-1999, annex A.
    expect(checkDigitOf('11010519491231002')).toBe('X');
  });

  it.each([
    ['a wrong check digit', sound.slice(0, 17) + (sound[17] === '1' ? '2' : '1'), 'CHECK_DIGIT'],
    ['full-width digits', '９９０８１１199001011230', 'FORM'],
    ['fifteen digits', '990811900101123', 'FORM'],
    ['a province that does not exist', `00${sound.slice(2)}`, 'PROVINCE'],
    ['a day that the calendar lacks', '990811199002301230', 'BIRTH_DATE'],
    ['a birth date in the future', '990811203001011230', 'BIRTH_DATE'],
  ])('is refused with %s', (_case, number, fault) => {
    expect(readResidentId(number, today)).toEqual({ fault });
  });
});

describe('a mask', () => {
  it('leaves the first character of a name', () => {
    expect([maskName('欧阳明'), maskName('李'), maskName('')]).toEqual(['欧**', '李*', '*']);
  });

  it('leaves the end of an ID number and both ends of a phone', () => {
    expect(maskIdNumber('990811199001011234')).toBe('**************1234');
    expect(maskPhone('13800001234')).toBe('138****1234');
    expect([maskIdNumber('12'), maskPhone('12345')]).toEqual(['****', '*****']);
  });
});

describe('a phone', () => {
  it.each(['13800001234', '0391-1234567', '01012345678'])('may be %s', (phone) => expect(isPhone(phone)).toBe(true));
  it.each(['1.38E+10', '12800001234', '138000012345', ''])('may not be "%s"', (phone) => expect(isPhone(phone)).toBe(false));
});
