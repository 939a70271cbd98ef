import { ArrivalDeclared, CaseConfirmed, ContactTraced, OrderProposed, RiskMovementReported } from '@lianfang/contracts/events';
import type { EventEnvelope } from '@lianfang/contracts/events';
import type { Evidence } from '@lianfang/contracts/status';
import { noteEffect } from '@lianfang/platform/audit';
import { newId, shanghaiDay } from '@lianfang/platform/clock';
import { on } from '@lianfang/platform/consumer';
import { emit } from '@lianfang/platform/outbox';
import type { Tx } from '@lianfang/platform/persistence';
import { decisionOver } from './decision.rules.ts';
import { insertDecision } from './decision.store.ts';
import { proposeForArrival, proposeForCase, proposeForContact } from './order.rules.ts';
import type { IsolationOrder, Protocol } from './order.rules.ts';
import { insertProposal, loadProtocol } from './order.store.ts';

/** An arrival from a risk area becomes a proposal. A person who has an open order keeps it: the second arrival adds nothing. */
export const proposeOnArrival = on(ArrivalDeclared, (tx, event, { clock }) => {
  const { data: arrival } = event;
  const evidence = { kind: 'ARRIVAL_DECLARATION' as const, reference: arrival.arrivalId, day: arrival.day, note: null };
  const propose = (protocol: Protocol, now: Date) => proposeForArrival(arrival, protocol, newId(), now);
  return proposeBy(tx, event, { propose, evidence, protocolDay: shanghaiDay(new Date(arrival.arrivedAt)), now: clock.now() });
});

/** What a household reports of itself counts like an arrival: who came from a risk area is proposed, whichever way it is learned. */
export const proposeOnMovement = on(RiskMovementReported, (tx, event, { clock }) => {
  const { data: movement } = event;
  const evidence = { kind: 'ARRIVAL_DECLARATION' as const, reference: movement.movementId, day: movement.day, note: null };
  const propose = (protocol: Protocol, now: Date) => {
    const order = proposeForArrival({ ...movement, arrivalId: movement.movementId }, protocol, newId(), now);
    return order && { ...order, arrivalId: null };
  };
  return proposeBy(tx, event, { propose, evidence, protocolDay: shanghaiDay(new Date(movement.cameAt)), now: clock.now() });
});

/** A close contact, or a contact of one, becomes a proposal, once for a person with an open order. */
export const proposeOnContact = on(ContactTraced, (tx, event, { clock }) => {
  const { data: contact } = event;
  const evidence = { kind: 'CONTACT_TRACING' as const, reference: contact.caseId ?? contact.contactId, day: contact.day, note: null };
  const propose = (protocol: Protocol, now: Date) => proposeForContact(contact, protocol, newId(), now);
  return proposeBy(tx, event, { propose, evidence, protocolDay: contact.day, now: clock.now() });
});

/** Whoever is found infected is proposed for hospital. Who is isolated already keeps that order, and the commission moves the person. */
export const proposeOnCase = on(CaseConfirmed, (tx, event, { clock }) => {
  const { data: infected } = event;
  const evidence = { kind: 'MEDICAL_DIAGNOSIS' as const, reference: infected.caseId, day: infected.day, note: null };
  const propose = (protocol: Protocol, now: Date) => proposeForCase(infected, protocol, newId(), now);
  return proposeBy(tx, event, { propose, evidence, protocolDay: infected.day, now: clock.now() });
});

/** What comes from elsewhere and may end in an order. */
export const orderSubscriptions = [proposeOnArrival, proposeOnMovement, proposeOnContact, proposeOnCase];

interface ByRule {
  propose(protocol: Protocol, now: Date): IsolationOrder | null;
  evidence: Evidence;
  protocolDay: string;
  now: Date;
}

async function proposeBy(tx: Tx, event: EventEnvelope<unknown>, { propose, evidence, protocolDay, now }: ByRule): Promise<void> {
  const order = propose(await loadProtocol(tx, protocolDay), now);
  if (!order || !(await insertProposal(tx, order))) return;
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
}
