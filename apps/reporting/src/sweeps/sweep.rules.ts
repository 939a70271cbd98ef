import type { Share } from '../figures/movement.rules.ts';

/** What a round puts on the levels of one grid. */
export interface SweepShare {
  areaCode: string;
  targets: number;
  reached: number;
}

/** A round that is closed counts in no level any more. */
export function sharesOnto({ areaCode, targets, reached }: SweepShare, isClosed: boolean): Share[] {
  return isClosed ? [] : [{ areaCode, by: { sweepTargets: targets, sweepReached: reached } }];
}

/** What closing a round takes off. */
export function sharesOff(shares: readonly SweepShare[]): Share[] {
  return shares.map(({ areaCode, targets, reached }) => ({ areaCode, by: { sweepTargets: -targets, sweepReached: -reached } }));
}

/** The outbreak city and its province, by what a sweep found there. */
export function returneesFromOutbreak(returnees: Partial<Record<string, number>>): number {
  return (returnees.OUTBREAK_CITY ?? 0) + (returnees.OUTBREAK_PROVINCE ?? 0);
}
