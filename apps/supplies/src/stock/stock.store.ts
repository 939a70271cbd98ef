import { areaRange } from '@lianfang/contracts/areas';
import { insertMany, isId } from '@lianfang/platform/persistence';
import type { Tx } from '@lianfang/platform/persistence';
import { In } from 'typeorm';
import { itemUnknown, placeUnknown, stockInsufficient, stockTooLarge } from './stock.rules.ts';
import type { Item, Place, PlaceKind, Stock, StockMovement } from './stock.rules.ts';
import { itemTable, placeTable, stockMovementTable, stockTable } from './stock.table.ts';

const movementColumns = {
  id: 'uuid',
  kind: 'text',
  item_id: 'uuid',
  quantity: 'int',
  from_place_id: 'uuid',
  to_place_id: 'uuid',
  reason: 'text',
  moved_at: 'timestamptz',
  moved_by: 'text',
} as const;

/** SQLSTATE of a sum that an integer column cannot hold. */
const numberOutOfRange = '22003';

/**
 * Writes movements; the balances follow.
 * @throws Refusal STOCK_INSUFFICIENT when a balance would fall below zero, STOCK_TOO_LARGE when it would pass what a count holds,
 * ITEM_NOT_FOUND
 */
export async function insertMovements(tx: Tx, movements: readonly StockMovement[]): Promise<void> {
  if (!movements.every(({ itemId }) => isId(itemId))) throw itemUnknown();
  try {
    await insertMany(tx, 'stock_movements', movementColumns, movements);
  } catch (error) {
    const { constraint, code } = error as { constraint?: string; code?: string };
    if (code === numberOutOfRange) throw stockTooLarge();
    if (constraint === 'stock_never_negative') throw stockInsufficient();
    if (constraint === 'stock_movements_item_id_fkey') throw itemUnknown();
    throw error;
  }
}

export interface BalanceFacts {
  stockId: string;
  placeId: string;
  placeKind: PlaceKind;
  refId: string | null;
  areaCode: string;
  itemId: string;
  itemCode: string;
  threshold: number;
  balance: number;
}

/** Balances of these places and items as they stand after the movements, with what an event tells of them. */
export function findBalances(tx: Tx, legs: readonly { placeId: string; itemId: string }[]): Promise<BalanceFacts[]> {
  return tx.query(
    `/* findBalances */
     SELECT b.id AS "stockId", b.place_id AS "placeId", p.kind AS "placeKind", p.ref_id AS "refId", p.area_code AS "areaCode",
            b.item_id AS "itemId", i.code AS "itemCode", i.threshold, b.quantity AS balance
       FROM unnest($1::uuid[], $2::uuid[]) AS legs (place_id, item_id)
       JOIN stock_balances b USING (place_id, item_id)
       JOIN places p ON p.id = b.place_id JOIN items i ON i.id = b.item_id`,
    [legs.map((leg) => leg.placeId), legs.map((leg) => leg.itemId)],
  );
}

export function listItems(tx: Tx): Promise<Item[]> {
  return tx.find(itemTable, { order: { code: 'ASC' } });
}

export function findItems(tx: Tx, ids: readonly string[]): Promise<Item[]> {
  return tx.findBy(itemTable, { id: In(ids.filter(isId)) });
}

/** @throws Refusal ITEM_NOT_FOUND */
export async function demandItems(tx: Tx, ids: readonly string[]): Promise<void> {
  const wanted = new Set(ids);
  if ((await findItems(tx, [...wanted])).length !== wanted.size) throw itemUnknown();
}

export function findPlaces(tx: Tx, ids: readonly string[]): Promise<Place[]> {
  return tx.findBy(placeTable, { id: In(ids.filter(isId)) });
}

/** @throws Refusal PLACE_NOT_FOUND */
export async function loadPlace(tx: Tx, id: string): Promise<Place> {
  const [place] = await findPlaces(tx, [id]);
  if (!place) throw placeUnknown();
  return place;
}

export async function findPlaceOf(tx: Tx, kind: PlaceKind, refId: string): Promise<Place | null> {
  return isId(refId) ? tx.findOneBy(placeTable, { kind, refId }) : null;
}

/** The place as it is registered: another transaction may have registered the same checkpoint meanwhile. */
export async function insertPlace(tx: Tx, place: Place): Promise<Place> {
  await insertMany(tx, 'places', { id: 'uuid', name: 'text', kind: 'text', ref_id: 'uuid', area_code: 'text' }, [place], 'ON CONFLICT (kind, ref_id) DO NOTHING');
  if (!place.refId) return place;
  return (await findPlaceOf(tx, place.kind, place.refId))!;
}

export function listPlaces(tx: Tx, areaCode: string, kind?: PlaceKind | null): Promise<Place[]> {
  const query = tx
    .createQueryBuilder(placeTable, 'p')
    .where('p.areaCode >= :from AND p.areaCode < :below', areaRange(areaCode))
    .orderBy('p.name')
    .addOrderBy('p.id')
    .limit(1000);
  return (kind ? query.andWhere('p.kind = :kind', { kind }) : query.andWhere(`p.kind <> 'TRANSIT'`)).getMany();
}

export function listStock(tx: Tx, placeIds: readonly string[]): Promise<Stock[]> {
  return tx
    .createQueryBuilder(stockTable, 's')
    .innerJoin('items', 'i', 'i.id = s.itemId')
    .where('s.placeId IN (:...placeIds) AND s.quantity > 0', { placeIds })
    .orderBy('i.code')
    .getMany();
}

/** What lies below its threshold, by the share of the threshold that is there. */
export function listShortStock(tx: Tx, areaCode: string, first: number): Promise<Stock[]> {
  const { from, below } = areaRange(areaCode);
  return tx.query(
    `/* listShortStock */
     SELECT s.id, s.place_id AS "placeId", s.item_id AS "itemId", s.quantity, s.updated_at AS "updatedAt"
       FROM places p JOIN stock_balances s ON s.place_id = p.id JOIN items i ON i.id = s.item_id
      WHERE p.area_code >= $1 AND p.area_code < $2 AND p.kind <> 'TRANSIT' AND s.quantity < i.threshold
      ORDER BY s.quantity::float / i.threshold, p.name, i.code LIMIT $3`,
    [from, below, first],
  );
}

export type StockAtRef = Stock & { refId: string; areaCode: string };

/** Stock of many checkpoints or facilities at once. */
export function listStockOfRefs(tx: Tx, kind: PlaceKind, refIds: readonly string[]): Promise<StockAtRef[]> {
  return tx.query(
    `/* listStockOfRefs */
     SELECT s.id, s.place_id AS "placeId", s.item_id AS "itemId", s.quantity, s.updated_at AS "updatedAt",
            p.ref_id AS "refId", p.area_code AS "areaCode"
       FROM places p JOIN stock_balances s ON s.place_id = p.id JOIN items i ON i.id = s.item_id
      WHERE p.kind = $1 AND p.ref_id = ANY ($2::uuid[]) AND s.quantity > 0 ORDER BY i.code`,
    [kind, refIds.filter(isId)],
  );
}

export interface AreaStock {
  itemId: string;
  quantity: number;
  places: number;
}

export function sumStock(tx: Tx, areaCode: string): Promise<AreaStock[]> {
  const { from, below } = areaRange(areaCode);
  return tx.query(
    `/* sumStock */
     SELECT s.item_id AS "itemId", sum(s.quantity)::int AS quantity, count(*)::int AS places
       FROM places p JOIN stock_balances s ON s.place_id = p.id JOIN items i ON i.id = s.item_id
      WHERE p.area_code >= $1 AND p.area_code < $2 AND s.quantity > 0
      GROUP BY s.item_id, i.code ORDER BY i.code`,
    [from, below],
  );
}

export function findMovements(tx: Tx, ids: readonly string[]): Promise<StockMovement[]> {
  return tx.findBy(stockMovementTable, { id: In(ids.filter(isId)) });
}

export async function listMovements(tx: Tx, placeId: string, itemId: string | null, first: number): Promise<StockMovement[]> {
  if (itemId && !isId(itemId)) return [];
  const query = tx
    .createQueryBuilder(stockMovementTable, 'm')
    .where('(m.fromPlaceId = :placeId OR m.toPlaceId = :placeId)', { placeId })
    .orderBy('m.movedAt', 'DESC')
    .addOrderBy('m.id', 'DESC')
    .limit(first);
  if (itemId) query.andWhere('m.itemId = :itemId', { itemId });
  return query.getMany();
}

export function findStock(tx: Tx, ids: readonly string[]): Promise<Stock[]> {
  return tx.findBy(stockTable, { id: In(ids.filter(isId)) });
}
