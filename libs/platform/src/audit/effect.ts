import type { EventEnvelope } from '@lianfang/contracts/events';
import { afterCommit } from '../persistence/index.ts';
import type { Tx } from '../persistence/index.ts';
import { Gathering } from './gathering.ts';
import { roomOf } from './room.ts';
import type { AuditedRecord } from './trail.ts';
import { insertEntries } from './writer.ts';

/**
 * For consumers: this event changed the status of a record, by a rule and without a person at the keys (an order proposed, a
 * code set). The actor is the event. Written in the consumer's transaction, so it is there exactly when the effect is.
 */
export async function noteEffect(
  tx: Tx,
  event: Pick<EventEnvelope, 'id' | 'type' | 'source' | 'agency' | 'areacode'>,
  { records, rule, reason }: { records: readonly AuditedRecord[]; rule?: string; reason?: string },
): Promise<void> {
  const room = roomOf(tx.connection);
  const about = new Gathering();
  for (const record of records) about.add(record);
  const text = room.textOf({
    kind: 'EFFECT', operation: event.type, outcome: 'DONE', actor: event.source, actorKind: 'event', agency: event.agency ?? '', roles: [],
    actorArea: event.areacode, areaCode: about.areaCode ?? event.areacode, records: about.records(), more: about.more, rule, reason, request: event.id,
  });
  await tx.query(insertEntries, [[text], [room.key.seal(text)]]);
  afterCommit(tx, room, () => room.bell.ring());
}
