// eslint-disable-next-line @typescript-eslint/triple-slash-reference -- apps type-check this file without including the folder
/// <reference path="./kafkajs.d.ts" />
import RequestQueue from 'kafkajs/src/network/requestQueue/index.js';

interface Queue {
  throttledUntil: number;
  pending: unknown[];
  scheduleCheckPendingRequests(): void;
}

/**
 * kafkajs 2.2.4 asks each connection for waiting requests by a timer that it sets to a time long past, so Node fires it every
 * millisecond for ever, warns once (TimeoutNegativeWarning), and an idle consumer takes 7 % of a core. A timer is needed only
 * while something waits or Kafka throttles: requests that wait are otherwise sent by the answer before them.
 */
export function calmRequestQueues(): void {
  const queue = RequestQueue.prototype as Queue;
  const schedule = queue.scheduleCheckPendingRequests;
  if (typeof schedule !== 'function') throw new Error('kafkajs has changed: see whether kafka.timers.ts is still needed');
  if (calmed.has(schedule)) return;
  queue.scheduleCheckPendingRequests = function (this: Queue) {
    if (this.pending.length > 0 || this.throttledUntil > Date.now()) schedule.call(this);
  };
  calmed.add(queue.scheduleCheckPendingRequests);
}

const calmed = new WeakSet<() => void>();
