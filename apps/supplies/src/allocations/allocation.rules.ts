import { Refusal } from '@lianfang/platform/refusals';
import { demandQuantity } from '../stock/stock.rules.ts';

export type AllocationState = 'PLANNED' | 'APPROVED' | 'ISSUED' | 'DELIVERED';
export type AllocationBasis = 'HEADCOUNT' | 'NEED';

export interface Allocation {
  id: string;
  itemId: string;
  fromPlaceId: string;
  state: AllocationState;
  basis: AllocationBasis;
  areaCode: string;
  plannedAt: Date;
  plannedBy: string;
  approvedBy: string | null;
  issuedAt: Date | null;
  deliveredAt: Date | null;
}

export interface AllocationLine {
  allocationId: string;
  placeId: string;
  headcount: number | null;
  quantity: number;
  deliveredAt: Date | null;
  signedBy: string | null;
}

export interface AllocationDraft {
  basis: AllocationBasis;
  quantity?: number | null;
  lines: readonly { placeId: string; headcount?: number | null; quantity?: number | null }[];
}

/** A district has some 750 checkpoints. */
const mostReceivers = 1_000;

/** A district's people; with the largest quantity the shares are still reckoned exactly. */
const mostHeads = 1_000_000;

/** @throws Refusal ALLOCATION_EMPTY, ALLOCATION_TOO_LARGE */
export function demandReceivers(count: number): void {
  if (count === 0) throw allocationEmpty();
  if (count > mostReceivers) throw allocationTooLarge();
}

/**
 * What each receiver gets. By need: as entered. By headcount: in proportion, by largest remainder, so that the sum is exactly
 * the total; a receiver whose share rounds to nothing is left out.
 * @throws Refusal ALLOCATION_EMPTY, ALLOCATION_TOO_LARGE, PLACE_TWICE, QUANTITY_INVALID, HEADCOUNT_MISSING, HEADCOUNT_INVALID
 */
export function planLines(draft: AllocationDraft): { placeId: string; headcount: number | null; quantity: number }[] {
  demandReceivers(draft.lines.length);
  if (new Set(draft.lines.map((line) => line.placeId)).size !== draft.lines.length) throw placeTwice();
  if (draft.basis === 'NEED') {
    return draft.lines.map(({ placeId, quantity, headcount }) => {
      demandQuantity(quantity ?? 0);
      return { placeId, headcount: headcount ?? null, quantity: quantity! };
    });
  }
  demandQuantity(draft.quantity ?? 0);
  const heads = draft.lines.map((line) => line.headcount ?? 0);
  if (heads.some((head) => head > mostHeads)) throw headcountInvalid();
  if (heads.some((head) => !Number.isInteger(head) || head < 0) || heads.every((head) => head === 0)) throw headcountMissing();
  const shares = byLargestRemainder(draft.quantity!, heads);
  return draft.lines
    .map((line, at) => ({ placeId: line.placeId, headcount: heads[at]!, quantity: shares[at]! }))
    .filter((line) => line.quantity > 0);
}

/** Hare's method: whole parts first, then one more for each of the largest remainders. The shares sum to `total`. */
export function byLargestRemainder(total: number, weights: readonly number[]): number[] {
  const sum = weights.reduce((all, weight) => all + weight, 0);
  const whole = weights.map((weight) => Math.floor((total * weight) / sum));
  const left = total - whole.reduce((all, part) => all + part, 0);
  const byRemainder = weights
    .map((weight, at) => ({ at, remainder: (total * weight) % sum }))
    .sort((a, b) => b.remainder - a.remainder || a.at - b.at);
  for (const { at } of byRemainder.slice(0, left)) whole[at]! += 1;
  return whole;
}

/** @throws Refusal ALLOCATION_STATE_WRONG */
export function approveAllocation(allocation: Allocation, by: string): Allocation {
  demandState(allocation, 'PLANNED');
  return { ...allocation, state: 'APPROVED', approvedBy: by };
}

/** @throws Refusal ALLOCATION_STATE_WRONG */
export function issueAllocation(allocation: Allocation, now: Date): Allocation {
  demandState(allocation, 'APPROVED');
  return { ...allocation, state: 'ISSUED', issuedAt: now };
}

/**
 * @param open lines that nobody has signed for, this one included
 * @throws Refusal ALLOCATION_STATE_WRONG, SIGNATURE_MISSING
 */
export function signLine(allocation: Allocation, signedBy: string, open: number, now: Date): Allocation {
  demandState(allocation, 'ISSUED');
  if (!signedBy.trim()) throw signatureMissing();
  return open > 1 ? allocation : { ...allocation, state: 'DELIVERED', deliveredAt: now };
}

const stateNames: Record<AllocationState, { zh: string; en: string }> = {
  PLANNED: { zh: '待审批', en: 'planned' },
  APPROVED: { zh: '已批准', en: 'approved' },
  ISSUED: { zh: '已出库', en: 'issued' },
  DELIVERED: { zh: '已签收', en: 'delivered' },
};

function demandState(allocation: Allocation, wanted: AllocationState): void {
  if (allocation.state === wanted) return;
  const is = stateNames[allocation.state];
  const should = stateNames[wanted];
  throw new Refusal(
    'ALLOCATION_STATE_WRONG',
    {
      zh: `该分配单当前为“${is.zh}”，此操作只适用于“${should.zh}”。请刷新列表。`,
      en: `This allocation is ${is.en}; only one that is ${should.en} can take this step. Reload the list.`,
    },
    { state: allocation.state },
  );
}

function allocationEmpty(): Refusal {
  return new Refusal('ALLOCATION_EMPTY', { zh: '请至少填写一个接收点。', en: 'Enter at least one receiver.' });
}

function placeTwice(): Refusal {
  return new Refusal('PLACE_TWICE', { zh: '同一接收点请合并为一行，且不能与出库点相同。', en: 'Put each receiver on one line, and not the place of origin.' });
}

function headcountMissing(): Refusal {
  return new Refusal('HEADCOUNT_MISSING', {
    zh: '按人数分配时，请填写各接收点人数（至少一处大于 0）。',
    en: 'To share by headcount, give the headcount of each receiver; at least one above 0.',
  });
}

function headcountInvalid(): Refusal {
  return new Refusal('HEADCOUNT_INVALID', { zh: '单个接收点人数不能超过 100 万，请核对。', en: 'A receiver has at most 1,000,000 people. Check the headcount.' });
}

function allocationTooLarge(): Refusal {
  return new Refusal('ALLOCATION_TOO_LARGE', {
    zh: `一张分配单最多 ${mostReceivers} 个接收点，请分成几张。`,
    en: `A plan has at most ${mostReceivers} receivers. Split it into several.`,
  });
}

function signatureMissing(): Refusal {
  return new Refusal('SIGNATURE_MISSING', { zh: '请填写签收人。', en: 'Give the name of who signs for it.' });
}

export function allocationUnknown(): Refusal {
  return new Refusal('ALLOCATION_NOT_FOUND', {
    zh: '找不到该分配单，或不在您的辖区内。',
    en: 'There is no such allocation in your area.',
  });
}

export function receiverUnknown(): Refusal {
  return new Refusal('RECEIVER_INCOMPLETE', {
    zh: '首次向该卡点或隔离点分配物资，请同时填写其名称和区划。',
    en: 'Stock has never lain at this checkpoint or facility: give its name and area too.',
  });
}
