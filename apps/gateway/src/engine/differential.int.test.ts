import { buildSchema, graphql, isAbstractType, parse, validate } from 'graphql';
import type { GraphQLSchema } from 'graphql';
import { createLog } from '@lianfang/platform/observability';
import { district, monolithResolvers, monolithSdl } from '../fixtures/district.ts';
import { type GeneratedOperation, generateOperation } from '../fixtures/generate.ts';
import { createDocumentCheck, documentLimits } from '../http/limits.ts';
import { HttpRefusal } from '../http/refusal.ts';
import { type Fixture, startFixture } from '../fixtures/serve.ts';
import { type Gateway, startFixtureGateway } from '../fixtures/gateway.ts';

interface Answer {
  data?: unknown;
  errors?: { message: string; path?: (string | number)[]; extensions?: { code?: string } }[];
}

function buildMonolith(): GraphQLSchema {
  const schema = buildSchema(monolithSdl);
  for (const [type, fields] of Object.entries(monolithResolvers)) {
    const target = schema.getType(type);
    if (!target || !('getFields' in target)) throw new Error(`the monolith has no ${type}`);
    for (const [name, resolve] of Object.entries(fields)) {
      const field = target.getFields()[name];
      if (field && 'resolve' in field) field.resolve = resolve as never;
    }
  }
  for (const type of Object.values(schema.getTypeMap())) {
    if (isAbstractType(type)) type.resolveType = (value: { __typename: string }) => value.__typename;
  }
  return schema;
}

const monolith = buildMonolith();
const checkDocument = createDocumentCheck(documentLimits);

/** The deepest operation of this seed that the gateway does not refuse for its size. */
function operationWithinLimits(seed: number, depth = 4): GeneratedOperation {
  const operation = generateOperation(monolith, seed, depth);
  try {
    checkDocument(operation.query);
    return operation;
  } catch (refusal) {
    if (!(refusal instanceof HttpRefusal)) throw refusal;
    return operationWithinLimits(seed, depth - 1);
  }
}

const operations = Number(process.env.DIFFERENTIAL_OPERATIONS ?? 150);

describe('the compiled engine', () => {
  let fixture: Fixture;
  let compiled: Gateway;
  let stock: Gateway;

  beforeAll(async () => {
    fixture = await startFixture(district);
    const log = createLog({ name: 'test', level: 'silent' });
    compiled = await startFixtureGateway(fixture, { engine: 'compiled', log });
    stock = await startFixtureGateway(fixture, { engine: 'apollo', log });
  });
  afterAll(async () => {
    await compiled.stop();
    await stock.stop();
    await fixture.stop();
  });

  async function ask(gateway: Gateway, query: string, variables: Record<string, unknown> = {}): Promise<Answer> {
    const response = await fetch(`${gateway.url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ query, variables }),
    });
    return (await response.json()) as Answer;
  }

  const inOneSchema = async (query: string, variables: Record<string, unknown> = {}) =>
    JSON.parse(JSON.stringify(await graphql({ schema: monolith, source: query, variableValues: variables }))) as Answer;

  /** Where something is null for a reason, whoever says it: messages differ, places must not. */
  const places = (answer: Answer) => [...new Set((answer.errors ?? []).map(({ path }) => JSON.stringify(path)))].sort();

  test(`answers ${operations} generated operations like one schema that holds everything`, async () => {
    for (let seed = 1; seed <= operations; seed++) {
      const { query, variables } = operationWithinLimits(seed);
      expect(validate(monolith, parse(query))).toEqual([]);
      const [ours, whole] = [await ask(compiled, query, variables), await inOneSchema(query, variables)];
      try {
        expect(ours.data).toEqual(whole.data);
        // A field that nulls its parent hides its siblings' errors, in an order the specification leaves open.
        expect(places(ours).length > 0).toBe(places(whole).length > 0);
      } catch (difference) {
        throw new Error(`seed ${seed}\n${query}\n${JSON.stringify(variables)}\n${String(difference)}`, { cause: difference });
      }
    }
  }, 300_000);
});
