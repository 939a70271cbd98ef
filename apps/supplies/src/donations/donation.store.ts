import { areaRange } from '@lianfang/contracts/areas';
import { insertMany, isId } from '@lianfang/platform/persistence';
import type { Tx } from '@lianfang/platform/persistence';
import { In } from 'typeorm';
import type { SelectQueryBuilder } from 'typeorm';
import type { StockMovement } from '../stock/stock.rules.ts';
import { shareOut } from './donation.rules.ts';
import type { Donation, DonationLine } from './donation.rules.ts';
import { donationLineTable, donationTable } from './donation.table.ts';

export async function nextReceiptSerial(tx: Tx): Promise<number> {
  const [row] = await tx.query<{ serial: number }[]>(`/* nextReceiptSerial */ SELECT nextval('donation_receipts')::int AS serial`);
  return row!.serial;
}

export async function insertDonation(tx: Tx, donation: Donation, lines: readonly DonationLine[]): Promise<void> {
  await tx.insert(donationTable, donation);
  await insertMany(
    tx,
    'donation_lines',
    { donation_id: 'uuid', item_id: 'uuid', place_id: 'uuid', quantity: 'int', value_fen: 'bigint', remaining: 'int' },
    lines,
  );
}

/**
 * Books pieces that leave a place against its donated lines, first in, first out, and keeps where they go. Pieces beyond what
 * donations left there were bought, and belong to no donor.
 */
export async function consumeDonations(tx: Tx, movement: StockMovement, receivers: readonly { placeId: string; quantity: number }[]): Promise<void> {
  if (!movement.fromPlaceId) return;
  const taken = await takeFromLines(tx, movement);
  const shares = shareOut(taken, receivers).map((share) => ({ ...share, itemId: movement.itemId, movementId: movement.id, at: movement.movedAt }));
  await insertMany(
    tx,
    'donation_shares',
    { donation_id: 'uuid', item_id: 'uuid', movement_id: 'uuid', place_id: 'uuid', quantity: 'int', at: 'timestamptz' },
    shares,
  );
}

async function takeFromLines(tx: Tx, movement: StockMovement): Promise<{ donationId: string; quantity: number }[]> {
  const [rows] = await tx.query<[{ donationId: string; quantity: number }[], number]>(
    `/* takeFromLines */
     WITH lines AS (
       SELECT donation_id, remaining FROM donation_lines
        WHERE place_id = $1 AND item_id = $2 AND remaining > 0 ORDER BY donation_id FOR UPDATE
     ), shares AS (
       SELECT donation_id, least(remaining, greatest($3 - coalesce(sum(remaining) OVER (ORDER BY donation_id ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING), 0), 0)) AS take
         FROM lines
     )
     UPDATE donation_lines d SET remaining = d.remaining - s.take
       FROM shares s WHERE d.donation_id = s.donation_id AND d.item_id = $2 AND s.take > 0
     RETURNING d.donation_id AS "donationId", s.take::int AS quantity`,
    [movement.fromPlaceId, movement.itemId, movement.quantity],
  );
  // UUIDs of version 7 grow with time: their order is the order of receipt.
  return rows.sort((a, b) => (a.donationId < b.donationId ? -1 : 1));
}

export function findDonations(tx: Tx, ids: readonly string[]): Promise<Donation[]> {
  return tx.findBy(donationTable, { id: In(ids.filter(isId)) });
}

export function listLines(tx: Tx, donationIds: readonly string[]): Promise<DonationLine[]> {
  return tx.find(donationLineTable, { where: { donationId: In([...donationIds]) }, order: { itemId: 'ASC' } });
}

export interface DonationDestination {
  donationId: string;
  itemId: string;
  placeId: string;
  quantity: number;
  at: Date;
}

export function listDestinations(tx: Tx, donationIds: readonly string[]): Promise<DonationDestination[]> {
  return tx.query(
    `/* listDestinations */
     SELECT donation_id AS "donationId", item_id AS "itemId", place_id AS "placeId", quantity, at
       FROM donation_shares WHERE donation_id = ANY ($1::uuid[]) ORDER BY at, place_id`,
    [donationIds],
  );
}

export function listDonations(tx: Tx, areaCode: string, page: { first: number; after: string | null }): Promise<Donation[]> {
  const query = inArea(tx, areaCode).orderBy('d.id', 'DESC').limit(page.first + 1);
  if (page.after) query.andWhere('d.id < :after', { after: page.after });
  return query.getMany();
}

export function countDonations(tx: Tx, areaCode: string): Promise<number> {
  return inArea(tx, areaCode).getCount();
}

function inArea(tx: Tx, areaCode: string): SelectQueryBuilder<Donation> {
  return tx.createQueryBuilder(donationTable, 'd').where('d.areaCode >= :from AND d.areaCode < :below', areaRange(areaCode));
}
