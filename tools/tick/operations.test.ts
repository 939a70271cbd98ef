import { buildASTSchema, parse, validate } from 'graphql';
import { readApiSchema } from '../codegen/api-schema.ts';
import { operations } from './operations.ts';

const schema = buildASTSchema(readApiSchema('.')!);

test.each(Object.entries(operations))('%s is an operation of the composed graph', (_name, operation) => {
  expect(validate(schema, parse(operation)).map((error) => error.message)).toEqual([]);
});
