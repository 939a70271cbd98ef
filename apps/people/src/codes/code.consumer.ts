import { ArrivalDeclared, OrderConfirmed, OrderReleased } from '@lianfang/contracts/events';
import type { EventEnvelope } from '@lianfang/contracts/events';
import type { EvidenceKind } from '@lianfang/contracts/status';
import { noteEffect } from '@lianfang/platform/audit';
import { newId, shanghaiDay } from '@lianfang/platform/clock';
import { on } from '@lianfang/platform/consumer';
import type { Tx } from '@lianfang/platform/persistence';
import { findPeople } from '../people/person.store.ts';
import { recordChange } from './code.change.ts';
import { arrivalRules, assignOnArrival, assignOnOrder, assignOnRelease } from './code.rules.ts';
import { findLatestChanges, loadCodeRule, lockCodes } from './code.store.ts';

/** What happens at a gate or by an order sets the code by rule, without anybody's hand. */
export const codeSubscriptions = [
  on(ArrivalDeclared, (tx, event, { clock }) =>
    apply(tx, event, { ruleId: arrivalRules[event.data.risk], source: ['ARRIVAL_DECLARATION', event.data.arrivalId], decide: assignOnArrival, now: clock.now() }),
  ),
  on(OrderConfirmed, (tx, event, { clock }) =>
    apply(tx, event, { ruleId: 'order-confirmed', source: ['ISOLATION_ORDER', event.data.orderId], decide: assignOnOrder, now: clock.now() }),
  ),
  on(OrderReleased, (tx, event, { clock }) =>
    apply(tx, event, { ruleId: 'order-released', source: ['ISOLATION_ORDER', event.data.orderId], decide: assignOnRelease, now: clock.now() }),
  ),
];

interface Answer {
  ruleId: string;
  /** Kind and number of what the code rests on. */
  source: [EvidenceKind, string];
  decide: typeof assignOnArrival;
  now: Date;
}

async function apply(tx: Tx, event: EventEnvelope<{ personId: string; areaCode: string }>, { ruleId, source: [kind, reference], decide, now }: Answer): Promise<void> {
  const { personId } = event.data;
  const at = new Date(event.time);
  await lockCodes(tx, [personId]);
  const [current = null] = await findLatestChanges(tx, [personId]);
  const [person] = await findPeople(tx, [personId]);
  const rule = await loadCodeRule(tx, ruleId, shanghaiDay(at));
  // Who is in the register stands where the register says, wherever the fact happened.
  const areaCode = person?.areaCode ?? event.data.areaCode;
  const change = decide(current, { personId, areaCode, at, evidence: { kind, reference, day: shanghaiDay(at), note: null } }, rule, { id: newId(), now });
  if (!change) return;
  await recordChange(tx, change);
  await noteEffect(tx, event, { records: [{ type: 'Person', id: personId, areaCode }], rule: `${rule.id}@${rule.version}`, reason: `${kind} ${reference}` });
}
