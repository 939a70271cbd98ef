import { serviceOf, topicOf } from '@lianfang/contracts/events';
import type { EventDefinition, EventEnvelope } from '@lianfang/contracts/events';
import { newId } from '../clock/index.ts';
import { currentTraceparent } from '../observability/index.ts';
import type { Tx } from '../persistence/index.ts';
import { wakeAfterCommit } from './wake.ts';

/** A message too large for the broker would hold up every later one, for ever; so it is refused here. */
const largestEnvelope = 512 * 1024;

export interface Fact<P> {
  /** Id of the aggregate and key of the partition: facts of one subject arrive in the order they were emitted. */
  subject: string;
  areaCode: string;
  agency?: string;
  payload: P;
  at: Date;
}

const suppressed = new WeakSet<Tx>();

/** From now on emits of this transaction write nothing: a rebuild repeats effects, and the world has heard of them already. */
export function suppressEmits(tx: Tx): void {
  suppressed.add(tx);
}

/**
 * Writes one event into the outbox of the caller's transaction; it is sent if and only if that commits.
 *
 * Call it after the aggregate's row is written or locked: then two transactions on one aggregate cannot interleave, and the
 * order of outbox ids is the order of the facts (see relay.ts).
 *
 * @throws ZodError when the payload does not fit the event's schema. Members that the schema does not name are left out, so
 * nothing personal leaves by accident.
 * @throws RangeError when the envelope is larger than 512 KiB
 */
export async function emit<P>(tx: Tx, event: EventDefinition<P>, fact: Fact<P>): Promise<void> {
  await emitMany(tx, event, [fact]);
}

/** `emit` for many facts of one kind, in the order given, in one round trip. */
export async function emitMany<P>(tx: Tx, event: EventDefinition<P>, facts: readonly Fact<P>[]): Promise<void> {
  const envelopes = facts.map((fact) => envelopeOf(event, fact));
  if (envelopes.length === 0 || suppressed.has(tx)) return;
  await tx.query(
    `/* emitMany */
     INSERT INTO outbox (topic, partition_key, envelope)
     SELECT $1, fresh.key, fresh.envelope::json
     FROM unnest($2::text[], $3::text[]) WITH ORDINALITY AS fresh(key, envelope, ordinal) ORDER BY ordinal`,
    [topicOf(event), envelopes.map((envelope) => envelope.partitionkey), envelopes.map(serialise)],
  );
  wakeAfterCommit(tx);
}

function envelopeOf<P>(event: EventDefinition<P>, fact: Fact<P>): EventEnvelope<P> {
  return {
    specversion: '1.0',
    id: newId(),
    type: event.name,
    source: serviceOf(event),
    subject: fact.subject,
    time: fact.at.toISOString(),
    partitionkey: fact.subject,
    areacode: fact.areaCode,
    agency: fact.agency,
    traceparent: currentTraceparent(),
    datacontenttype: 'application/json',
    data: event.schema.parse(fact.payload),
  };
}

function serialise(envelope: EventEnvelope): string {
  const text = JSON.stringify(envelope);
  const size = Buffer.byteLength(text);
  if (size > largestEnvelope) throw new RangeError(`event ${envelope.type} of ${size} bytes is larger than ${largestEnvelope}`);
  return text;
}
