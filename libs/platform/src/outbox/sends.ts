import type { OutboxRow } from './outbox.store.ts';

/** What goes to the broker in one request. */
export interface Send {
  topic: string;
  rows: OutboxRow[];
}

/** A sixteenth of what our topics take, so that one request stays short; one row may be larger. */
const largestSend = 512 * 1024;

/** Cuts a batch into requests: one topic each, bounded in bytes, rows of a topic in their order. */
export function inSends(rows: readonly OutboxRow[]): Send[] {
  const byTopic = Map.groupBy(rows, (row) => row.topic);
  return [...byTopic].flatMap(([topic, ofTopic]) => cut(ofTopic).map((part) => ({ topic, rows: part })));
}

function cut(rows: readonly OutboxRow[]): OutboxRow[][] {
  const parts: OutboxRow[][] = [];
  let room = 0;
  for (const row of rows) {
    const size = Buffer.byteLength(row.value);
    if (size > room) {
      parts.push([]);
      room = largestSend;
    }
    parts.at(-1)!.push(row);
    room -= size;
  }
  return parts;
}
