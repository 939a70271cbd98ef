import { mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { execFileSync } from 'node:child_process';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

let root: string;
const schema = `extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key"])
scalar DateTime
type Query { gates: [Gate!]! }
`;

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'lianfang-codegen-'));
  write('apps/gates/src/schema.graphql', schema);
  write('apps/gates/src/gates/gate.graphql', '"A gate."\ntype Gate @key(fields: "id") { id: ID! name: String! openedAt: DateTime }\n');
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

function write(path: string, text: string): void {
  mkdirSync(join(root, path, '..'), { recursive: true });
  writeFileSync(join(root, path), text);
}

const generated = (name: string) => join(root, 'apps', 'gates', 'src', 'generated', name);

/** As the developer runs it: the generators are ES modules that jest's CommonJS cannot load. */
function codegen(): string {
  return execFileSync(resolve('node_modules/.bin/node'), [resolve('tools/codegen/main.ts')], { cwd: root, encoding: 'utf8', stdio: 'pipe' });
}

test('resolver types and the SDL of a subgraph come from its nouns', () => {
  codegen();
  const types = readFileSync(generated('types.ts'), 'utf8');
  expect(types).toContain('export type GateResolvers');
  expect(types).toContain('__resolveReference');
  expect(types).toContain("import type { Context } from '../graph.ts'");
  expect(types).not.toContain('_entities');
  expect(readFileSync(generated('sdl.ts'), 'utf8')).toContain('type Gate @key');
});

test('a noun may be mapped to a type of the app', () => {
  write('apps/gates/codegen.json', JSON.stringify({ mappers: { Gate: '../gates/gate.rules.ts#Gate' }, scalars: { DateTime: 'Date' } }));
  codegen();
  const types = readFileSync(generated('types.ts'), 'utf8');
  expect(types).toContain("from '../gates/gate.rules.ts'");
  expect(types).toContain('DateTime: { input: Date; output: Date; }');
});

test('what did not change is not written again', () => {
  codegen();
  const before = statSync(generated('types.ts')).mtimeMs;
  expect(codegen()).toContain('0 files changed');
  expect(statSync(generated('types.ts')).mtimeMs).toBe(before);
});

test('a mistake in the SDL is told with file, line and column', () => {
  write('apps/gates/src/gates/gate.graphql', 'type Gate {\n  id ID!\n}\n');
  expect(() => codegen()).toThrow(/apps\/gates\/src\/gates\/gate\.graphql:2:6 Syntax Error/);
});

test('a type that nobody declared is told with the name of the subgraph', () => {
  write('apps/gates/src/gates/gate.graphql', 'type Gate { keeper: Keeper! }\n');
  expect(() => codegen()).toThrow(/The SDL of gates is no valid subgraph.*Keeper/);
});
