import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { parse } from 'graphql';
import { checkGraph } from './check.ts';
import { composeSupergraph } from './compose.ts';
import { clientOperations, manifestOf } from './operations.ts';

const committed = 'apps/gateway/supergraph.graphql';
const graph = (fields: string) => composeSupergraph([{ name: 'people', url: 'http://127.0.0.1/people', typeDefs: parse(`type Query { people: [Person] } type Person { ${fields} }`) }]);
const before = graph('id: ID! name: String phone: String');

let root: string;
const git = (...args: string[]) => execFileSync('git', ['-c', 'user.name=a', '-c', 'user.email=a@example.org', '-c', 'commit.gpgsign=false', ...args], { cwd: root, encoding: 'utf8' });
const put = (file: string, text: string) => {
  mkdirSync(dirname(join(root, file)), { recursive: true });
  writeFileSync(join(root, file), text);
};
const commit = () => {
  git('add', '-A');
  git('commit', '-q', '-m', 'a change');
};
/** Takes a graph, and what the page asks of it, into the repository. */
const change = (supergraph: string, asks: string) => {
  put(committed, supergraph);
  put('apps/desk/src/people.graphql', `query People { people { ...Shown } } fragment Shown on Person { ${asks} }`);
  commit();
};
const check = (supergraph: string, more: { against?: string; operationsFile?: string } = {}) => checkGraph(root, supergraph, { against: undefined, operationsFile: undefined, committed, ...more });

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'lianfang-graph-'));
  git('init', '-q', '-b', 'main');
  put('apps/desk/index.html', '<!doctype html>');
  change(before, 'id phone');
});
afterEach(() => rmSync(root, { recursive: true }));

test('a first commit has nothing to be compared with, and that is said', async () => {
  expect(await check(before)).toEqual({ isRefused: false, lines: ['1 registered operations checked, 0 break', expect.stringMatching(/^not compared with an earlier graph: this commit has none before it/)] });
});

test('a field that the pages ask for cannot be taken away', async () => {
  const after = graph('id: ID! name: String');
  put(committed, after);
  const { lines, isRefused } = await check(after, { against: 'HEAD' });
  expect(isRefused).toBe(true);
  expect(lines).toEqual(expect.arrayContaining([
    expect.stringMatching(/^breaks the registered operation People: Cannot query field "phone"/),
    expect.stringMatching(/^breaking since HEAD: .*'phone'/),
  ]));
});

test('on a branch neither can one that pages of before ask for; once it is on main it is told', async () => {
  const after = graph('id: ID! name: String');
  git('checkout', '-q', '-b', 'branch');
  change(after, 'id name');
  const onBranch = await check(after);
  expect(onBranch.isRefused).toBe(true);
  expect(onBranch.lines).toContainEqual(expect.stringMatching(/^breaks what pages of main \(\w+\) send.*People: Cannot query field "phone"/));
  git('checkout', '-q', 'main');
  git('merge', '-q', 'branch');
  const onMain = await check(after);
  expect(onMain.isRefused).toBe(false);
  expect(onMain.lines).toContainEqual(expect.stringMatching(/^breaks what pages of the commit before/));
});

test('what is added breaks nobody', async () => {
  const after = graph('id: ID! name: String phone: String age: Int');
  git('checkout', '-q', '-b', 'branch');
  change(after, 'id age');
  expect(await check(after)).toMatchObject({ isRefused: false, lines: ['1 registered operations checked, 0 break', expect.stringMatching(/^0 breaking changes since main/)] });
});

test('operations of other clients are checked from their manifest; an unknown commit and a stale file are refused', async () => {
  const file = join(root, 'others.json');
  writeFileSync(file, manifestOf([{ app: 'other', name: 'Gone', text: 'query Gone { gone }' }]));
  expect((await check(before, { operationsFile: file })).lines).toContainEqual(expect.stringMatching(/^breaks the registered operation Gone/));
  expect(await check(before, { against: 'nowhere' })).toMatchObject({ isRefused: true, lines: expect.arrayContaining([expect.stringMatching(/there is no commit nowhere/)]) });
  expect(await check(graph('id: ID!'))).toMatchObject({ isRefused: true, lines: expect.arrayContaining([expect.stringMatching(/run npm run compose/)]) });
});

test('an operation goes with its fragments, whichever file they are in', () => {
  put('apps/desk/src/other.graphql', 'query Other { people { ...Shown } }');
  expect(clientOperations(root).map(({ name, text }) => [name, text.replaceAll(/\s+/g, ' ')])).toEqual([
    ['Other', 'query Other { people { ...Shown } } fragment Shown on Person { id phone }'],
    ['People', 'query People { people { ...Shown } } fragment Shown on Person { id phone }'],
  ]);
});
