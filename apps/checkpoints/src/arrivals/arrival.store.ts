import { areaRange } from '@lianfang/contracts/areas';
import type { Tx } from '@lianfang/platform/persistence';
import { In } from 'typeorm';
import type { SelectQueryBuilder } from 'typeorm';
import { isId } from '../ids.rules.ts';
import type { Arrival, RiskLevel } from './arrival.rules.ts';
import { arrivalTable } from './arrival.table.ts';

export async function insertArrival(tx: Tx, arrival: Arrival): Promise<void> {
  await tx.insert(arrivalTable, arrival);
}

export function findArrivals(tx: Tx, ids: readonly string[]): Promise<Arrival[]> {
  return tx.findBy(arrivalTable, { id: In(ids.filter(isId)) });
}

export interface ArrivalFilter {
  areaCode: string;
  risk?: RiskLevel | null;
}

/** A page, newest first, and one row more than shown. */
export function listArrivals(tx: Tx, filter: ArrivalFilter, page: { limit: number; after: string | null }): Promise<Arrival[]> {
  const query = filtered(tx, filter).orderBy('a.arrivedAt', 'DESC').addOrderBy('a.id', 'DESC').limit(page.limit);
  if (page.after && isId(page.after)) {
    query.andWhere('(a.arrivedAt, a.id) < (SELECT b.arrived_at, b.id FROM arrivals b WHERE b.id = :after)', { after: page.after });
  }
  return query.getMany();
}

export function countArrivals(tx: Tx, filter: ArrivalFilter): Promise<number> {
  return filtered(tx, filter).getCount();
}

function filtered(tx: Tx, { areaCode, risk }: ArrivalFilter): SelectQueryBuilder<Arrival> {
  const query = tx.createQueryBuilder(arrivalTable, 'a').where('a.areaCode >= :from AND a.areaCode < :below', areaRange(areaCode));
  if (risk) query.andWhere('a.risk = :risk', { risk });
  return query;
}

/** The latest arrival of each person that went to the area. */
export async function findLatestArrivals(
  tx: Tx,
  personIds: readonly string[],
  range: { from: string; below: string },
): Promise<Map<string, Arrival>> {
  const known = personIds.filter(isId);
  if (known.length === 0) return new Map();
  const arrivals = await tx
    .createQueryBuilder(arrivalTable, 'a')
    .where('a.personId IN (:...personIds)', { personIds: known })
    .andWhere('a.areaCode >= :from AND a.areaCode < :below', range)
    .distinctOn(['a.personId'])
    .orderBy('a.personId')
    .addOrderBy('a.arrivedAt', 'DESC')
    .addOrderBy('a.id', 'DESC')
    .getMany();
  return new Map(arrivals.map((arrival) => [arrival.personId, arrival]));
}
