import { join } from 'node:path';
import { codegen } from '@graphql-codegen/core';
import * as documentPlugin from '@graphql-codegen/typed-document-node';
import * as operationsPlugin from '@graphql-codegen/typescript-operations';
import type { DocumentNode } from 'graphql';
import { readGraphqlFiles, readSettings } from './sources.ts';
import { writeIfChanged } from './write.ts';

const banner = '// Made by `npm run codegen` from the *.graphql operations of this app. Do not edit.\n/* eslint-disable */\n';

/** `generated/operations.ts` of one web app: a typed document per operation. Answers the files that changed. */
export async function generateOperations(root: string, app: string, schema: DocumentNode): Promise<string[]> {
  const folder = join('apps', app, 'src');
  const documents = readGraphqlFiles(root, folder).map((file) => ({ location: file.path, document: file.document }));
  if (documents.length === 0) return [];
  const text = await codegen({
    filename: 'operations.ts',
    schema,
    documents,
    plugins: [{ operations: {} }, { documents: {} }],
    pluginMap: { operations: operationsPlugin, documents: documentPlugin },
    config: {
      enumsAsTypes: true,
      useTypeImports: true,
      onlyOperationTypes: true,
      skipTypename: false,
      defaultScalarType: 'string',
      scalars: { ID: 'string', Fen: 'number', ...readSettings(root, app).scalars },
    },
  });
  const path = join(folder, 'generated', 'operations.ts');
  return writeIfChanged(join(root, path), banner + text) ? [path] : [];
}
