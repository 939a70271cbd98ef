import { randomUUID } from 'node:crypto';
import type { Log } from '@lianfang/platform/observability';
import type { Reporter } from '../engine/run.ts';

/** Writes defects to the log under the id that the user is told. */
export function createReporter(log: Log): Reporter {
  return {
    defect(what, { cause, ...detail }) {
      const errorId = randomUUID();
      log.error({ errorId, ...detail, ...(cause === undefined ? {} : { err: cause }) }, what);
      return errorId;
    },
  };
}
