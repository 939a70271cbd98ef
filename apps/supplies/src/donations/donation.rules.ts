import { Refusal } from '@lianfang/platform/refusals';
import { demandQuantity } from '../stock/stock.rules.ts';

export interface Donation {
  id: string;
  receiptNumber: string;
  donor: string;
  anonymous: boolean;
  cashFen: number;
  purpose: string;
  areaCode: string;
  receivedAt: Date;
}

export interface DonationLine {
  donationId: string;
  itemId: string;
  placeId: string;
  quantity: number;
  valueFen: number;
  /** Pieces that have not left the place yet. */
  remaining: number;
}

export interface DonationDraft {
  donor: string;
  cashFen: number;
  purpose: string;
  placeId?: string | null;
  lines: readonly { itemId: string; quantity: number; valueFen: number }[];
}

/** A billion yuan. What a thousand such donations sum to is still told exactly. */
const mostFen = 100_000_000_000;

/** @throws Refusal DONOR_MISSING, PURPOSE_MISSING, DONATION_VALUE_INVALID, DONATION_EMPTY, PLACE_MISSING, ITEM_TWICE, QUANTITY_INVALID */
export function judgeDonation(draft: DonationDraft): void {
  if (!draft.donor.trim()) throw donorMissing();
  if (!draft.purpose.trim()) throw purposeMissing();
  if ([draft.cashFen, ...draft.lines.map((line) => line.valueFen)].some((fen) => fen > mostFen)) throw donationValueInvalid();
  if (draft.cashFen === 0 && draft.lines.length === 0) throw donationEmpty();
  if (draft.lines.length > 0 && !draft.placeId) throw placeMissing();
  for (const line of draft.lines) demandQuantity(line.quantity);
  if (new Set(draft.lines.map((line) => line.itemId)).size !== draft.lines.length) throw itemTwice();
}

/** JZ20221120-000042 捐赠收据号. */
export function receiptNumber(day: string, serial: number): string {
  return `JZ${day.replaceAll('-', '')}-${String(serial).padStart(6, '0')}`;
}

/** Splits what was taken off donated lines, first in, among the receivers in their order. */
export function shareOut(
  taken: readonly { donationId: string; quantity: number }[],
  receivers: readonly { placeId: string; quantity: number }[],
): { donationId: string; placeId: string; quantity: number }[] {
  const shares: { donationId: string; placeId: string; quantity: number }[] = [];
  const open = receivers.map((receiver) => ({ ...receiver }));
  for (const line of taken) {
    let left = line.quantity;
    for (const receiver of open) {
      const quantity = Math.min(left, receiver.quantity);
      if (quantity > 0) shares.push({ donationId: line.donationId, placeId: receiver.placeId, quantity });
      receiver.quantity -= quantity;
      left -= quantity;
    }
  }
  return shares;
}

function donorMissing(): Refusal {
  return new Refusal('DONOR_MISSING', { zh: '请填写捐赠方名称。', en: 'Give the name of the donor.' });
}

function purposeMissing(): Refusal {
  return new Refusal('PURPOSE_MISSING', { zh: '请填写捐赠用途，如“卡点防护”。', en: 'Say what the donation is for, e.g. the staff of checkpoints.' });
}

function donationEmpty(): Refusal {
  return new Refusal('DONATION_EMPTY', { zh: '请填写捐款金额或至少一项物资。', en: 'Enter an amount of money or at least one item.' });
}

function donationValueInvalid(): Refusal {
  return new Refusal('DONATION_VALUE_INVALID', {
    zh: '单项金额不能超过 10 亿元，请核对金额（单位：分）。',
    en: 'One amount is at most 1,000,000,000 yuan. Check it; amounts are in fen.',
  });
}

function placeMissing(): Refusal {
  return new Refusal('PLACE_MISSING', { zh: '捐赠物资须选择入库地点。', en: 'Choose the place that takes the goods in.' });
}

function itemTwice(): Refusal {
  return new Refusal('ITEM_TWICE', { zh: '同一物资请合并为一行。', en: 'Put each item on one line.' });
}
