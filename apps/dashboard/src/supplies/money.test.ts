import { fenOf } from './money.ts';

test.each([[0.29, 29], [1.15, 115], [50_000, 5_000_000], [undefined, 0], [null, 0]])('%s yuan are %i fen', (yuan, fen) => {
  expect(fenOf(yuan)).toBe(fen);
});
