import { csvOf } from './audit-sheet.ts';

test('a sheet keeps commas, quotes and lines of a cell together', () => {
  expect(csvOf([['a,b', 'say "no"', 'two\nlines']])).toBe('\uFEFF"a,b","say ""no""","two\nlines"\r\n');
});

test.each(['=1+1', '+86', '-1', '@SUM(A1)'])('%s is a text and no formula', (text) => {
  expect(csvOf([[text]])).toBe(`\uFEFF"'${text}"\r\n`);
});
