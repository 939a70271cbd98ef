import { Refusal } from '@lianfang/platform/refusals';

export type PlaceKind = 'WAREHOUSE' | 'CHECKPOINT' | 'FACILITY' | 'COMMUNITY' | 'TRANSIT';
export type MovementKind = 'RECEIPT' | 'TRANSFER' | 'USE' | 'CORRECTION';

export interface Item {
  id: string;
  code: string;
  name: string;
  unit: string;
  /** A balance below it is short. */
  threshold: number;
}

export interface Place {
  id: string;
  name: string;
  kind: PlaceKind;
  /** The checkpoint, facility or place of origin that it stands for. */
  refId: string | null;
  areaCode: string;
}

export interface Stock {
  id: string;
  placeId: string;
  itemId: string;
  quantity: number;
  updatedAt: Date;
}

export interface StockMovement {
  id: string;
  kind: MovementKind;
  itemId: string;
  quantity: number;
  fromPlaceId: string | null;
  toPlaceId: string | null;
  reason: string;
  movedAt: Date;
  movedBy: string;
}

/** The largest number of pieces one movement takes: ten million is a city's masks, more is a slip of the finger. */
const mostPieces = 10_000_000;

/** @throws Refusal QUANTITY_INVALID, MOVEMENT_WITHOUT_PLACE, MOVEMENT_REASON_MISSING */
export function planMovement(
  draft: { itemId: string; quantity: number; fromPlaceId?: string | null; toPlaceId?: string | null; reason: string },
  by: { id: string; movedAt: Date; movedBy: string },
): StockMovement {
  demandQuantity(draft.quantity);
  const fromPlaceId = draft.fromPlaceId ?? null;
  const toPlaceId = draft.toPlaceId ?? null;
  if ((!fromPlaceId && !toPlaceId) || fromPlaceId === toPlaceId) throw movementWithoutPlace();
  const reason = draft.reason.trim();
  if (!reason) throw movementReasonMissing();
  const kind = !fromPlaceId ? 'RECEIPT' : !toPlaceId ? 'USE' : 'TRANSFER';
  return { ...by, kind, itemId: draft.itemId, quantity: draft.quantity, fromPlaceId, toPlaceId, reason };
}

/** @throws Refusal PLACE_NAME_INVALID, PLACE_KIND_INVALID */
export function planPlace(draft: { name: string; kind: PlaceKind; areaCode: string }, id: string): Place {
  const name = draft.name.trim();
  if (!name || name.length > 100) throw placeNameInvalid();
  if (draft.kind !== 'WAREHOUSE' && draft.kind !== 'COMMUNITY') throw placeKindInvalid();
  return { id, name, kind: draft.kind, refId: null, areaCode: draft.areaCode };
}

/** @throws Refusal QUANTITY_INVALID */
export function demandQuantity(quantity: number): void {
  if (!Number.isInteger(quantity) || quantity < 1 || quantity > mostPieces) throw quantityInvalid();
}

function quantityInvalid(): Refusal {
  return new Refusal('QUANTITY_INVALID', {
    zh: `数量应为 1 至 ${mostPieces.toLocaleString('en')} 的整数。`,
    en: `The quantity is a whole number from 1 to ${mostPieces.toLocaleString('en')}.`,
  });
}

function movementWithoutPlace(): Refusal {
  return new Refusal('MOVEMENT_WITHOUT_PLACE', {
    zh: '请填写出库地点或入库地点，且两者不能相同。',
    en: 'Give the place it leaves or the place it reaches; they cannot be the same.',
  });
}

function movementReasonMissing(): Refusal {
  return new Refusal('MOVEMENT_REASON_MISSING', { zh: '请填写出入库事由。', en: 'Give the reason of the movement.' });
}

function placeNameInvalid(): Refusal {
  return new Refusal('PLACE_NAME_INVALID', { zh: '请填写存放点名称（不超过 100 字）。', en: 'Give the place a name of at most 100 characters.' });
}

function placeKindInvalid(): Refusal {
  return new Refusal('PLACE_KIND_INVALID', {
    zh: '只能登记仓库或社区存放点；卡点和隔离点在首次分配时自动建立。',
    en: 'Only a warehouse or a community store is registered; those of checkpoints and facilities come with their first allocation.',
  });
}

export function stockInsufficient(): Refusal {
  return new Refusal('STOCK_INSUFFICIENT', {
    zh: '库存不足，未作任何变动。请减少数量，或先补充库存。',
    en: 'There is not enough stock, and nothing was moved. Take less, or restock first.',
  });
}

export function stockTooLarge(): Refusal {
  return new Refusal('STOCK_TOO_LARGE', {
    zh: '该存放点的库存将超出可记录的上限，未作任何变动。请核对数量。',
    en: 'This place would hold more than can be counted, and nothing was moved. Check the quantity.',
  });
}

export function itemUnknown(): Refusal {
  return new Refusal('ITEM_NOT_FOUND', { zh: '找不到该物资，请从物资目录中选择。', en: 'There is no such item. Choose one from the list.' });
}

export function placeUnknown(): Refusal {
  return new Refusal('PLACE_NOT_FOUND', {
    zh: '找不到该存放点，或不在您的辖区内。',
    en: 'There is no such place in your area.',
  });
}
