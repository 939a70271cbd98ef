import type { Tx } from '@lianfang/platform/persistence';
import { isId } from '../ids.rules.ts';
import type { PersonBlock } from '../passes/pass.rules.ts';
import type { PersonCode } from './code.rules.ts';

/** A change that is known already stays as it is. */
export async function insertCode(tx: Tx, code: PersonCode): Promise<void> {
  await tx.query(
    `/* insertCode */
     INSERT INTO person_codes (change_id, person_id, code, valid_from, valid_until) VALUES ($1, $2, $3, $4, $5) ON CONFLICT (change_id) DO NOTHING`,
    [code.changeId, code.personId, code.code, code.validFrom, code.validUntil],
  );
}

interface StandingRow {
  kind: 'BLOCK' | PersonCode['code'];
  id: string;
  personId: string;
  from: Date;
  until: Date | null;
}

/** Orders and codes of these persons, and of entries that mean them, as a gate must know them: both in one round trip, for a gate waits for it. */
export async function findStanding(tx: Tx, personIds: readonly string[]): Promise<{ blocks: PersonBlock[]; codes: PersonCode[] }> {
  const rows = await tx.query<StandingRow[]>(
    `/* findStanding */
     WITH kin AS MATERIALIZED (SELECT * FROM person_kin($1::uuid[]))
     SELECT 'BLOCK' AS kind, b.order_id AS id, k.person_id AS "personId", b.blocked_from AS "from", b.released_at AS until
       FROM kin k JOIN person_blocks b ON b.person_id = k.kin_id
     UNION ALL
     SELECT c.code, c.change_id, k.person_id, c.valid_from, c.valid_until FROM kin k JOIN person_codes c ON c.person_id = k.kin_id`,
    [personIds.filter(isId)],
  );
  return {
    blocks: rows.flatMap(({ kind, id, personId, from, until }) => (kind === 'BLOCK' ? [{ orderId: id, personId, blockedFrom: from, releasedAt: until }] : [])),
    codes: rows.flatMap(({ kind, id, personId, from, until }) => (kind === 'BLOCK' ? [] : [{ changeId: id, personId, code: kind, validFrom: from, validUntil: until }])),
  };
}
