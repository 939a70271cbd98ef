import { EntitySchema } from 'typeorm';
import type { Item, Place, Stock, StockMovement } from './stock.rules.ts';

export const itemTable = new EntitySchema<Item>({
  name: 'Item',
  tableName: 'items',
  columns: {
    id: { type: 'uuid', primary: true },
    code: { type: 'text' },
    name: { type: 'text' },
    unit: { type: 'text' },
    threshold: { type: 'integer' },
  },
});

export const placeTable = new EntitySchema<Place>({
  name: 'Place',
  tableName: 'places',
  columns: {
    id: { type: 'uuid', primary: true },
    name: { type: 'text' },
    kind: { type: 'text' },
    refId: { type: 'uuid', name: 'ref_id', nullable: true },
    areaCode: { type: 'text', name: 'area_code' },
  },
});

/** Read only: balances follow movements by a trigger, which refuses every other write. */
export const stockTable = new EntitySchema<Stock>({
  name: 'Stock',
  tableName: 'stock_balances',
  columns: {
    id: { type: 'uuid', primary: true },
    placeId: { type: 'uuid', name: 'place_id' },
    itemId: { type: 'uuid', name: 'item_id' },
    quantity: { type: 'integer' },
    updatedAt: { type: 'timestamptz', name: 'updated_at' },
  },
});

export const stockMovementTable = new EntitySchema<StockMovement>({
  name: 'StockMovement',
  tableName: 'stock_movements',
  columns: {
    id: { type: 'uuid', primary: true },
    kind: { type: 'text' },
    itemId: { type: 'uuid', name: 'item_id' },
    quantity: { type: 'integer' },
    fromPlaceId: { type: 'uuid', name: 'from_place_id', nullable: true },
    toPlaceId: { type: 'uuid', name: 'to_place_id', nullable: true },
    reason: { type: 'text' },
    movedAt: { type: 'timestamptz', name: 'moved_at' },
    movedBy: { type: 'text', name: 'moved_by' },
  },
});
