import { isId } from '@lianfang/platform/persistence';
import type { Tx } from '@lianfang/platform/persistence';
import type { OrderDecision } from './decision.rules.ts';
import { orderDecisionTable } from './decision.table.ts';

export async function insertDecision(tx: Tx, decision: OrderDecision): Promise<void> {
  await tx.insert(orderDecisionTable, decision);
}

/** Steps of many persons' orders at once, newest first, of each at most `most`. */
export async function listDecisions(tx: Tx, personIds: readonly string[], most: number): Promise<OrderDecision[]> {
  const rows = await tx.query<{ id: string }[]>(
    `/* listDecisions */
     SELECT latest.id FROM unnest($1::uuid[]) AS asked (person_id)
      CROSS JOIN LATERAL (SELECT id FROM order_decisions WHERE person_id = asked.person_id ORDER BY id DESC LIMIT $2) latest`,
    [personIds.filter(isId), most],
  );
  return tx
    .createQueryBuilder(orderDecisionTable, 'd')
    .where('d.id = ANY(:ids)', { ids: rows.map(({ id }) => id) })
    .orderBy('d.id', 'DESC')
    .getMany();
}
