import { Refusal } from '@lianfang/platform/refusals';

export type SupportState = 'OPEN' | 'TAKEN' | 'DELIVERED' | 'CLOSED';

export interface SupportRequest {
  id: string;
  personId: string;
  householdId: string | null;
  orderId: string | null;
  areaCode: string;
  state: SupportState;
  need: string;
  openedAt: Date;
  dueAt: Date;
  takenBy: string | null;
  deliveredAt: Date | null;
  closedAt: Date | null;
}

/** A household that may not go out is served within a day. */
const dueAfterMs = 24 * 3_600_000;

const homeIsolationNeed = '居家隔离生活保障：代购代送、垃圾清运';

export interface SupportDraft {
  personId: string;
  householdId: string | null;
  orderId: string | null;
  areaCode: string;
  need?: string;
}

/** @throws Refusal SUPPORT_NEED_MISSING */
export function openSupport(draft: SupportDraft, id: string, now: Date): SupportRequest {
  const need = (draft.need ?? homeIsolationNeed).trim();
  if (!need) throw supportNeedMissing();
  const { personId, householdId, orderId, areaCode } = draft;
  return {
    id,
    personId,
    householdId,
    orderId,
    areaCode,
    state: 'OPEN',
    need,
    openedAt: now,
    dueAt: new Date(now.getTime() + dueAfterMs),
    takenBy: null,
    deliveredAt: null,
    closedAt: null,
  };
}

export function isOverdue(request: Pick<SupportRequest, 'state' | 'dueAt'>, now: Date): boolean {
  return (request.state === 'OPEN' || request.state === 'TAKEN') && request.dueAt < now;
}

/** @throws Refusal SUPPORT_STATE_WRONG */
export function takeSupport(request: SupportRequest, by: string): SupportRequest {
  demandState(request, ['OPEN']);
  return { ...request, state: 'TAKEN', takenBy: by };
}

/** @throws Refusal SUPPORT_STATE_WRONG */
export function deliverSupport(request: SupportRequest, now: Date): SupportRequest {
  demandState(request, ['TAKEN']);
  return { ...request, state: 'DELIVERED', deliveredAt: now };
}

/** @throws Refusal SUPPORT_STATE_WRONG */
export function closeSupport(request: SupportRequest, now: Date): SupportRequest {
  demandState(request, ['OPEN', 'TAKEN', 'DELIVERED']);
  return { ...request, state: 'CLOSED', closedAt: now };
}

const stateNames: Record<SupportState, { zh: string; en: string }> = {
  OPEN: { zh: '待接单', en: 'open' },
  TAKEN: { zh: '已接单', en: 'taken' },
  DELIVERED: { zh: '已送达', en: 'delivered' },
  CLOSED: { zh: '已办结', en: 'closed' },
};

function demandState(request: SupportRequest, wanted: readonly SupportState[]): void {
  if (wanted.includes(request.state)) return;
  throw new Refusal(
    'SUPPORT_STATE_WRONG',
    {
      zh: `该服务单${stateNames[request.state].zh}，不能执行此操作。请刷新列表。`,
      en: `This request is ${stateNames[request.state].en} and cannot take this step. Reload the list.`,
    },
    { state: request.state },
  );
}

function supportNeedMissing(): Refusal {
  return new Refusal('SUPPORT_NEED_MISSING', { zh: '请填写需要什么。', en: 'Say what is needed.' });
}

export function supportUnknown(): Refusal {
  return new Refusal('SUPPORT_NOT_FOUND', {
    zh: '找不到该服务单，或不在您的辖区内。',
    en: 'There is no such request in your area.',
  });
}
