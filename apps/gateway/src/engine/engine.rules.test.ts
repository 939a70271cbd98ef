import { buildSchema } from 'graphql';
import type { SubgraphRequest } from '../transport/subgraph.ts';
import { refusalOf } from './faults.ts';
import type { Compiling } from './fetch.step.ts';
import { createLru } from './lru.ts';
import { createMerge } from './merge.ts';
import { isInAnswer, objectsAt, pathsAt, planPath } from './place.ts';
import type { FetchNode, PlanNode } from './plan.ts';
import type { Answer } from './record.ts';
import type { Run } from './run.ts';
import { compilePlan } from './steps.ts';
import { toPlain, toWire } from './wire.ts';

const schema = buildSchema('type Query { people: [Person] } interface Place { id: ID } type Hotel implements Place { id: ID } type Person { id: ID name: String }');
const merge = createMerge(schema);

const entityFetch = {
  kind: 'Fetch',
  serviceName: 'register',
  operation: 'query($representations: [_Any!]!) { _entities(representations: $representations) { ... on Person { name } } }',
  operationName: undefined,
  operationKind: 'query',
  requires: [{ kind: 'InlineFragment', typeCondition: 'Person', selections: [{ kind: 'Field', name: '__typename' }, { kind: 'Field', name: 'id' }] }],
} as FetchNode;

function compiling(answer: (request: SubgraphRequest) => unknown): Compiling {
  const reply = (value: unknown) => ({ status: 200, body: Buffer.from(JSON.stringify(value)), reusable: true, keepAlive: undefined });
  return { schema, merge, clientOf: () => ({ send: async (request) => reply(answer(request)), close: async () => undefined }) };
}

const runOn = (root: Answer): Run => ({
  variables: {},
  conditions: new Map(),
  caller: { headers: {}, language: 'en' },
  reporter: { defect: () => 'error-id' },
  root,
  errors: [],
  deadline: Date.now() + 1_000,
});

describe('a plan that the engine does not know is refused when it is compiled', () => {
  const never = compiling(() => ({}));
  test.each([
    ['a deferred part', { kind: 'Defer', primary: {}, deferred: [] }],
    ['an unknown node', { kind: 'Teleport' }],
    ['a context of the entity itself', { ...entityFetch, contextRewrites: [{ kind: 'KeyRenamer', path: ['a'], renameKeyTo: 'b' }] }],
    ['a context that is set', { ...entityFetch, contextRewrites: [{ kind: 'ValueSetter', path: ['..', 'a'], setValueTo: 'b' }] }],
    ['a strange path', { kind: 'Flatten', path: ['places', '@|Hotel'], node: entityFetch }],
    ['an unknown rewrite', { ...entityFetch, outputRewrites: [{ kind: 'Guess', path: ['a'] }] }],
    ['an unknown selection', { ...entityFetch, requires: [{ kind: 'FragmentSpread', name: 'F' }] }],
  ])('%s', (_, node) => {
    expect(() => compilePlan(never, node as unknown as PlanNode)).toThrow(RangeError);
  });
});

describe('entities', () => {
  const people = () => toWire([{ __typename: 'Person', id: '1' }, { __typename: 'Person', id: '2' }, null, { __typename: 'Person', id: '1' }]);
  const plan = { kind: 'Flatten', path: ['people', '@'], node: entityFetch } as unknown as PlanNode;

  test('that are the same are asked for once and told everywhere', async () => {
    let asked = '';
    const step = compilePlan(compiling(({ body }) => ((asked = body), { data: { _entities: [{ name: 'A' }, { name: 'B' }] } })), plan);
    const run = runOn({ people: people() });
    await step(run);
    expect(JSON.parse(asked).variables.representations).toEqual([{ __typename: 'Person', id: '1' }, { __typename: 'Person', id: '2' }]);
    expect((toPlain(run.root.people) as Answer[]).map((person) => person?.name)).toEqual(['A', 'B', undefined, 'A']);
  });

  test('an error of one is told at every place where it stands', async () => {
    const errors = [{ message: 'no', path: ['_entities', 0, 'name'], extensions: { code: 'PERSON_SEALED' } }];
    const run = runOn({ people: people() });
    await compilePlan(compiling(() => ({ data: { _entities: [null, { name: 'B' }] }, errors })), plan)(run);
    expect(run.errors.map(({ path }) => path)).toEqual([['people', 0, 'name'], ['people', 3, 'name']]);
  });

  test('without what the subgraph asks for are not asked for', async () => {
    const run = runOn({ people: toWire([{ __typename: 'Person' }]) });
    await compilePlan(compiling(() => { throw new Error('asked'); }), plan)(run);
    expect(run.errors).toEqual([]);
  });
});

describe('merging', () => {
  test("an interface's name does not take the place of the object's own", () => {
    const place = toWire({ __typename: 'Hotel', id: '1' }) as Answer;
    merge(place, toWire({ __typename: 'Place', beds: 3 }) as Answer);
    expect(toPlain(place)).toEqual({ __typename: 'Hotel', id: '1', beds: 3 });
    const unknown = toWire({ __typename: 'Place' }) as Answer;
    merge(unknown, toWire({ __typename: 'Hotel' }) as Answer);
    expect(toPlain(unknown.__typename)).toBe('Hotel');
  });

  test('lists of one length are merged item by item', () => {
    const target: Answer = { list: [{ a: 1 }, null, [{ b: 1 }]] };
    merge(target, { list: [{ c: 2 }, { d: 3 }, [{ e: 4 }]] });
    expect(target).toEqual({ list: [{ a: 1, c: 2 }, { d: 3 }, [{ b: 1, e: 4 }]] });
  });

  test('a prototype is never written to', () => {
    const target: Answer = {};
    merge(target, JSON.parse('{"__proto__":{"polluted":true},"constructor":{"prototype":{"polluted":true}}}'));
    merge(target, JSON.parse('{"__proto__":{"more":true}}'));
    expect(Object.hasOwn(target, '__proto__')).toBe(true);
    expect(({} as Answer).polluted).toBeUndefined();
    expect(Object.getPrototypeOf(target)).toBe(Object.prototype);
  });
});

describe('places', () => {
  const root = { a: [{ b: [{ c: 1 }, null] }, { b: null }, { b: [{ c: 2 }] }] };

  test('objects and their paths come in the same order', () => {
    const path = planPath(['a', '@', 'b', '@']);
    expect(objectsAt(root, path)).toEqual([{ c: 1 }, { c: 2 }]);
    expect(pathsAt(root, path)).toEqual([['a', 0, 'b', 0], ['a', 2, 'b', 0]]);
  });

  test('an error belongs to the answer unless the client did not ask for its place', () => {
    expect(isInAnswer({ a: null }, ['a', 0, 'b'])).toBe(true);
    expect(isInAnswer({ a: [{ c: 1 }] }, ['a', 0, 'b'])).toBe(false);
    expect(isInAnswer(null, ['a'])).toBe(true);
  });
});

describe('what a subgraph says', () => {
  test.each([
    ['without a code', { message: 'relation "people" does not exist' }],
    ['with the code of a defect', { message: 'at db:5432', extensions: { code: 'INTERNAL_SERVER_ERROR' } }],
    ['about our own request', { message: 'Cannot query field', extensions: { code: 'GRAPHQL_VALIDATION_FAILED' } }],
    ['without a sentence', { extensions: { code: 'BED_OCCUPIED' } }],
  ])('%s stays in the house', (_, error) => expect(refusalOf(error)).toBeNull());

  test('a refusal passes, without what belongs to the server', () => {
    const error = { message: 'taken', extensions: { code: 'BED_OCCUPIED', bed: '7', stacktrace: ['x'], serviceName: 'isolation' } };
    expect(refusalOf(error)).toEqual({ message: 'taken', extensions: { code: 'BED_OCCUPIED', bed: '7' } });
  });
});

test('what was used longest ago is forgotten first', () => {
  const lru = createLru<number>(2);
  lru.set('a', 1);
  lru.set('b', 2);
  lru.get('a');
  lru.set('c', 3);
  expect([lru.get('a'), lru.get('b'), lru.get('c'), lru.size]).toEqual([1, undefined, 3, 2]);
});

describe('what is kept never weighs more than it may', () => {
  const open = () => createLru<string>(100, { weigh: (value, key) => key.length + value.length, most: 10 });

  test('what was used longest ago makes room, as much as is needed', () => {
    const lru = open();
    for (const key of ['a', 'b', 'c']) lru.set(key, 'xx');
    lru.get('a');
    lru.set('d', 'xxxxx');
    // Nine and six are more than ten: two go.
    expect([lru.get('a'), lru.get('b'), lru.get('c'), lru.get('d'), lru.weight]).toEqual(['xx', undefined, undefined, 'xxxxx', 9]);
  });

  test('one that is too heavy by itself is not kept, and the others stay', () => {
    const lru = open();
    lru.set('a', 'xx');
    lru.set('b', 'x'.repeat(10));
    expect([lru.get('a'), lru.get('b'), lru.weight]).toEqual(['xx', undefined, 3]);
  });

  test('one that is put in again weighs what it weighs now', () => {
    const lru = open();
    lru.set('a', 'xxxxxxx');
    lru.set('a', 'x');
    expect([lru.weight, lru.size]).toEqual([2, 1]);
  });
});
