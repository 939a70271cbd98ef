import type { FetchNode, PlanSelection } from '../engine/plan.ts';
import { withKeysOnly } from './keys.ts';
import type { Reading } from './reading.ts';

/* Hospitals and hotels are places; each of these types is known by its `id`. */
const interfaces: Readonly<Record<string, readonly string[]>> = { Hospital: ['Place'], Hotel: ['Place'] };
const reading = {
  familyOf: (type: string) => [type, ...(interfaces[type] ?? [])],
  keysOf: () => [['id']],
} satisfies Partial<Reading> as unknown as Reading;

const field = (name: string): PlanSelection => ({ kind: 'Field', name });
const on = (typeCondition: string, ...selections: PlanSelection[]): PlanSelection => ({ kind: 'InlineFragment', typeCondition, selections });
const requiresOf = (...requires: PlanSelection[]) => withKeysOnly({ kind: 'Fetch', serviceName: 'capacity', operation: '', operationKind: 'query', requires } as FetchNode, reading).requires;

test('what is required of an interface goes to the types that have a key', () => {
  expect(requiresOf(on('Hospital', field('__typename'), field('id')), on('Place', field('__typename'), field('size')))).toEqual([on('Hospital', field('__typename'), field('id'), field('size'))]);
});

test('a key that stands further in, as it does under a condition, is one: each type is asked for by its own', () => {
  const requires = [on('Hospital', field('__typename'), field('id')), on('Person', on('Person', field('__typename'), field('id')))];
  expect(requiresOf(...requires)).toEqual(requires);
});
