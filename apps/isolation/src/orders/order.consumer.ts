import { ArrivalDeclared, OrderProposed } from '@lianfang/contracts/events';
import { noteEffect } from '@lianfang/platform/audit';
import { newId, shanghaiDay } from '@lianfang/platform/clock';
import { on } from '@lianfang/platform/consumer';
import { emit } from '@lianfang/platform/outbox';
import { decisionOver } from './decision.rules.ts';
import { insertDecision } from './decision.store.ts';
import { proposeForArrival } from './order.rules.ts';
import { insertProposal, loadProtocol } from './order.store.ts';

/** An arrival from a risk area becomes a proposal. A person who has an open order keeps it: the second arrival adds nothing. */
export const proposeOnArrival = on(ArrivalDeclared, async (tx, event, { clock }) => {
  const { data: arrival } = event;
  const now = clock.now();
  const protocol = await loadProtocol(tx, shanghaiDay(new Date(arrival.arrivedAt)));
  const order = proposeForArrival(arrival, protocol, newId(), now);
  if (!order || !(await insertProposal(tx, order))) return;
  const evidence = { kind: 'ARRIVAL_DECLARATION' as const, reference: arrival.arrivalId, day: arrival.day, note: null };
  await insertDecision(tx, decisionOver(order, { reason: order.reason, evidence }, null, { id: newId(), now }));
  const { id: orderId, personId, householdId, areaCode, mode } = order;
  await emit(tx, OrderProposed, {
    subject: personId,
    areaCode,
    payload: { orderId, personId, householdId, areaCode, mode, day: shanghaiDay(now) },
    at: now,
  });
  const record = { type: 'Person', id: personId, areaCode };
  await noteEffect(tx, event, { records: [record], rule: `isolation-protocol@${order.ruleVersion}`, reason: order.reason });
});
