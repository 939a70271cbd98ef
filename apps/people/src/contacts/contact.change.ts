import { ContactTraced } from '@lianfang/contracts/events';
import { withinArea } from '@lianfang/platform/auth';
import { newId, shanghaiDay } from '@lianfang/platform/clock';
import { emitMany } from '@lianfang/platform/outbox';
import type { Tx } from '@lianfang/platform/persistence';
import type { Refusal } from '@lianfang/platform/refusals';
import { tellCounts } from '../bulletins/figure.change.ts';
import type { NewFact } from '../cases/case.rules.ts';
import { findOpenCases } from '../cases/case.store.ts';
import { refusing } from '../cases/constraint.ts';
import { insertFacts, listFactsOfContacts } from '../cases/fact.store.ts';
import { liveFacts } from '../cases/case.rules.ts';
import { setCodesByRule } from '../codes/code.by-rule.ts';
import { assignOnArrival, assignOnCaseEnd } from '../codes/code.rules.ts';
import { cancelFollowUps, loadFollowUpRule, planFollowUps, releaseFacts } from '../follow-ups/follow-up.store.ts';
import type { Context } from '../graph.ts';
import { findPeople } from '../people/person.store.ts';
import { addDays, contactNotObserved, contactObservedAlready, demandReleasable, isStricter, judgeTraced, mergeInvalid } from './contact.rules.ts';
import type { Contact, ContactKind, ExposureKind, TracingRule, TracingSource } from './contact.rules.ts';
import { findContacts, findKin, insertContacts, insertExposures, listExposures, lockContacts, lockObserved, settleTerms, withdrawExposures } from './contact.store.ts';

export interface TraceRequest {
  source: TracingSource;
  kind: ContactKind;
  personIds: readonly string[];
  exposure: { kind: ExposureKind; occurredOn: string; place: string; note: string | null };
  declaredOn: string;
  /** Null: an officer names the contacts. */
  rule: TracingRule | null;
}

export interface TraceVerdict {
  personId: string;
  contactId: string | null;
  /** Already under observation: this is one exposure more. */
  joined: boolean;
  refusal: Refusal | null;
}

/** Puts many people under observation at once; who is observed already gets one more exposure and stays one contact. */
export async function traceContacts(tx: Tx, request: TraceRequest, ctx: Context): Promise<TraceVerdict[]> {
  const { source, declaredOn } = request;
  const asked = [...new Set(request.personIds.map((id) => id.toLowerCase()))];
  const people = new Map((await findPeople(tx, asked)).filter(({ areaCode }) => withinArea(ctx.actor, areaCode)).map((person) => [person.id, person]));
  const kin = await findKin(tx, asked);
  const ill = new Set((await findOpenCases(tx, [...kin.values()].flat())).filter(({ class: of }) => of !== 'SUSPECTED').map(({ personId }) => personId));
  const known = { sourcePersonId: source.personId, inArea: new Set(people.keys()), withCase: new Set(asked.filter((id) => kin.get(id)?.some((one) => ill.has(one)))) };
  const refusals = new Map(asked.map((id) => [id, judgeTraced(id, known)]));
  const accepted = asked.filter((id) => !refusals.get(id));
  const { version, days } = await loadFollowUpRule(tx, request.kind, declaredOn);
  // Whoever is watched under another entry of the register is watched: one person, one observation.
  const watched = new Set((await lockObserved(tx, accepted.flatMap((id) => kin.get(id)!))).map(({ personId }) => personId));
  const made = accepted.filter((id) => !kin.get(id)!.some((one) => watched.has(one))).map((personId) => ({
    id: newId(), personId, areaCode: people.get(personId)!.areaCode, kind: request.kind, declaredOn, lastExposureOn: request.exposure.occurredOn,
    endsOn: addDays(request.exposure.occurredOn, days), ruleVersion: version, declaredAt: ctx.clock.now(), declaredById: ctx.actor.id, declaredBy: ctx.actor.name, agency: ctx.actor.agency,
  }));
  await insertContacts(tx, made);
  const observed = await lockObserved(tx, accepted.flatMap((id) => kin.get(id)!));
  const ids = new Set(made.map(({ id }) => id));
  const fresh = observed.filter(({ id }) => ids.has(id));
  const stricter = observed.filter((contact) => !ids.has(contact.id) && isStricter(request.kind, contact.kind));
  await insertExposures(tx, observed.map((contact) => exposureOf(contact.id, request, ctx)));
  const rule = request.rule && { ruleId: `trace-${request.rule.id}`, ruleVersion: request.rule.version };
  const facts = [
    ...fresh.flatMap((contact) => [factOf(contact, 'STATE', 'UNDER_OBSERVATION', declaredOn, ctx, rule), factOf(contact, 'KIND', request.kind, declaredOn, ctx, rule)]),
    ...stricter.map((contact) => factOf(contact, 'KIND', request.kind, laterOf(declaredOn, contact.declaredOn), ctx, rule)),
  ];
  await tellCounts(tx, await insertFacts(tx, facts), ctx.clock.now());
  await settleTerms(tx, observed.map(({ id }) => id));
  await planFollowUps(tx, observed.map(({ id }) => id), shanghaiDay(ctx.clock.now()));
  await tellTraced(tx, [...fresh, ...stricter].map(({ id }) => id), source.caseId, ctx);
  const contactOf = new Map(observed.map((contact) => [contact.personId, contact]));
  return asked.map((personId) => {
    const contact = kin.get(personId)?.map((one) => contactOf.get(one)).find((one) => one !== undefined);
    return { personId, contactId: contact?.id ?? null, joined: contact !== undefined && !ids.has(contact.id), refusal: refusals.get(personId) ?? null };
  });
}

function exposureOf(contactId: string, { source, exposure, rule }: TraceRequest, ctx: Context) {
  return {
    id: newId(), contactId, caseId: source.caseId, sourceContactId: source.caseId ? null : source.contactId, ...exposure, ruleId: rule?.id ?? null, ruleVersion: rule?.version ?? null,
    recordedAt: ctx.clock.now(), recordedById: ctx.actor.id, recordedBy: ctx.actor.name,
  };
}

type Grounds = { ruleId: string; ruleVersion: string } | null;

function factOf(contact: { id: string }, kind: 'STATE' | 'KIND', value: string | null, onDay: string, ctx: Context, rule: Grounds, correction?: { corrects: string; reason: string }): NewFact {
  return {
    id: newId(), caseId: null, contactId: contact.id, kind, value, onDay, corrects: correction?.corrects ?? null, reason: correction?.reason ?? null,
    ruleId: rule?.ruleId ?? null, ruleVersion: rule?.ruleVersion ?? null, recordedAt: ctx.clock.now(), recordedById: ctx.actor.id, recordedBy: ctx.actor.name, agency: ctx.actor.agency,
  };
}

function laterOf(a: string, b: string): string {
  return a > b ? a : b;
}

const codeRules: Record<ContactKind, string | null> = { CLOSE: 'contact-close', SECONDARY: 'contact-secondary', GENERAL: null };

/** The health code answers by rule, and isolation hears of it. */
async function tellTraced(tx: Tx, contactIds: readonly string[], caseId: string | null, ctx: Context): Promise<void> {
  const now = ctx.clock.now();
  const day = shanghaiDay(now);
  const contacts = await findContacts(tx, contactIds);
  const households = new Map((await findPeople(tx, contacts.map(({ personId }) => personId))).map(({ id, householdId }) => [id, householdId]));
  for (const [kind, of] of Map.groupBy(contacts, (contact) => contact.kind!)) {
    const ruleId = codeRules[kind];
    const facts = of.map(({ id, personId, areaCode }) => ({ personId, areaCode, at: now, evidence: { kind: 'CONTACT_TRACING' as const, reference: caseId ?? id, day, note: null } }));
    if (ruleId) await setCodesByRule(tx, ruleId, facts, assignOnArrival, now);
  }
  await emitMany(tx, ContactTraced, contacts.map(({ id, personId, areaCode, kind, lastExposureOn }) => {
    const community = areaCode.slice(0, 12);
    return { subject: personId, areaCode: community, at: now, payload: { contactId: id, personId, householdId: households.get(personId) ?? null, areaCode: community, kind: kind!, caseId, lastExposureOn, day } };
  }));
}

/** Gives contacts another kind: an officer's decision, or the rule of promotion. */
export async function changeKind(tx: Tx, contacts: readonly Contact[], kind: ContactKind, grounds: { onDay: string; caseId: string | null; rule: Grounds; reason?: string }, ctx: Context): Promise<void> {
  const facts = contacts.map((contact) => ({ ...factOf(contact, 'KIND', kind, laterOf(grounds.onDay, contact.declaredOn), ctx, grounds.rule), reason: grounds.reason ?? null }));
  await tellCounts(tx, await insertFacts(tx, facts), ctx.clock.now());
  const ids = contacts.map(({ id }) => id);
  await settleTerms(tx, ids);
  await planFollowUps(tx, ids, shanghaiDay(ctx.clock.now()));
  await tellTraced(tx, ids, grounds.caseId, ctx);
}

/** Ends observations in one of the ways they end. The row of a contact that turned case names the case before. */
export async function endObservation(tx: Tx, contacts: readonly Contact[], state: 'RELEASED' | 'TURNED_CASE', onDay: string, rule: Grounds, ctx: Context): Promise<void> {
  await tellCounts(tx, await insertFacts(tx, contacts.map((contact) => factOf(contact, 'STATE', state, laterOf(onDay, contact.declaredOn), ctx, rule))), ctx.clock.now());
  await cancelFollowUps(tx, contacts.map(({ id }) => id));
  if (state === 'RELEASED') await endCodes(tx, contacts, ctx);
}

function endCodes(tx: Tx, contacts: readonly Contact[], ctx: Context): Promise<number> {
  const now = ctx.clock.now();
  const facts = contacts.map(({ id, personId, areaCode }) => ({ personId, areaCode, at: now, evidence: { kind: 'CONTACT_TRACING' as const, reference: id, day: shanghaiDay(now), note: null } }));
  return setCodesByRule(tx, 'contact-ended', facts, assignOnCaseEnd, now);
}

export interface ReleaseVerdict {
  contactId: string;
  refusal: Refusal | null;
}

/** Releases whom the rule lets go, and tells of each other why not. */
export async function releaseContacts(tx: Tx, contactIds: readonly string[], ctx: Context): Promise<ReleaseVerdict[]> {
  const today = shanghaiDay(ctx.clock.now());
  const contacts = await lockContacts(tx, contactIds);
  const facts = new Map((await releaseFacts(tx, contacts.map(({ id }) => id))).map((fact) => [fact.id, fact]));
  const verdicts = contacts.map(({ id }) => ({ contactId: id, refusal: refusalOf(() => demandReleasable(facts.get(id)!, today)) }));
  const free = new Set(verdicts.filter(({ refusal }) => !refusal).map(({ contactId }) => contactId));
  for (const [version, of] of Map.groupBy(contacts.filter(({ id }) => free.has(id)), ({ ruleVersion }) => ruleVersion)) {
    await endObservation(tx, of, 'RELEASED', today, { ruleId: 'release', ruleVersion: version }, ctx);
  }
  return verdicts;
}

function refusalOf(demand: () => void): Refusal | null {
  try {
    demand();
    return null;
  } catch (refusal) {
    return refusal as Refusal;
  }
}

/** Entered by mistake: every fact of its state is taken back, and it counts nowhere any more. */
export async function withdrawContact(tx: Tx, contact: Contact, reason: string, ctx: Context): Promise<void> {
  if (contact.state !== 'UNDER_OBSERVATION' && contact.state !== 'RELEASED') throw contactNotObserved();
  const states = liveFacts(await listFactsOfContacts(tx, [contact.id])).filter(({ kind }) => kind === 'STATE');
  const facts = states.map((fact) => factOf(contact, 'STATE', null, fact.onDay, ctx, null, { corrects: fact.id, reason }));
  await tellCounts(tx, await insertFacts(tx, facts), ctx.clock.now());
  await cancelFollowUps(tx, [contact.id]);
  await endCodes(tx, [contact], ctx);
}

/** A release, or a turn into a case, that was a mistake is taken back; the observation goes on. @throws Refusal CONTACT_OBSERVED_ALREADY */
export async function resumeObservation(tx: Tx, contact: Contact, reason: string, ctx: Context): Promise<void> {
  const ending = liveFacts(await listFactsOfContacts(tx, [contact.id])).findLast(({ kind, value }) => kind === 'STATE' && value !== 'UNDER_OBSERVATION');
  if (!ending) throw contactNotObserved();
  const taken = factOf(contact, 'STATE', null, ending.onDay, ctx, null, { corrects: ending.id, reason });
  await tellCounts(tx, await refusing({ one_observation: contactObservedAlready }, () => insertFacts(tx, [taken])), ctx.clock.now());
  await planFollowUps(tx, [contact.id], shanghaiDay(ctx.clock.now()));
  await tellTraced(tx, [contact.id], null, ctx);
}

/** Two entries of the register turned out to be one person: two observations become one, the older goes on. */
export async function uniteObservations(tx: Tx, personIds: readonly [keptId: string, droppedId: string], ctx: Context): Promise<void> {
  const [older, newer] = await lockObserved(tx, personIds);
  if (older && newer) await mergeContacts(tx, older.id, newer.id, '台账合并为一人', ctx);
}

/** Two entries of one person: the exposures of the second go to the first, the second counts no more. */
export async function mergeContacts(tx: Tx, keepId: string, duplicateId: string, reason: string, ctx: Context): Promise<void> {
  const locked = await lockContacts(tx, [keepId, duplicateId]);
  const keep = locked.find(({ id }) => id === keepId.toLowerCase());
  const duplicate = locked.find(({ id }) => id === duplicateId.toLowerCase());
  if (!keep || !duplicate || keep === duplicate || locked.some(({ state, areaCode }) => state !== 'UNDER_OBSERVATION' || !withinArea(ctx.actor, areaCode))) throw mergeInvalid();
  const exposures = (await listExposures(tx, [duplicate.id])).filter(({ withdrawnAt, sourceContactId }) => withdrawnAt === null && sourceContactId !== keep.id);
  await insertExposures(tx, exposures.map((exposure) => ({ ...exposure, id: newId(), contactId: keep.id })));
  await withdrawExposures(tx, exposures.map(({ id }) => id), { at: ctx.clock.now(), by: ctx.actor.name, reason });
  await withdrawContact(tx, duplicate, reason, ctx);
  if (isStricter(duplicate.kind!, keep.kind)) await changeKind(tx, [keep], duplicate.kind!, { onDay: duplicate.declaredOn, caseId: null, rule: null, reason }, ctx);
  await settleTerms(tx, [keep.id]);
  await planFollowUps(tx, [keep.id], shanghaiDay(ctx.clock.now()));
}
