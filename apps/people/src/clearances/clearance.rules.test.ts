import { checkDigitOf } from '@lianfang/contracts/documents';
import { mayWork, readNumbers } from './clearance.rules.ts';

const sound = `99081119900101001${checkDigitOf('99081119900101001')}`;

test('a yellow or red code may not work; green, and nobody, may', () => {
  expect([mayWork(null), mayWork({ code: 'GREEN' }), mayWork({ code: 'YELLOW' }), mayWork({ code: 'RED' })]).toEqual([true, true, false, false]);
});

test('numbers are read as they are registered, blanks and a small x apart', () => {
  expect(readNumbers([` ${sound} `], '2022-11-20')).toEqual([sound]);
  expect(readNumbers([], '2022-11-20')).toEqual([]);
});

test('numbers that cannot be anybody\'s are refused by their places', () => {
  expect(() => readNumbers([sound, '1', sound, `${sound.slice(0, 17)}${sound.endsWith('9') ? '8' : '9'}`], '2022-11-20')).toThrow(expect.objectContaining({ code: 'ID_NUMBER_INVALID', extensions: { places: [1, 3] } }));
});

test('a hundred and one are too many', () => {
  expect(() => readNumbers(Array.from({ length: 101 }, () => sound), '2022-11-20')).toThrow(expect.objectContaining({ code: 'CLEARANCE_TOO_MANY' }));
});
