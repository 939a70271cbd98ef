import { Refusal } from '@lianfang/platform/refusals';
import type { FacilityState } from '../facilities/facility.rules.ts';

export interface Stay {
  id: string;
  orderId: string;
  personId: string;
  bedId: string;
  from: Date;
  /** Null: still there. */
  until: Date | null;
}

/** @throws Refusal FACILITY_NOT_OPEN */
export function demandOpen(facility: { name: string; state: FacilityState }): void {
  if (facility.state === 'OPEN') return;
  throw new Refusal('FACILITY_NOT_OPEN', {
    zh: `${facility.name}尚未启用或已关闭，请选择已启用的隔离点。`,
    en: `${facility.name} is not open. Choose an open facility.`,
  });
}

export function bedOccupied(): Refusal {
  return new Refusal('BED_OCCUPIED', {
    zh: '该床位刚被占用，请选择其他空床。',
    en: 'This bed has just been taken. Choose another one.',
  });
}

export function bedUnknown(): Refusal {
  return new Refusal('BED_NOT_FOUND', {
    zh: '找不到该床位，请从床位图中选择。',
    en: 'There is no such bed. Choose one from the bed board.',
  });
}
