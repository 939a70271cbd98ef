import { existsSync, globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type DocumentNode, type DefinitionNode, Kind, parse, print } from 'graphql';

export interface SubgraphSource {
  name: string;
  url: string;
  typeDefs: DocumentNode;
}

/** The directives `@personal` and `@open`, declared once for all. */
export const accessFile = 'libs/contracts/src/access/access.graphql';
const accessSpec = 'https://lianfang.dev/access/';

/** An app is a subgraph when it has a root SDL, `src/schema.graphql`; the `*.graphql` files of the pages are operations. */
export function readSubgraphs(root: string): SubgraphSource[] {
  const files = globSync('apps/*/src/**/*.graphql', { cwd: root }).map((file) => file.replaceAll('\\', '/')).sort();
  const names = files.filter((file) => /^apps\/[^/]+\/src\/schema\.graphql$/.test(file)).map((file) => file.split('/')[1]!);
  return names.map((name) => readSubgraph(root, name, files.filter((file) => file.startsWith(`apps/${name}/`))));
}

function readSubgraph(root: string, name: string, files: string[]): SubgraphSource {
  const own = files.map((file) => readFileSync(join(root, file), 'utf8'));
  const linked = own.some((text) => text.includes(accessSpec)) ? definitionsOf(readFileSync(join(root, accessFile), 'utf8'), accessFile) : [];
  const definitions = [...own.flatMap((text, at) => definitionsOf(text, files[at]!)), ...linked];
  return { name, url: `http://127.0.0.1:${portOf(root, name)}/graphql`, typeDefs: { kind: Kind.DOCUMENT, definitions } };
}

function definitionsOf(text: string, file: string): readonly DefinitionNode[] {
  try {
    return parse(text, { noLocation: true }).definitions;
  } catch (cause) {
    throw new Error(`${file}: ${cause instanceof Error ? cause.message : String(cause)}`, { cause });
  }
}

/** Of a developer's machine; a running system overrides it with SUBGRAPH_URLS. */
function portOf(root: string, name: string): number {
  const project = join(root, 'apps', name, 'project.json');
  const declared: unknown = existsSync(project) ? JSON.parse(readFileSync(project, 'utf8')).metadata?.port : undefined;
  if (typeof declared !== 'number') throw new Error(`apps/${name}/project.json: give the subgraph a local port as "metadata": { "port": 41xx }`);
  return declared;
}

/** `@event` is declared once, by the gateway; a subgraph that uses it repeats the declaration word for word. */
export function foreignEventDirectives(subgraphs: readonly SubgraphSource[], declaration: string): string[] {
  const ours = eventDirectiveOf(parse(declaration));
  return subgraphs.flatMap(({ name, typeDefs }) => {
    const theirs = eventDirectiveOf(typeDefs);
    return theirs && theirs !== ours ? [`${name}: @event differs from apps/gateway/src/live/event.graphql, write: ${ours}`] : [];
  });
}

function eventDirectiveOf(document: DocumentNode): string | undefined {
  const found = document.definitions.find((node) => node.kind === Kind.DIRECTIVE_DEFINITION && node.name.value === 'event');
  return found && print({ ...found, description: undefined } as DefinitionNode);
}
