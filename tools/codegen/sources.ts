import { existsSync, globSync, readFileSync } from 'node:fs';
import { basename, join, relative } from 'node:path';
import { GraphQLError, parse, type DocumentNode } from 'graphql';

export interface GraphqlFile { path: string; text: string; document: DocumentNode }

/** Every `*.graphql` below a folder of the repository, `schema.graphql` first, then by path. */
export function readGraphqlFiles(root: string, folder: string): GraphqlFile[] {
  return globSync('**/*.graphql', { cwd: join(root, folder) })
    .filter((name) => !name.includes('generated/'))
    .sort((a, b) => rank(a) - rank(b) || a.localeCompare(b, 'en'))
    .map((name) => readGraphqlFile(root, join(folder, name)));
}

const accessSpec = 'https://lianfang.dev/access/';

/** The shared declaration of `@personal` and `@open`, for an SDL that links to it: nobody repeats it. */
export function accessDeclaration(root: string, texts: readonly string[]): GraphqlFile[] {
  if (!texts.some((text) => text.includes(accessSpec))) return [];
  return [readGraphqlFile(root, join('libs', 'contracts', 'src', 'access', 'access.graphql'))];
}

/** Subgraphs are known by their root SDL: `apps/<name>/src/schema.graphql`. */
export function subgraphNames(root: string): string[] {
  return globSync('apps/*/src/schema.graphql', { cwd: root }).map((path) => path.split(/[/\\]/)[1]!).sort();
}

/** The subgraph's port on a developer's machine: `metadata.port` of its project.json. */
export function declaredPort(root: string, app: string): number | undefined {
  const file = join(root, 'apps', app, 'project.json');
  const port: unknown = existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')).metadata?.port : undefined;
  return typeof port === 'number' ? port : undefined;
}

/** Web apps are known by their page: `apps/<name>/index.html`. */
export function webAppNames(root: string): string[] {
  return globSync('apps/*/index.html', { cwd: root }).map((path) => path.split(/[/\\]/)[1]!).sort();
}

export interface AppSettings {
  /** GraphQL type › `file#Type`, the file as seen from `src/generated`: what a resolver of that type gets as its parent. */
  mappers?: Record<string, string>;
  scalars?: Record<string, string>;
}

/** `apps/<name>/codegen.json`, for an app that maps its nouns to types of its own. */
export function readSettings(root: string, app: string): AppSettings {
  const file = join(root, 'apps', app, 'codegen.json');
  return existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as AppSettings) : {};
}

function readGraphqlFile(root: string, path: string): GraphqlFile {
  const text = readFileSync(join(root, path), 'utf8');
  try {
    return { path, text, document: parse(text, { noLocation: false }) };
  } catch (error) {
    if (!(error instanceof GraphQLError)) throw error;
    const at = error.locations?.[0];
    throw new Error(`${relative(root, join(root, path))}:${at?.line ?? 1}:${at?.column ?? 1} ${error.message}`);
  }
}

function rank(path: string): number {
  return basename(path) === 'schema.graphql' ? 0 : 1;
}
