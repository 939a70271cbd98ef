import { createHash } from 'node:crypto';
import { Refusal } from '../refusals/index.ts';
import { canonicalJson } from './canonical-json.ts';
import type { Json } from './canonical-json.ts';
import { isCancelled } from './transient.ts';
import type { Tx } from './transact.ts';

/** A mutation that a device may send more than once. */
export interface Call {
  /** Made by the client, once per intent. */
  key: string;
  operation: string;
  /** Keys of different callers never meet. */
  caller: string;
  payload: unknown;
}

/** A UUID has 36 characters. */
const longestKey = 100;

interface AnsweredCall {
  same: boolean;
  answer: Json;
}

/**
 * Runs `work` at most once per key and gives every repetition the first answer, for ever. A repetition that arrives while the
 * first is still at work waits for it (on the primary key) and gets the same answer. A refusal rolls the key back with the
 * rest, so the call may be tried again.
 *
 * @throws Refusal KEY_REUSED when the key was used for another operation or payload, KEY_INVALID when it is blank or too long,
 *   KEY_AT_WORK when the first call takes longer than a statement may wait
 */
export async function answerOnce<T extends Json>(tx: Tx, call: Call, work: () => Promise<T>): Promise<T> {
  if (!call.key.trim() || call.key.length > longestKey) throw keyInvalid();
  const blind = { ...call, key: blindKey(call.key) };
  const payloadHash = blindHash(call.key, call.payload);
  if (await claimKey(tx, blind, payloadHash)) {
    const answer = await work();
    await storeAnswer(tx, blind, answer);
    return answer;
  }
  const earlier = await loadAnswer(tx, blind, payloadHash);
  if (!earlier.same) throw keyReused();
  return earlier.answer as T;
}

/** How a key is stored: whoever reads the table cannot use it, nor try payloads against their hash. */
export function blindKey(key: string): string {
  return createHash('sha256').update(key).digest().subarray(0, 24).toString('base64url');
}

/** The client's key is part of it, and only its hash is stored: an ID number cannot be found by trying all there are. */
export function blindHash(key: string, payload: unknown): Buffer {
  const plain = createHash('sha256').update(canonicalJson(payload)).digest();
  return createHash('sha256').update(key).update(plain).digest();
}

async function claimKey(tx: Tx, call: Call, payloadHash: Buffer): Promise<boolean> {
  try {
    const claimed = await tx.query<unknown[]>(
      `/* claimKey */
       INSERT INTO idempotency_keys (caller, key, operation, payload_hash) VALUES ($1, $2, $3, $4)
       ON CONFLICT (caller, key) DO NOTHING RETURNING key`,
      [call.caller, call.key, call.operation, payloadHash],
    );
    return claimed.length === 1;
  } catch (error) {
    // An import of a whole street works longer than a statement may wait. The statement has nothing to do but wait.
    if (isCancelled(error)) throw keyAtWork();
    throw error;
  }
}

async function storeAnswer(tx: Tx, call: Call, answer: Json): Promise<void> {
  await tx.query(
    `/* storeAnswer */
     UPDATE idempotency_keys SET answer = $3::jsonb WHERE caller = $1 AND key = $2`,
    [call.caller, call.key, JSON.stringify(answer)],
  );
}

// A statement of its own: its snapshot is taken after the wait, so it sees what the first call committed.
async function loadAnswer(tx: Tx, call: Call, payloadHash: Buffer): Promise<AnsweredCall> {
  const [earlier] = await tx.query<AnsweredCall[]>(
    `/* loadAnswer */
     SELECT operation = $3 AND payload_hash = $4 AS same, answer FROM idempotency_keys WHERE caller = $1 AND key = $2`,
    [call.caller, call.key, call.operation, payloadHash],
  );
  if (!earlier) throw new Error('a claimed idempotency key has vanished');
  return earlier;
}

function keyReused(): Refusal {
  return new Refusal('KEY_REUSED', {
    zh: '此请求编号已用于另一项操作，请用新编号重新提交。',
    en: 'This key was already used for a different request. Send the request again with a new key.',
  });
}

function keyAtWork(): Refusal {
  return new Refusal('KEY_AT_WORK', {
    zh: '这项请求已收到，正在处理。请稍后用同一编号再查询一次，结果不会重复。',
    en: 'This request was received and is still at work. Send it again a little later with the same key; it is done once.',
  });
}

function keyInvalid(): Refusal {
  return new Refusal('KEY_INVALID', {
    zh: '请求编号缺失或过长，请为每次提交生成一个新的 UUID。',
    en: 'The key is missing or too long. Make a new UUID for each request.',
  });
}
