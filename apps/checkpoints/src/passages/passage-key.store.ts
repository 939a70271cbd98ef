import type { Tx } from '@lianfang/platform/persistence';

/** One answer for ever per key, as `answerOnce` keeps it, for a whole batch in two statements. */
export interface PassageCall {
  key: string;
  payloadHash: Buffer;
  /** The answer, made before the work. */
  passageId: string;
}

export interface KnownCall {
  /** The same operation with the same payload. */
  same: boolean;
  passageId: string;
}

const operation = 'recordPassage';

/** What these keys were used for before, by place in `calls`; nothing for a key that is new. */
export async function findKnownCalls(tx: Tx, caller: string, calls: readonly PassageCall[]): Promise<Map<number, KnownCall>> {
  const rows = await tx.query<(KnownCall & { place: number })[]>(
    `/* findKnownCalls */
     SELECT asked.ordinal::int - 1 AS place, known.operation = $4 AND known.payload_hash = asked.hash AS same,
            known.answer #>> '{}' AS "passageId"
       FROM unnest($2::text[], $3::bytea[]) WITH ORDINALITY AS asked(key, hash, ordinal)
       JOIN idempotency_keys known ON known.caller = $1 AND known.key = asked.key`,
    [caller, calls.map(({ key }) => key), calls.map(({ payloadHash }) => payloadHash), operation],
  );
  return new Map(rows.map((row) => [row.place, row]));
}

/**
 * Takes the keys in one order, so that two sendings of one batch follow each other. A key that another transaction is just
 * taking is waited for; of two calls with one key the first takes it.
 * @returns the passages whose key is ours now
 */
export async function claimCalls(tx: Tx, caller: string, calls: readonly PassageCall[]): Promise<Set<string>> {
  if (calls.length === 0) return new Set();
  const rows = await tx.query<{ passageId: string }[]>(
    `/* claimCalls */
     INSERT INTO idempotency_keys (caller, key, operation, payload_hash, answer)
     SELECT $1, key, $5, hash, to_jsonb(answer)
       FROM unnest($2::text[], $3::bytea[], $4::text[]) WITH ORDINALITY AS fresh(key, hash, answer, ordinal) ORDER BY key, ordinal
     ON CONFLICT (caller, key) DO NOTHING RETURNING answer #>> '{}' AS "passageId"`,
    [caller, calls.map(({ key }) => key), calls.map(({ payloadHash }) => payloadHash), calls.map(({ passageId }) => passageId), operation],
  );
  return new Set(rows.map((row) => row.passageId));
}
