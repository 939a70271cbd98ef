/** Two-sided 95 %: the 0.975 quantile of the standard normal distribution. */
const z = 1.959963984540054;

/** Above this share of the population the finite population correction is applied, as survey manuals have it. */
export const largeShare = 0.05;

export interface Interval {
  /** Null when nothing was compared. */
  rate: number | null;
  low: number;
  high: number;
  method: 'WILSON' | 'WILSON_FPC';
}

/**
 * Wilson's score interval (Wilson 1927; method 3 of Newcombe, Statistics in Medicine 17, 1998) of a rate. It stays within 0 and 1 and
 * tells something when nothing was found, which the textbook interval does not. When the sample is more than 5 % of the population,
 * `n` is replaced by n·(N−1)/(N−n): the variance then has the finite population correction (N−n)/(N−1), and a whole count has no error.
 */
export function wilson(found: number, n: number, population: number): Interval {
  if (n === 0) return { rate: null, low: 0, high: 1, method: 'WILSON' };
  const rate = found / n;
  const corrected = n / population > largeShare;
  const method = corrected ? 'WILSON_FPC' : 'WILSON';
  if (n >= population) return { rate, low: rate, high: rate, method };
  const m = corrected ? (n * (population - 1)) / (population - n) : n;
  const centre = (rate + (z * z) / (2 * m)) / (1 + (z * z) / m);
  const half = (z / (1 + (z * z) / m)) * Math.sqrt((rate * (1 - rate)) / m + (z * z) / (4 * m * m));
  return { rate, low: Math.max(0, centre - half), high: Math.min(1, centre + half), method };
}

/**
 * How many doors tell a rate to ± `margin` at 95 % (Cochran 1977, with the finite population correction); `expected` 0.5 is the most
 * that any rate can need. Never fewer than asked for: rounded up.
 */
export function sizeForMargin(margin: number, population: number, expected = 0.5): number {
  const endless = (z * z * expected * (1 - expected)) / (margin * margin);
  return Math.min(population, Math.max(1, Math.ceil(endless / (1 + (endless - 1) / population) - 1e-9)));
}
