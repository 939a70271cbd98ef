import { SupportAdvanced, SupportClosed, SupportOpened } from '@lianfang/contracts/events';
import { shanghaiDay } from '@lianfang/platform/clock';
import { emit } from '@lianfang/platform/outbox';
import type { Tx } from '@lianfang/platform/persistence';
import type { SupportRequest } from './support.rules.ts';
import { insertSupport, updateSupport } from './support.store.ts';

export async function enterSupport(tx: Tx, request: SupportRequest): Promise<void> {
  await insertSupport(tx, request);
  const { id: requestId, householdId, personId, areaCode, openedAt: at } = request;
  await emit(tx, SupportOpened, { subject: requestId, areaCode, payload: { requestId, householdId, personId, areaCode, day: shanghaiDay(at) }, at });
}

/** Writes a request that somebody took or delivered, and tells the others. */
export async function advanceSupport(tx: Tx, advanced: SupportRequest, state: 'TAKEN' | 'DELIVERED', at: Date): Promise<void> {
  await updateSupport(tx, advanced);
  const { id: requestId, personId, areaCode } = advanced;
  await emit(tx, SupportAdvanced, { subject: requestId, areaCode, payload: { requestId, personId, areaCode, day: shanghaiDay(at), state }, at });
}

/** Writes a request that was just closed, and tells the others. */
export async function endSupport(tx: Tx, closed: SupportRequest, at: Date): Promise<void> {
  await updateSupport(tx, closed);
  const { id: requestId, personId, areaCode } = closed;
  await emit(tx, SupportClosed, { subject: requestId, areaCode, payload: { requestId, personId, areaCode, day: shanghaiDay(at) }, at });
}
