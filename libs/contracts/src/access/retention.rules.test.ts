import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { retentionPeriods } from './index.ts';

test('every class that the SDL can name has a period', () => {
  const sdl = readFileSync(join(process.cwd(), 'libs/contracts/src/access/access.graphql'), 'utf8');
  const named = /enum RetentionClass \{([^}]*)\}/.exec(sdl)![1]!.match(/[A-Z]+/g)!;
  expect(Object.keys(retentionPeriods)).toEqual(expect.arrayContaining(named));
});

test('a period is a number of whole days, or ends with the emergency', () => {
  for (const { days } of Object.values(retentionPeriods)) expect(days === null || (Number.isInteger(days) && days > 0)).toBe(true);
});
