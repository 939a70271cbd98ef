import { ArrivalDeclared, OrderConfirmed, OrderReleased } from '@lianfang/contracts/events';
import type { EventEnvelope } from '@lianfang/contracts/events';
import { newId, shanghaiDay } from '@lianfang/platform/clock';
import { on } from '@lianfang/platform/consumer';
import type { Tx } from '@lianfang/platform/persistence';
import { findPeople } from '../people/person.store.ts';
import { recordChange } from './code.change.ts';
import { arrivalRules, assignOnArrival, assignOnOrder, assignOnRelease } from './code.rules.ts';
import type { CodeFact } from './code.rules.ts';
import { findLatestChanges, loadCodeRule, lockCodes } from './code.store.ts';

type Decide = typeof assignOnArrival;

/** What happens at a gate or by an order sets the code by rule, without anybody's hand. */
export const codeSubscriptions = [
  on(ArrivalDeclared, (tx, event, { clock }) =>
    apply(tx, arrivalRules[event.data.risk], factOf(event, { kind: 'ARRIVAL_DECLARATION', reference: event.data.arrivalId }), assignOnArrival, clock.now()),
  ),
  on(OrderConfirmed, (tx, event, { clock }) =>
    apply(tx, 'order-confirmed', factOf(event, { kind: 'ISOLATION_ORDER', reference: event.data.orderId }), assignOnOrder, clock.now()),
  ),
  on(OrderReleased, (tx, event, { clock }) =>
    apply(tx, 'order-released', factOf(event, { kind: 'ISOLATION_ORDER', reference: event.data.orderId }), assignOnRelease, clock.now()),
  ),
];

function factOf(
  { data, time }: EventEnvelope<{ personId: string; areaCode: string }>,
  source: Pick<CodeFact['evidence'], 'kind' | 'reference'>,
): CodeFact {
  const at = new Date(time);
  return { personId: data.personId, areaCode: data.areaCode, at, evidence: { ...source, day: shanghaiDay(at), note: null } };
}

async function apply(tx: Tx, ruleId: string, fact: CodeFact, decide: Decide, now: Date): Promise<void> {
  await lockCodes(tx, [fact.personId]);
  const [current = null] = await findLatestChanges(tx, [fact.personId]);
  const [person] = await findPeople(tx, [fact.personId]);
  const rule = await loadCodeRule(tx, ruleId, shanghaiDay(fact.at));
  // Who is in the register stands where the register says, wherever the fact happened.
  const change = decide(current, { ...fact, areaCode: person?.areaCode ?? fact.areaCode }, rule, { id: newId(), now });
  if (change) await recordChange(tx, change);
}
