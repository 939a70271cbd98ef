import { HealthCodeAssigned } from '@lianfang/contracts/events';
import { on } from '@lianfang/platform/consumer';
import { insertCode } from './code.store.ts';

/** Whoever holds a red or yellow code is stopped at every gate, and the commission told. */
export const codeSubscriptions = [
  on(HealthCodeAssigned, async (tx, { data: { changeId, personId, code, until }, time }) => {
    await insertCode(tx, { changeId, personId, code, validFrom: new Date(time), validUntil: until ? new Date(until) : null });
  }),
];
