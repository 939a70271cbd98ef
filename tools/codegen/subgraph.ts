import { join } from 'node:path';
import { buildSubgraphSchema, printSubgraphSchema } from '@apollo/subgraph';
import { codegen } from '@graphql-codegen/core';
import * as typescriptPlugin from '@graphql-codegen/typescript';
import * as resolversPlugin from '@graphql-codegen/typescript-resolvers';
import { buildASTSchema, concatAST, Kind, parse, visit, type DocumentNode, type NameNode, type TypeNode } from 'graphql';
import { accessDeclaration, readGraphqlFiles, readSettings, type AppSettings } from './sources.ts';
import { writeIfChanged } from './write.ts';

const banner = '// Made by `npm run codegen` from the *.graphql files of this app. Do not edit.\n/* eslint-disable */\n';

/** `generated/sdl.ts` and `generated/types.ts` of one subgraph. Answers the files that changed. */
export async function generateSubgraph(root: string, app: string): Promise<string[]> {
  const folder = join('apps', app, 'src');
  const own = readGraphqlFiles(root, folder);
  const files = [...own, ...accessDeclaration(root, own.map((file) => file.text))];
  const sdl = files.map((file) => file.text.trim()).join('\n\n');
  const document = checkedSdl(app, files.map((file) => file.document));
  const outputs = {
    [join(folder, 'generated', 'sdl.ts')]: `${banner}export const sdl = ${JSON.stringify(sdl)};\n`,
    [join(folder, 'generated', 'types.ts')]: banner + (await resolverTypes(document, readSettings(root, app))),
  };
  return Object.entries(outputs).filter(([path, text]) => writeIfChanged(join(root, path), text)).map(([path]) => path);
}

/** Through Apollo's own builder, so that a wrong federation directive is an error here and not at the first start. */
function checkedSdl(app: string, documents: DocumentNode[]): DocumentNode {
  try {
    const schema = buildSubgraphSchema([{ typeDefs: concatAST(documents) }]);
    return withoutMachinery(parse(printSubgraphSchema(schema)));
  } catch (cause) {
    throw new Error(`The SDL of ${app} is no valid subgraph: ${(cause as Error).message}`, { cause });
  }
}

/** Apollo answers `_entities` and `_service` itself: nobody writes resolvers for them, so nobody needs their types. */
function withoutMachinery(document: DocumentNode): DocumentNode {
  const drop = (node: { name: NameNode }) => (/^_|__/.test(node.name.value) ? null : undefined);
  return visit(document, {
    DirectiveDefinition: () => null,
    FieldDefinition: drop,
    ScalarTypeDefinition: drop,
    EnumTypeDefinition: drop,
    UnionTypeDefinition: drop,
    ObjectTypeDefinition: drop,
  });
}

/** A Relay connection is what the platform's `connection()` returns; its total is counted only when it is asked for. */
function connectionMappers(schema: DocumentNode, settings: AppSettings): Record<string, string> {
  const types = new Map(schema.definitions.flatMap((type) => (type.kind === Kind.OBJECT_TYPE_DEFINITION ? [[type.name.value, type] as const] : [])));
  const fieldType = (type: string, field: string) =>
    namedType(types.get(type)?.fields?.find(({ name }) => name.value === field)?.type);
  const connections = [...types.keys()].filter((name) => name.endsWith('Connection'));
  return Object.fromEntries(
    connections.map((name) => {
      const node = fieldType(fieldType(name, 'edges'), 'node');
      const row = /#(?:\w+ as )?(\w+)$/.exec(settings.mappers?.[node] ?? '')?.[1] ?? `Partial<${node}>`;
      return [name, `{ edges: { cursor: string; node: ${row} }[]; pageInfo: PageInfo; totalCount: number | (() => Promise<number>) }`];
    }),
  );
}

function namedType(type: TypeNode | undefined): string {
  if (!type) throw new Error('a connection has edges, and an edge has a node');
  return type.kind === Kind.NAMED_TYPE ? type.name.value : namedType(type.type);
}

function resolverTypes(schema: DocumentNode, settings: AppSettings): Promise<string> {
  return codegen({
    filename: 'types.ts',
    schema,
    schemaAst: buildASTSchema(schema, { assumeValidSDL: true }),
    documents: [],
    plugins: [{ typescript: {} }, { resolvers: {} }],
    pluginMap: { typescript: typescriptPlugin, resolvers: resolversPlugin },
    config: {
      federation: true,
      contextType: '../graph.ts#Context',
      mappers: { ...connectionMappers(schema, settings), ...settings.mappers },
      // An argument or input field with a default is never missing when a resolver sees it.
      avoidOptionals: { defaultValue: true },
      // Without a mapper a parent may hold what it has; the field resolvers give the rest.
      defaultMapper: 'Partial<{T}>',
      scalars: { ID: 'string', Fen: 'number', ...settings.scalars },
      defaultScalarType: 'string',
      enumsAsTypes: true,
      useTypeImports: true,
      emitLegacyCommonJSImports: true,
      skipTypename: false,
      makeResolverTypeCallable: true,
      maybeValue: 'T | null | undefined',
      inputMaybeValue: 'T | null | undefined',
    },
  });
}
