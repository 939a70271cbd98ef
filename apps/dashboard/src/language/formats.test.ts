import { formatsOf } from './formats.ts';

const zh = formatsOf('zh');
const en = formatsOf('en');

test('times are Shanghai times, wherever the screen hangs', () => {
  expect(zh.clockTime('2022-04-12T16:30:05Z')).toBe('00:30:05');
  expect(en.moment('2022-04-12T16:30:00Z')).toContain('13/04');
});

test('money is stored in fen and shown in yuan', () => {
  expect(zh.yuan(5_000_050)).toBe('¥50,000.50');
});

test('an age is told in the largest unit that fits', () => {
  const now = new Date('2022-04-12T08:00:00Z');
  expect(en.ago(new Date('2022-04-12T07:58:30Z'), now)).toBe('1 minute ago');
  expect(zh.ago(new Date('2022-04-12T05:00:00Z'), now)).toBe('3小时前');
});
