import { verify } from 'node:crypto';
import { envelopeSchema, topicOf } from '@lianfang/contracts/events';
import type { EventEnvelope } from '@lianfang/contracts/events';
import type { BrokerMessage } from '../broker/index.ts';
import { metrics } from '../observability/index.ts';
import { signatureHeader, signedBytes } from './signer.ts';
import type { EventTrust } from './trust.ts';

/** A message that is no event of ours. Trying again would not make it one. */
export class Unreadable extends Error {
  override name = 'Unreadable';
}

/** A message that the owner of its topic did not send. Nothing of it may take effect, and nothing of it is repeated anywhere. */
export class Forged extends Error {
  override name = 'Forged';
}

export type ReceivedMessage = Pick<BrokerMessage, 'topic' | 'key' | 'value' | 'headers' | 'timestamp'>;

/**
 * The envelope of a message that its owner sent; its payload is not yet checked. The owner is the service that the topic is
 * named after, and it may tell only facts of its own. About 80 µs.
 * @throws Forged when it was signed by nobody, by another, by a retired key, or for another place; counted here
 * @throws Unreadable when the owner sent what is no envelope of ours
 */
export function openEnvelope(message: ReceivedMessage, trust: EventTrust): EventEnvelope {
  try {
    return demandOwner(message, trust);
  } catch (error) {
    if (error instanceof Forged) metrics.eventsForged.inc({ topic: message.topic });
    throw error;
  }
}

function demandOwner(message: ReceivedMessage, trust: EventTrust): EventEnvelope {
  demandSignature(message, trust);
  const envelope = parseEnvelope(message.value);
  if (topicOf({ name: envelope.type }) !== message.topic) throw new Forged('the event is not of the service that its topic belongs to');
  return envelope;
}

function demandSignature(message: ReceivedMessage, trust: EventTrust): void {
  const header = message.headers[signatureHeader];
  if (!header) throw new Forged('the event is not signed');
  const dot = header.indexOf('.');
  const keyId = header.slice(0, dot);
  const known = trust.keysOf(message.topic.slice(0, message.topic.lastIndexOf('.'))).find((key) => key.id === keyId);
  if (!known) throw new Forged('the event is signed with a key that is not known for the owner of its topic');
  // The instant is the log's own: what a message says of itself could be older than the theft of the key.
  if (known.until && message.timestamp >= known.until.getTime()) throw new Forged('the event is signed with a key that was retired before');
  if (!verify(null, signedBytes(message), known.key, Buffer.from(header.slice(dot + 1), 'base64url'))) throw new Forged('the signature of the event does not hold');
}

/** An envelope out of the service's own database, which was believed when it came in. @throws Unreadable */
export function parseEnvelope(value: string): EventEnvelope {
  try {
    return envelopeSchema.parse(JSON.parse(value)) as EventEnvelope;
  } catch (error) {
    throw new Unreadable('the message is no event envelope', { cause: error });
  }
}
