import { areaRange } from '@lianfang/contracts/areas';
import { rowsByKin } from '@lianfang/platform/kin';
import { insertMany, isId, rowsBy } from '@lianfang/platform/persistence';
import type { Tx } from '@lianfang/platform/persistence';
import type { SelectQueryBuilder } from 'typeorm';
import { orderUnknown } from './order.rules.ts';
import type { IsolationOrder, OrderMode, OrderState, Protocol } from './order.rules.ts';
import { orderTable } from './order.table.ts';

/** The protocol in force on a day (YYYY-MM-DD, Asia/Shanghai). */
export async function loadProtocol(tx: Tx, day: string): Promise<Protocol> {
  const [protocol] = await tx.query<Protocol[]>(
    `/* loadProtocol */
     SELECT version, facility_days AS "facilityDays", home_days AS "homeDays" FROM protocols
      WHERE valid_from <= $1 ORDER BY valid_from DESC LIMIT 1`,
    [day],
  );
  if (!protocol) throw new Error(`no protocol is in force on ${day}`);
  return protocol;
}

const orderColumns = {
  id: 'uuid',
  person_id: 'uuid',
  household_id: 'uuid',
  arrival_id: 'uuid',
  area_code: 'text',
  state: 'text',
  mode: 'text',
  reason: 'text',
  rule_version: 'text',
  facility_days: 'int',
  home_days: 'int',
  proposed_at: 'timestamptz',
} as const;

/** @returns false when the person has an open order already, by whatever entry: the index allows one */
export async function insertProposal(tx: Tx, order: IsolationOrder): Promise<boolean> {
  if ((await findOpenOrders(tx, [order.personId])).length > 0) return false;
  const tail = `ON CONFLICT (person_id) WHERE state IN ('PROPOSED', 'CONFIRMED') DO NOTHING`;
  return (await insertMany(tx, 'orders', orderColumns, [order], tail)) === 1;
}

/** @throws Refusal ORDER_NOT_FOUND */
export async function loadOrderForUpdate(tx: Tx, id: string): Promise<IsolationOrder> {
  const order = isId(id) ? await tx.findOne(orderTable, { where: { id }, lock: { mode: 'pessimistic_write' } }) : null;
  if (!order) throw orderUnknown();
  return order;
}

export async function updateOrder(tx: Tx, order: IsolationOrder): Promise<void> {
  const { id, ...changes } = order;
  await tx.update(orderTable, { id }, changes);
}

const ordersById = rowsBy(orderTable, 'id', { name: 'findOrders' });

export function findOrders(tx: Tx, ids: readonly string[]): Promise<IsolationOrder[]> {
  return ordersById(tx, ids.filter(isId));
}

/** Of two entries of one person each may have one: that in force comes last, and is the one that counts. */
const openOrders = rowsByKin(orderTable, { name: 'findOpenOrders', where: `t.state IN ('PROPOSED', 'CONFIRMED')`, orderBy: `t.state DESC, t.id` });

/** The open order of each of these persons; the index allows at most one. */
export function findOpenOrders(tx: Tx, personIds: readonly string[]): Promise<IsolationOrder[]> {
  return openOrders(tx, personIds.filter(isId));
}

export interface OrderFilter {
  areaCode: string;
  state?: OrderState | null;
  mode?: OrderMode | null;
}

/** A page, newest first (ids grow with time), and one row more than asked. */
export function listOrders(tx: Tx, filter: OrderFilter, page: { first: number; after: string | null }): Promise<IsolationOrder[]> {
  const query = filtered(tx, filter).orderBy('o.id', 'DESC').limit(page.first + 1);
  if (page.after) query.andWhere('o.id < :after', { after: page.after });
  return query.getMany();
}

export function countOrders(tx: Tx, filter: OrderFilter): Promise<number> {
  return filtered(tx, filter).getCount();
}

function filtered(tx: Tx, { areaCode, state, mode }: OrderFilter): SelectQueryBuilder<IsolationOrder> {
  const query = tx.createQueryBuilder(orderTable, 'o').where('o.areaCode >= :from AND o.areaCode < :below', areaRange(areaCode));
  if (state) query.andWhere('o.state = :state', { state });
  if (mode) query.andWhere('o.mode = :mode', { mode });
  return query;
}
