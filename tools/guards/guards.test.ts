import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { withoutGuard } from './guard.ts';
import { guards } from './guards.ts';

const root = process.cwd();

test.each(guards.map((guard) => [guard.keeps, guard] as const))('the list still knows where it stands: %s', (_keeps, guard) => {
  const whole = readFileSync(join(root, guard.file), 'utf8');
  expect(withoutGuard(whole, guard)).not.toBe(whole);
  expect(guard.tests.filter((path) => !existsSync(join(root, path)))).toEqual([]);
});

test('a text that is there twice, or not at all, is no guard to take away', () => {
  const guard = { file: 'x.ts', take: 'demand();' };
  expect(() => withoutGuard('demand(); demand();', guard)).toThrow('x.ts holds 2 times, not once');
  expect(() => withoutGuard('', guard)).toThrow('x.ts holds 0 times, not once');
});
