/**
 * Shares a total out in proportion to headcounts by largest remainder, as the supply service does: the form shows what
 * each will get before the plan is sent. The sum is always the total; equal remainders go to the earlier receiver.
 */
export function shareByHeadcount(total: number, headcounts: readonly number[]): number[] {
  const sum = headcounts.reduce((all, one) => all + one, 0);
  if (sum <= 0 || total <= 0) return headcounts.map(() => 0);
  const exact = headcounts.map((headcount) => (total * headcount) / sum);
  const shares = exact.map(Math.floor);
  const left = total - shares.reduce((all, one) => all + one, 0);
  const byRemainder = exact.map((value, index) => ({ index, remainder: value - Math.floor(value) })).sort((a, b) => b.remainder - a.remainder || a.index - b.index);
  for (const { index } of byRemainder.slice(0, left)) shares[index] = (shares[index] ?? 0) + 1;
  return shares;
}
