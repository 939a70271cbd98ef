import { existsSync, globSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { parse } from 'graphql';
import { declaredPort, subgraphNames } from '../codegen/sources.ts';
import { withService } from './compose-file.ts';
import { type Words, fill, singularOf, wordsOf } from './words.ts';

/** What was asked for cannot be made; the message says why and what to do. */
export class NotPossible extends Error {}

export interface SubgraphPlan {
  /** Path from the root, and the whole text. */
  files: ReadonlyMap<string, string>;
  /** What is left to a person, one line each. */
  next: readonly string[];
}

const templates = 'tools/generators/subgraph';
const composeFile = 'docker-compose.yml';
const waiverFile = 'tools/compose/waivers.ts';
const firstPort = 4101;

// Types that the SDL, the generated types or TypeScript have already, wherever the noun comes from.
const takenTypes = new Set(['Query', 'Mutation', 'Subscription', 'Date', 'Context', 'Resolvers', 'Record', 'Map', 'Set', 'Promise', 'Partial', 'Pick', 'Omit', 'Error', 'String', 'Int', 'Float', 'Boolean', 'Fen', 'Scalars', 'Maybe', 'Tx']);

/** @throws NotPossible when the name is no name, or taken */
export function planSubgraph(root: string, name: string, givenNoun?: string): SubgraphPlan {
  demandWord(name, 'name', 'enterprises');
  const noun = givenNoun ?? singularOf(name);
  demandWord(noun, 'noun', 'enterprise');
  if (existsSync(join(root, 'apps', name))) throw new NotPossible(`apps/${name} exists already. Choose another name, or add nouns to it by hand.`);
  const words = wordsOf(name, noun, nextPort(root));
  demandFree(root, words.Noun, noun, words.nouns);
  const files = new Map(templatesOf(root).map(({ path, text }) => [`apps/${name}/${fill(path, words)}`, fill(text, words)]));
  if (existsSync(join(root, composeFile))) files.set(composeFile, withService(readFileSync(join(root, composeFile), 'utf8'), name, Number(words.port)));
  if (existsSync(join(root, waiverFile))) files.set(waiverFile, withWaivers(readFileSync(join(root, waiverFile), 'utf8'), words));
  return { files, next: nextSteps(name, words.nouns) };
}

/** The first noun has a name, and what is called so counts as personal until somebody says that it is not. */
function withWaivers(text: string, { Noun, Nouns, noun }: Words): string {
  const begin = 'export const waivers: Waivers = {\n';
  const lines = [`  // ${Nouns}`, `  '${Noun}.name': 'name of a ${noun}',`, `  'Register${Noun}Input.name': 'name of a ${noun}',`];
  return text.replace(begin, `${begin}${lines.join('\n')}\n`);
}

/** @returns the paths that were written */
export function writeFiles(root: string, files: ReadonlyMap<string, string>): string[] {
  for (const [path, text] of files) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  }
  return [...files.keys()];
}

function demandWord(word: string, what: string, example: string): void {
  // Letters only: the name is part of event names, of SQL and of the enum of subgraphs.
  if (/^[a-z]{3,24}$/.test(word)) return;
  throw new NotPossible(`"${word}" is no ${what} for a subgraph: 3 to 24 small letters a to z, for example ${example}.`);
}

function demandFree(root: string, Noun: string, noun: string, nouns: string): void {
  if (takenTypes.has(Noun) || noun === nouns) throw new NotPossible(`A type cannot be called ${Noun}. Give another noun with --noun.`);
  const used = namesInUse(root);
  const taken = [Noun, `Query.${noun}`, `Query.${nouns}`, `Mutation.register${Noun}`].find((wanted) => used.has(wanted));
  if (taken) throw new NotPossible(`The graph has ${taken} already. Give another noun with --noun.`);
}

/** Types of the graph, and its root fields as `Query.field`. */
function namesInUse(root: string): Set<string> {
  const files = subgraphNames(root).flatMap((app) => globSync(`apps/${app}/src/**/*.graphql`, { cwd: root }));
  return new Set(files.flatMap((file) => parse(readFileSync(join(root, file), 'utf8')).definitions).flatMap((node) => {
    if (!('name' in node) || !node.name) return [];
    const fields = /^(Query|Mutation)$/.test(node.name.value) && 'fields' in node ? (node.fields ?? []) : [];
    return [node.name.value, ...fields.map((field) => `${node.name!.value}.${field.name.value}`)];
  }));
}

function nextPort(root: string): number {
  const taken = new Set(subgraphNames(root).map((app) => declaredPort(root, app)));
  let port = firstPort;
  while (taken.has(port)) port += 1;
  return port;
}

/** `*.tmpl` and not `*.ts`: neither the compiler, the linter nor jest takes a template for code. */
function templatesOf(root: string): { path: string; text: string }[] {
  const folder = join(root, templates);
  return globSync('**/*.tmpl', { cwd: folder }).sort().map((path) => ({ path: path.replaceAll('\\', '/').slice(0, -'.tmpl'.length), text: readFileSync(join(folder, path), 'utf8') }));
}

function nextSteps(name: string, nouns: string): string[] {
  return [
    '',
    `apps/${name} composes and runs: npm test apps/${name}, npm start.`,
    'What only you can know:',
    `  - the nouns: begin with apps/${name}/src/${nouns}, its SDL is the public manual`,
    '  - scopes of its own in libs/contracts/src/access (the new fields use area:read and area:write)',
    `  - its events in libs/contracts/src/events/${name}.ts, when others should hear of it`,
    '  - commit apps/gateway/supergraph.graphql with the rest',
  ];
}

