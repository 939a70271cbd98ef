import type { Log } from './log.ts';

export interface ShutdownStep {
  name: string;
  stop(): Promise<void>;
}

/** Docker and `npm start` kill after ten seconds. */
const deadlineMs = 9_000;
const stepMs = 5_000;

/**
 * On SIGTERM or SIGINT runs the steps in order and ends the process: 0 when all went well, 1 when one failed or hung. A second
 * signal ends it at once. An error nobody caught is logged (redacted, unlike Node's own print) and ends it with 1.
 */
export function registerShutdown(log: Log, steps: readonly ShutdownStep[]): void {
  let isStopping = false;
  const stop = (why: string, failed: boolean) => {
    if (isStopping) process.exit(1);
    isStopping = true;
    log.info({ why }, 'stopping');
    setTimeout(() => process.exit(1), deadlineMs).unref();
    void runSteps(log, steps).then((clean) => process.exit(clean && !failed ? 0 : 1));
  };
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, () => stop(signal, false));
  for (const fault of ['uncaughtException', 'unhandledRejection'] as const) {
    process.on(fault, (error: unknown) => {
      log.fatal({ err: error }, fault);
      stop(fault, true);
    });
  }
}

/** A step that fails or hangs does not keep the later ones from running. */
async function runSteps(log: Log, steps: readonly ShutdownStep[]): Promise<boolean> {
  let clean = true;
  for (const step of steps) {
    try {
      await within(stepMs, step.stop());
    } catch (error) {
      clean = false;
      log.error({ err: error, step: step.name }, 'a part did not stop');
    }
  }
  return clean;
}

async function within(ms: number, work: Promise<void>): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`still running after ${ms} ms`)), ms);
  });
  await Promise.race([work, late]).finally(() => clearTimeout(timer));
}
