import { setTimeout as pause } from 'node:timers/promises';
import type { AuditEntry } from '@lianfang/contracts/events';
import type { Log } from '@lianfang/platform/observability';
import { gatewayMetrics } from '../metrics.ts';

export type Telling = Omit<AuditEntry, 'id' | 'service'>;

export interface Sender {
  tell(tellings: readonly Telling[]): void;
  /** Sends what waits, for at most some seconds. */
  stop(): Promise<void>;
}

/** Entries of one post. */
const batchSize = 200;
/** Entries that wait while the agencies are away; about 4 MB. */
const mostWaiting = 10_000;
const gatherMs = 200;
const answerMs = 5_000;
const longestPauseMs = 5_000;
const farewellMs = 3_000;

/** Brings entries to the service that keeps them: in batches, in order, again until it said yes. */
export function createSender(o: { url: URL; secret: string; log: Log }): Sender {
  const waiting: Telling[] = [];
  const stopping = new AbortController();
  let running: Promise<void> | undefined;
  let failures = 0;

  async function run(): Promise<void> {
    await pause(gatherMs, undefined, { signal: stopping.signal }).catch(() => undefined);
    while (waiting.length > 0) {
      const batch = waiting.slice(0, batchSize);
      try {
        await post(o, batch);
        waiting.splice(0, batch.length);
        failures = 0;
      } catch (cause) {
        failures += 1;
        if (failures === 1) o.log.error({ err: cause, waiting: waiting.length }, 'logins and refusals wait to be written into the audit trail');
        if (stopping.signal.aborted) return;
        await pause(Math.min(longestPauseMs, gatherMs * 2 ** failures), undefined, { signal: stopping.signal }).catch(() => undefined);
      }
    }
    running = undefined;
  }

  return {
    tell(tellings) {
      const room = Math.max(0, mostWaiting - waiting.length);
      waiting.push(...tellings.slice(0, room));
      if (tellings.length > room) gatewayMetrics.tracesDropped.inc(tellings.length - room);
      if (waiting.length > 0 && !stopping.signal.aborted) running ??= run();
    },
    async stop() {
      stopping.abort();
      running ??= run();
      await Promise.race([running, pause(farewellMs, undefined, { ref: false })]);
      if (waiting.length > 0) o.log.error({ lost: waiting.length }, 'logins and refusals could not be written into the audit trail');
    },
  };
}

/** @throws Error when the entries are not known to be written */
async function post({ url, secret }: { url: URL; secret: string }, entries: readonly Telling[]): Promise<void> {
  const answer = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'x-lianfang-gateway': secret },
    body: JSON.stringify({ entries }),
    signal: AbortSignal.timeout(answerMs),
  });
  const text = await answer.text();
  if (!answer.ok) throw new Error(`the agencies answered ${answer.status}: ${text.slice(0, 300)}`);
}
