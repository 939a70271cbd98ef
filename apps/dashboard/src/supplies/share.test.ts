import { shareByHeadcount } from './share.ts';

test('49,500 masks to 3,300 staff are fifteen each', () => {
  expect(shareByHeadcount(49_500, [100, 3_000, 200])).toEqual([1_500, 45_000, 3_000]);
});

test('what does not divide goes to the largest remainders, and nothing is lost', () => {
  expect(shareByHeadcount(10, [1, 1, 1])).toEqual([4, 3, 3]);
  expect(shareByHeadcount(10, [5, 3, 1])).toEqual([6, 3, 1]);
});

test('without any headcount nothing is shared', () => {
  expect(shareByHeadcount(10, [0, 0])).toEqual([0, 0]);
  expect(shareByHeadcount(10, [])).toEqual([]);
});
