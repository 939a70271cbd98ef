import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse, print } from 'graphql';
import { printOperation } from './print-operation.ts';

const files = globSync('apps/field/src/**/*.graphql', { cwd: process.cwd() });

describe('the printer of operations', () => {
  it('has operations to print', () => expect(files.length).toBeGreaterThanOrEqual(4));

  it.each(files)('says the same as graphql\'s own for %s', (file) => {
    for (const definition of parse(readFileSync(join(process.cwd(), file), 'utf8')).definitions) {
      const document = { kind: 'Document', definitions: [definition] } as ReturnType<typeof parse>;
      expect(print(parse(printOperation(document)))).toBe(print(document));
    }
  });

  it('throws at what it does not know instead of leaving it out', () => {
    expect(() => printOperation(parse('{ a @skip(if: true) }'))).toThrow('cannot print');
    expect(() => printOperation(parse('fragment F on A { b }'))).toThrow('cannot print');
  });
});
