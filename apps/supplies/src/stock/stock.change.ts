import { StockMoved } from '@lianfang/contracts/events';
import { shanghaiDay } from '@lianfang/platform/clock';
import { emitMany } from '@lianfang/platform/outbox';
import type { Tx } from '@lianfang/platform/persistence';
import type { StockMovement } from './stock.rules.ts';
import { findBalances, insertMovements } from './stock.store.ts';

/**
 * Moves stock and tells the others, one event per place and movement.
 * @throws Refusal STOCK_INSUFFICIENT, ITEM_NOT_FOUND
 */
export async function moveStock(tx: Tx, movements: readonly StockMovement[], agency: string): Promise<void> {
  if (movements.length === 0) return;
  await insertMovements(tx, movements);
  const legs = movements.flatMap((movement) => legsOf(movement));
  const balances = new Map((await findBalances(tx, legs)).map((facts) => [`${facts.placeId} ${facts.itemId}`, facts]));
  await emitMany(
    tx,
    StockMoved,
    legs.map(({ movement, placeId, itemId, quantity }) => {
      const { stockId, placeKind, refId, areaCode, itemCode, balance, threshold } = balances.get(`${placeId} ${itemId}`)!;
      const payload = {
        movementId: movement.id,
        stockId,
        placeId,
        placeKind,
        placeRef: refId,
        itemId,
        itemCode,
        areaCode,
        day: shanghaiDay(movement.movedAt),
        quantity,
        balance,
        belowThreshold: balance < threshold,
      };
      return { subject: placeId, areaCode, agency, payload, at: movement.movedAt };
    }),
  );
}

interface Leg {
  movement: StockMovement;
  placeId: string;
  itemId: string;
  /** Signed: what the place gains. */
  quantity: number;
}

function legsOf(movement: StockMovement): Leg[] {
  const { itemId, quantity, fromPlaceId, toPlaceId } = movement;
  const out = fromPlaceId ? [{ movement, placeId: fromPlaceId, itemId, quantity: -quantity }] : [];
  const into = toPlaceId ? [{ movement, placeId: toPlaceId, itemId, quantity }] : [];
  return [...out, ...into];
}
