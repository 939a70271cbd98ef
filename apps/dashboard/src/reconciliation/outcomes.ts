import type { ReconciliationOutcome } from '../generated/operations.ts';

export const outcomeOrder: readonly ReconciliationOutcome[] = ['MATCHED', 'MISSING', 'TRACING', 'PUSHED', 'MOVED_AWAY', 'REFUSED', 'CLOSED', 'NOT_LOCAL'];

/** Green is cleared, red is nobody's find yet, amber is under way. */
export const outcomeColours: Record<ReconciliationOutcome, string> = {
  MATCHED: 'green',
  MISSING: 'red',
  TRACING: 'gold',
  PUSHED: 'blue',
  MOVED_AWAY: 'default',
  REFUSED: 'volcano',
  CLOSED: 'orange',
  NOT_LOCAL: 'default',
};
