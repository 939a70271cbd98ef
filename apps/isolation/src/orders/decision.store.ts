import { isId } from '@lianfang/platform/persistence';
import type { Tx } from '@lianfang/platform/persistence';
import type { OrderDecision } from './decision.rules.ts';
import { orderDecisionTable } from './decision.table.ts';

export async function insertDecision(tx: Tx, decision: OrderDecision): Promise<void> {
  await tx.insert(orderDecisionTable, decision);
}

/** Steps of the orders of many persons, and of entries that mean them, newest first, of each at most `most`. */
export async function listDecisions(tx: Tx, personIds: readonly string[], most: number): Promise<OrderDecision[]> {
  const rows = await tx.query<{ id: string; askedId: string }[]>(
    `/* listDecisions */
     SELECT latest.id, asked.id AS "askedId" FROM unnest($1::uuid[]) AS asked (id)
      CROSS JOIN LATERAL (
        SELECT d.id FROM person_kin(ARRAY[asked.id]) k JOIN order_decisions d ON d.person_id = k.kin_id ORDER BY d.id DESC LIMIT $2) latest`,
    [personIds.filter(isId), most],
  );
  const decisions = await tx.createQueryBuilder(orderDecisionTable, 'd').where('d.id = ANY(:ids)', { ids: rows.map(({ id }) => id) }).getMany();
  const byId = new Map(decisions.map((decision) => [decision.id, decision]));
  return rows.toSorted((a, b) => (a.id < b.id ? 1 : -1)).map(({ id, askedId }) => ({ ...byId.get(id)!, personId: askedId }));
}
