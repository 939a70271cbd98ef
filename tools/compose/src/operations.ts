import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type DefinitionNode, type DocumentNode, type FragmentDefinitionNode, Kind, type OperationDefinitionNode, parse, print, visit } from 'graphql';
import { formatDocument, stringifyDocument } from 'urql';

/** An operation of our pages, as they send it. */
export interface ClientOperation {
  readonly app: string;
  readonly name: string;
  readonly text: string;
}

/** Of the pages as they are in the folder. */
export function clientOperations(root: string): ClientOperation[] {
  const apps = globSync('apps/*/index.html', { cwd: root }).map((file) => file.split(/[/\\]/)[1]!).sort();
  return apps.flatMap((app) => {
    const files = globSync(`apps/${app}/src/**/*.graphql`, { cwd: root }).sort();
    return operationsOf(app, files.map((file) => readFileSync(join(root, file), 'utf8')));
  });
}

/** Of the pages as they were in a commit: some of their users have them open still. */
export function clientOperationsAt(root: string, commit: string): ClientOperation[] {
  const git = (...args: string[]) => execFileSync('git', args, { cwd: root, encoding: 'utf8', maxBuffer: 1 << 26 });
  const files = git('ls-tree', '-r', '--name-only', commit, 'apps').split('\n');
  const apps = files.flatMap((file) => /^apps\/([^/]+)\/index\.html$/.exec(file)?.[1] ?? []);
  return apps.flatMap((app) => {
    const own = files.filter((file) => file.startsWith(`apps/${app}/src/`) && file.endsWith('.graphql')).sort();
    return operationsOf(app, own.map((file) => git('show', `${commit}:${file}`)));
  });
}

/** `{ "<sha256 of the text>": "<text>" }`, as `GATEWAY_OPERATIONS` takes it. */
export function manifestOf(operations: readonly ClientOperation[]): string {
  const entries = operations.map(({ text }) => [createHash('sha256').update(text).digest('hex'), text] as const).sort(([a], [b]) => (a < b ? -1 : 1));
  return `${JSON.stringify(Object.fromEntries(entries), null, 2)}\n`;
}

function operationsOf(app: string, texts: readonly string[]): ClientOperation[] {
  const definitions = texts.flatMap((text) => parse(text, { noLocation: true }).definitions);
  const fragments = new Map(definitions.flatMap((node) => (node.kind === Kind.FRAGMENT_DEFINITION ? [[node.name.value, node] as const] : [])));
  return definitions
    .filter((node): node is OperationDefinitionNode => node.kind === Kind.OPERATION_DEFINITION)
    .map((operation) => {
      const document: DocumentNode = { kind: Kind.DOCUMENT, definitions: [operation, ...fragmentsOf(operation, fragments)] };
      return { app, name: operation.name?.value ?? 'an operation without a name', text: textOf(app, operation, document) };
    });
}

/** The dashboard's client asks for type names by itself; streams and the field's outbox send what is written. */
function textOf(app: string, { operation }: OperationDefinitionNode, document: DocumentNode): string {
  return app === 'dashboard' && operation !== 'subscription' ? stringifyDocument(formatDocument(document)) : print(document);
}

/** Those that the operation uses, through others too, each once, as they are come across. */
function fragmentsOf(operation: OperationDefinitionNode, fragments: ReadonlyMap<string, FragmentDefinitionNode>): FragmentDefinitionNode[] {
  const used = new Set<FragmentDefinitionNode>();
  const gather = (node: DefinitionNode): void => {
    visit(node, {
      FragmentSpread({ name }) {
        const fragment = fragments.get(name.value);
        if (!fragment || used.has(fragment)) return;
        used.add(fragment);
        gather(fragment);
      },
    });
  };
  gather(operation);
  return [...used];
}
