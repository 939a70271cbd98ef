import { placesOf } from './chain.rules.ts';

const link = (sourceCaseId: string, caseId: string, certainty: 'CERTAIN' | 'PROBABLE' | 'POSSIBLE' = 'PROBABLE') => ({ sourceCaseId, caseId, certainty });

test('a generation is one below the surest source, and all that are linked are one cluster', () => {
  const places = placesOf(['a', 'b', 'c', 'd', 'e'], [link('a', 'b'), link('b', 'c', 'CERTAIN'), link('a', 'c', 'POSSIBLE'), link('d', 'e')]);
  expect(places).toEqual([
    { caseId: 'a', generation: 1, clusterId: 'a' }, { caseId: 'b', generation: 2, clusterId: 'a' }, { caseId: 'c', generation: 3, clusterId: 'a' },
    { caseId: 'd', generation: 1, clusterId: 'd' }, { caseId: 'e', generation: 2, clusterId: 'd' },
  ]);
});

test('of sources that are equally sure the later generation counts', () => {
  expect(placesOf(['a', 'b', 'c'], [link('a', 'b'), link('a', 'c'), link('b', 'c')]).map(({ generation }) => generation)).toEqual([1, 2, 3]);
});

test('two hundred in a row', () => {
  const ids = Array.from({ length: 200 }, (_, at) => `c${at}`);
  expect(placesOf(ids, ids.slice(1).map((id, at) => link(ids[at]!, id))).at(-1)).toEqual({ caseId: 'c199', generation: 200, clusterId: 'c0' });
});
