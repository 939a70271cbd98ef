import { areaRange } from '@lianfang/contracts/areas';
import type { Tx } from '@lianfang/platform/persistence';
import { In } from 'typeorm';
import type { SelectQueryBuilder } from 'typeorm';
import { isId } from '../ids.rules.ts';
import type { Household, Occupancy } from './household.rules.ts';
import { householdTable } from './household.table.ts';

export function findHouseholds(tx: Tx, ids: readonly string[]): Promise<Household[]> {
  return tx.findBy(householdTable, { id: In(ids.filter(isId)) });
}

export interface HouseholdFilter {
  areaCode: string;
  search?: string | null;
  occupancy?: Occupancy | null;
}

/** A page in walking order, and one row more than asked so that the caller knows whether another page follows. */
export function listHouseholds(tx: Tx, filter: HouseholdFilter, page: { first: number; after: string | null }): Promise<Household[]> {
  const query = filtered(tx, filter).orderBy('h.doorOrder').addOrderBy('h.id').limit(page.first + 1);
  // The cursor is the id; its place in the order is looked up, so a cursor never carries an address.
  if (page.after) {
    query.andWhere('(h.doorOrder, h.id) > (SELECT a.door_order, a.id FROM households a WHERE a.id = :after)', { after: page.after });
  }
  return query.getMany();
}

export function countHouseholds(tx: Tx, filter: HouseholdFilter): Promise<number> {
  return filtered(tx, filter).getCount();
}

function filtered(tx: Tx, { areaCode, search, occupancy }: HouseholdFilter): SelectQueryBuilder<Household> {
  const query = tx.createQueryBuilder(householdTable, 'h').where('h.areaCode >= :from AND h.areaCode < :below', areaRange(areaCode));
  if (occupancy) query.andWhere('h.occupancy = :occupancy', { occupancy });
  for (const [index, word] of words(search).entries()) {
    query.andWhere(
      `(h.building LIKE :word${index} OR h.unit LIKE :word${index} OR h.room LIKE :word${index} OR h.compoundId IN (SELECT c.id FROM compounds c WHERE c.name LIKE :word${index}))`,
      { [`word${index}`]: `%${word}%` },
    );
  }
  return query;
}

/** Words of a search, with the wildcards of LIKE taken literally. */
function words(search: string | null | undefined): string[] {
  return (search ?? '').split(/\s+/).filter(Boolean).map((word) => word.replace(/[\\%_]/g, '\\$&'));
}
