import { rowsByKin } from '@lianfang/platform/kin';
import type { Tx } from '@lianfang/platform/persistence';
import { isId } from '../ids.rules.ts';
import type { PersonBlock } from './pass.rules.ts';
import { personBlockTable } from './pass.table.ts';

const blocksByKin = rowsByKin(personBlockTable, { name: 'findBlocks' });

/** Of these persons, and of entries that mean them: a merge hides nobody from the gate. */
export function findBlocks(tx: Tx, personIds: readonly string[]): Promise<PersonBlock[]> {
  return blocksByKin(tx, personIds.filter(isId));
}

/** An order that is known already, released or not, stays as it is. */
export async function insertBlock(tx: Tx, block: Omit<PersonBlock, 'releasedAt'>): Promise<void> {
  await tx.query(
    `/* insertBlock */
     INSERT INTO person_blocks (order_id, person_id, blocked_from) VALUES ($1, $2, $3) ON CONFLICT (order_id) DO NOTHING`,
    [block.orderId, block.personId, block.blockedFrom],
  );
}

/** The first release counts. One of an order never heard of is kept too, so that a late confirmation does not block. */
export async function releaseBlock(tx: Tx, release: { orderId: string; personId: string; at: Date }): Promise<void> {
  await tx.query(
    `/* releaseBlock */
     INSERT INTO person_blocks AS known (order_id, person_id, blocked_from, released_at) VALUES ($1, $2, $3, $3)
     ON CONFLICT (order_id) DO UPDATE SET released_at = greatest(known.blocked_from, EXCLUDED.released_at)
      WHERE known.released_at IS NULL`,
    [release.orderId, release.personId, release.at],
  );
}
