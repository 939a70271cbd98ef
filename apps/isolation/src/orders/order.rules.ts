import { Refusal } from '@lianfang/platform/refusals';

export type OrderMode = 'FACILITY' | 'HOME' | 'HOSPITAL';
export type OrderState = 'PROPOSED' | 'CONFIRMED' | 'DECLINED' | 'RELEASED';
export type OrderReason = 'ARRIVAL_FROM_RISK_AREA' | 'FEVER' | 'CLOSE_CONTACT' | 'CONFIRMED_CASE';

/** A version of the national protocol; an order keeps the one it was issued under. */
export interface Protocol {
  version: string;
  facilityDays: number;
  homeDays: number;
}

export interface IsolationOrder {
  id: string;
  personId: string;
  householdId: string | null;
  arrivalId: string | null;
  areaCode: string;
  state: OrderState;
  mode: OrderMode;
  reason: OrderReason;
  ruleVersion: string;
  facilityDays: number;
  homeDays: number;
  proposedAt: Date;
  startsAt: Date | null;
  plannedEnd: Date | null;
  endedAt: Date | null;
  decidedBy: string | null;
  decidedAt: Date | null;
  declineReason: string | null;
}

export interface ArrivalFacts {
  arrivalId: string;
  personId: string;
  householdId: string | null;
  areaCode: string;
  risk: 'HIGH' | 'MEDIUM' | 'LOW';
}

/** An arrival from a high-risk area is proposed for a facility, from a medium-risk area for home; a low risk proposes nothing. */
export function proposeForArrival(arrival: ArrivalFacts, protocol: Protocol, id: string, now: Date): IsolationOrder | null {
  if (arrival.risk === 'LOW') return null;
  const mode = arrival.risk === 'HIGH' ? 'FACILITY' : 'HOME';
  return proposed({ ...arrival, mode, reason: 'ARRIVAL_FROM_RISK_AREA' }, protocol, id, now);
}

export interface TracedFacts {
  personId: string;
  householdId: string | null;
  areaCode: string;
  kind: 'CLOSE' | 'SECONDARY' | 'GENERAL';
}

/** A close contact is proposed for a facility, a contact of a contact for home; a general contact watches the own health and is free. */
export function proposeForContact(contact: TracedFacts, protocol: Protocol, id: string, now: Date): IsolationOrder | null {
  if (contact.kind === 'GENERAL') return null;
  const mode = contact.kind === 'CLOSE' ? 'FACILITY' : 'HOME';
  return proposed({ ...contact, arrivalId: null, mode, reason: 'CLOSE_CONTACT' }, protocol, id, now);
}

/** Whoever is infected is proposed for hospital, which releases by recovery. */
export function proposeForCase(infected: Omit<TracedFacts, 'kind'>, protocol: Protocol, id: string, now: Date): IsolationOrder {
  return proposed({ ...infected, arrivalId: null, mode: 'HOSPITAL', reason: 'CONFIRMED_CASE' }, protocol, id, now);
}

type Proposed = Pick<IsolationOrder, 'personId' | 'householdId' | 'arrivalId' | 'areaCode' | 'mode' | 'reason'>;

function proposed({ personId, householdId, arrivalId, areaCode, mode, reason }: Proposed, protocol: Protocol, id: string, now: Date): IsolationOrder {
  return {
    id,
    personId,
    householdId,
    arrivalId,
    areaCode,
    state: 'PROPOSED',
    mode,
    reason,
    ruleVersion: protocol.version,
    facilityDays: protocol.facilityDays,
    homeDays: protocol.homeDays,
    proposedAt: now,
    startsAt: null,
    plannedEnd: null,
    endedAt: null,
    decidedBy: null,
    decidedAt: null,
    declineReason: null,
  };
}

/** @throws Refusal ORDER_NOT_PROPOSED */
export function confirmOrder(order: IsolationOrder, mode: OrderMode, by: string, now: Date): IsolationOrder {
  if (order.state !== 'PROPOSED') throw orderNotProposed(order.state);
  return { ...order, state: 'CONFIRMED', mode, startsAt: now, plannedEnd: plannedEnd(order, mode, now), decidedBy: by, decidedAt: now };
}

/**
 * End of the stay in this mode: the protocol's days in a facility, or the same number at home. A hospital releases by
 * recovery, not by days.
 */
function plannedEnd(order: IsolationOrder, mode: OrderMode, from: Date): Date | null {
  if (mode === 'HOSPITAL') return null;
  return new Date(from.getTime() + order.facilityDays * 86_400_000);
}

/** @throws Refusal ORDER_NOT_PROPOSED, DECLINE_REASON_MISSING */
export function declineOrder(order: IsolationOrder, reason: string, by: string, now: Date): IsolationOrder {
  if (order.state !== 'PROPOSED') throw orderNotProposed(order.state);
  if (!reason.trim()) throw declineReasonMissing();
  return { ...order, state: 'DECLINED', endedAt: now, decidedBy: by, decidedAt: now, declineReason: reason.trim() };
}

/** @throws Refusal ORDER_NOT_IN_FORCE */
export function releaseOrder(order: IsolationOrder, now: Date): IsolationOrder {
  demandInForce(order);
  return { ...order, state: 'RELEASED', endedAt: now };
}

/** @throws Refusal ORDER_NOT_IN_FORCE, BED_NOT_NEEDED */
export function demandBedNeeded(order: IsolationOrder): void {
  demandInForce(order);
  if (order.mode !== 'FACILITY') throw bedNotNeeded();
}

function demandInForce(order: IsolationOrder): void {
  if (order.state !== 'CONFIRMED') throw orderNotInForce();
}

export function orderUnknown(): Refusal {
  return new Refusal('ORDER_NOT_FOUND', {
    zh: '找不到该隔离令，或不在您的辖区内。',
    en: 'There is no such order in your area.',
  });
}

const stateNames: Record<OrderState, { zh: string; en: string }> = {
  PROPOSED: { zh: '待确认', en: 'proposed' },
  CONFIRMED: { zh: '已确认', en: 'confirmed already' },
  DECLINED: { zh: '已否决', en: 'declined already' },
  RELEASED: { zh: '已解除', en: 'released already' },
};

function orderNotProposed(state: OrderState): Refusal {
  return new Refusal(
    'ORDER_NOT_PROPOSED',
    {
      zh: `该隔离令${stateNames[state].zh}，不能再作决定。请刷新列表。`,
      en: `This order is ${stateNames[state].en} and cannot be decided again. Reload the list.`,
    },
    { state },
  );
}

function declineReasonMissing(): Refusal {
  return new Refusal('DECLINE_REASON_MISSING', { zh: '否决须写明理由。', en: 'Give the reason for declining.' });
}

function orderNotInForce(): Refusal {
  return new Refusal('ORDER_NOT_IN_FORCE', {
    zh: '该隔离令不在执行中（未确认或已解除）。请刷新列表。',
    en: 'This order is not in force: it is not confirmed, or released already. Reload the list.',
  });
}

export function bedNotNeeded(): Refusal {
  return new Refusal('BED_NOT_NEEDED', {
    zh: '只有集中隔离才分配床位；居家或住院隔离请勿选择床位。',
    en: 'Only isolation in a facility takes a bed. Leave the bed out for home or hospital.',
  });
}
