import { CaseConfirmed } from '@lianfang/contracts/events';
import { withinArea } from '@lianfang/platform/auth';
import { newId, shanghaiDay } from '@lianfang/platform/clock';
import { emit } from '@lianfang/platform/outbox';
import type { Tx } from '@lianfang/platform/persistence';
import { tellCounts } from '../bulletins/figure.change.ts';
import { insertLinks, listLinks } from '../chains/chain.store.ts';
import { setCodesByRule } from '../codes/code.by-rule.ts';
import type { RuleDecision } from '../codes/code.by-rule.ts';
import { assignOnArrival, assignOnCase, assignOnCaseEnd } from '../codes/code.rules.ts';
import { changeKind, endObservation, resumeObservation } from '../contacts/contact.change.ts';
import { findKin, findTurnedInto, listPromoted, listSourcesOf, loadTracingRule, lockContacts, lockObserved, tieToCase } from '../contacts/contact.store.ts';
import type { Context } from '../graph.ts';
import { personUnknown } from '../people/person.rules.ts';
import { findPeople } from '../people/person.store.ts';
import { caseNumber, caseOpenAlready, caseUnknown, demandFactValue, demandLawful, factCorrectedAlready, factUnknown } from './case.rules.ts';
import type { Case, CaseClass, CaseFactKind, CaseOrigin, Fact, NewFact, Severity } from './case.rules.ts';
import { findCases, findOpenCases, insertCase, loadCaseForUpdate, nextSerial } from './case.store.ts';
import { refusing } from './constraint.ts';
import { findFact, insertFacts, listFactsOfCases } from './fact.store.ts';

export interface CaseReport {
  personId: string;
  class: CaseClass;
  origin: CaseOrigin;
  severity: Severity | null;
  day: string;
  onsetOn: string | null;
  reason: string | null;
}

/** Opens a case with its first facts. @throws Refusal PERSON_NOT_FOUND, CASE_OPEN_ALREADY, FACT_OUT_OF_ORDER */
export async function registerCase(tx: Tx, report: CaseReport, ctx: Context): Promise<Case> {
  const [person] = await findPeople(tx, [report.personId]);
  if (!person || !withinArea(ctx.actor, person.areaCode)) throw personUnknown();
  if ((await findOpenCases(tx, await kinOf(tx, person.id))).length > 0) throw caseOpenAlready();
  const serial = await nextSerial(tx, person.areaCode.slice(0, 6), Number(report.day.slice(0, 4)));
  const opened: Case = {
    id: newId(), number: caseNumber(person.areaCode, report.day, serial), personId: person.id, areaCode: person.areaCode, onsetOn: report.onsetOn, class: null, origin: null,
    severity: null, outcome: 'UNDER_TREATMENT', openedOn: report.day, openedAt: ctx.clock.now(), openedById: ctx.actor.id, openedBy: ctx.actor.name, agency: ctx.actor.agency,
  };
  const first: [CaseFactKind, string | null][] = [['CLASS', report.class], ['ORIGIN', report.origin], ['SEVERITY', report.severity]];
  const facts = first.flatMap(([kind, value]) => (value ? [factOf(opened.id, { kind, value, onDay: report.day, reason: report.reason }, ctx)] : []));
  await insertCase(tx, opened);
  await addFacts(tx, opened, [], facts, ctx);
  return opened;
}

export interface FactReport {
  kind: CaseFactKind;
  value: string;
  onDay: string;
  reason: string | null;
}

/** Records what became of a case. @throws Refusal CASE_NOT_FOUND, FACT_UNCHANGED, FACT_OUT_OF_ORDER, FACT_VALUE_INVALID */
export async function recordFact(tx: Tx, caseId: string, report: FactReport, ctx: Context): Promise<void> {
  demandFactValue(report.kind, report.value);
  const of = await loadOwn(tx, caseId, ctx);
  await addFacts(tx, of, await listFactsOfCases(tx, [of.id]), [factOf(of.id, report, ctx)], ctx);
}

/** A new fact in the place of a wrong one; without a value it only takes the wrong one back. */
export async function correctFact(tx: Tx, factId: string, correction: { value: string | null; onDay: string | null; reason: string }, ctx: Context): Promise<string> {
  const wrong = await findFact(tx, factId);
  if (!wrong?.caseId) throw factUnknown();
  const of = await loadOwn(tx, wrong.caseId, ctx).catch((refusal: unknown) => {
    throw isUnknownCase(refusal) ? factUnknown() : refusal;
  });
  const kind = wrong.kind as CaseFactKind;
  if (correction.value !== null) demandFactValue(kind, correction.value);
  const facts = await listFactsOfCases(tx, [of.id]);
  if (facts.some(({ corrects }) => corrects === wrong.id)) throw factCorrectedAlready();
  const fact = { ...factOf(of.id, { kind, value: correction.value, onDay: correction.onDay ?? wrong.onDay, reason: correction.reason }, ctx), corrects: wrong.id };
  await addFacts(tx, of, facts, [fact], ctx);
  return of.id;
}

function isUnknownCase(refusal: unknown): boolean {
  return (refusal as { code?: string }).code === 'CASE_NOT_FOUND';
}

/** @throws Refusal CASE_NOT_FOUND, the same for another area's and for nobody's */
export async function loadOwn(tx: Tx, caseId: string, ctx: Context): Promise<Case> {
  const of = await loadCaseForUpdate(tx, caseId);
  if (!withinArea(ctx.actor, of.areaCode)) throw caseUnknown();
  return of;
}

function factOf(caseId: string, { kind, value, onDay, reason }: { kind: CaseFactKind; value: string | null; onDay: string; reason: string | null }, ctx: Context): NewFact {
  const { id, name, agency } = ctx.actor;
  return { id: newId(), caseId, contactId: null, kind, value, onDay, corrects: null, reason, ruleId: null, ruleVersion: null, recordedAt: ctx.clock.now(), recordedById: id, recordedBy: name, agency };
}

/** Facts that make a life together with those before; whatever follows from them happens in the same transaction. */
async function addFacts(tx: Tx, before: Case, known: readonly Fact[], fresh: readonly NewFact[], ctx: Context): Promise<void> {
  const last = Math.max(0, ...known.map(({ placeInDay }) => placeInDay));
  const placed = fresh.map((fact, at): Fact => ({ ...fact, placeInDay: known.find(({ id }) => id === fact.corrects)?.placeInDay ?? last + at + 1 }));
  demandLawful([...known, ...placed]);
  const moves = await refusing({ one_open_case: caseOpenAlready }, () => insertFacts(tx, fresh));
  await tellCounts(tx, moves, ctx.clock.now());
  const [after] = await findCases(tx, [before.id]);
  await follow(tx, before, after!, fresh.at(-1)!, ctx);
}

/** After merges in the register one person may stand under several ids. */
async function kinOf(tx: Tx, personId: string): Promise<string[]> {
  return (await findKin(tx, [personId])).get(personId) ?? [personId];
}

function isInfected({ class: of }: Case): boolean {
  return of === 'CONFIRMED' || of === 'ASYMPTOMATIC';
}

/** What a change of a case leads to by rule: code, order, chain, and the contacts that come closer. */
async function follow(tx: Tx, before: Case, after: Case, fact: NewFact, ctx: Context): Promise<void> {
  if (isInfected(after) && before.class !== after.class) await tellConfirmed(tx, after, ctx);
  if (isInfected(after) && !isInfected(before)) {
    await setCode(tx, after, 'case-infected', assignOnCase, ctx);
    await turnContact(tx, after, fact.onDay, ctx);
  }
  if (before.class === null && after.class === 'SUSPECTED') await setCode(tx, after, 'case-suspected', assignOnCase, ctx);
  if (isInfected(before) && !isInfected(after)) await unturnContact(tx, after, fact.reason ?? '', ctx);
  const ended = (after.outcome === 'CURED' && before.outcome !== 'CURED') || (after.class === 'EXCLUDED' && before.class !== 'EXCLUDED' && before.class !== null);
  if (ended) await endCode(tx, after, ctx);
}

function setCode(tx: Tx, of: Case, ruleId: string, decide: RuleDecision, ctx: Context): Promise<number> {
  const now = ctx.clock.now();
  const evidence = { kind: 'MEDICAL_DIAGNOSIS' as const, reference: of.id, day: shanghaiDay(now), note: null };
  return setCodesByRule(tx, ruleId, [{ personId: of.personId, areaCode: of.areaCode, at: now, evidence }], decide, now);
}

/** Green again, unless the person is still watched as a contact. */
async function endCode(tx: Tx, of: Case, ctx: Context): Promise<void> {
  await setCode(tx, of, 'case-ended', assignOnCaseEnd, ctx);
  const [contact] = await lockObserved(tx, await kinOf(tx, of.personId));
  if (contact?.kind === 'CLOSE' || contact?.kind === 'SECONDARY') await setCode(tx, of, contact.kind === 'CLOSE' ? 'contact-close' : 'contact-secondary', assignOnArrival, ctx);
}

async function tellConfirmed(tx: Tx, of: Case, ctx: Context): Promise<void> {
  const [person] = await findPeople(tx, [of.personId]);
  const areaCode = of.areaCode.slice(0, 12);
  const now = ctx.clock.now();
  const payload = { caseId: of.id, personId: of.personId, householdId: person?.householdId ?? null, areaCode, class: of.class as 'CONFIRMED' | 'ASYMPTOMATIC', day: shanghaiDay(now) };
  await emit(tx, CaseConfirmed, { subject: of.personId, areaCode, agency: of.agency, payload, at: now });
}

/** A contact that fell ill: its observation ends in the case, its contacts become close ones, and its sources are the likely infectors. */
async function turnContact(tx: Tx, of: Case, onDay: string, ctx: Context): Promise<void> {
  const [contact] = await lockObserved(tx, await kinOf(tx, of.personId));
  if (!contact) return;
  const rule = await loadTracingRule(tx, 'promotion', shanghaiDay(ctx.clock.now()));
  const grounds = { ruleId: 'promotion', ruleVersion: rule.version };
  await tieToCase(tx, contact.id, of.id);
  await endObservation(tx, [contact], 'TURNED_CASE', onDay, grounds, ctx);
  const promoted = await lockContacts(tx, await listPromoted(tx, contact.id, rule.contactKind));
  if (promoted.length > 0) await changeKind(tx, promoted, rule.contactKind, { onDay, caseId: of.id, rule: grounds }, ctx);
  const linked = new Set((await listLinks(tx, [of.id])).map(({ sourceCaseId }) => sourceCaseId));
  const sources = (await listSourcesOf(tx, contact.id)).filter((id) => id !== of.id && !linked.has(id));
  await insertLinks(tx, sources.map((sourceCaseId) => ({
    id: newId(), sourceCaseId, caseId: of.id, certainty: sources.length === 1 ? 'PROBABLE' as const : 'POSSIBLE' as const, note: null, ruleId: 'promotion',
    recordedAt: ctx.clock.now(), recordedById: ctx.actor.id, recordedBy: ctx.actor.name,
  })));
}

/** The case was none: whoever was watched before is watched on. Those whom the rule promoted stay close until an officer says otherwise. */
async function unturnContact(tx: Tx, of: Case, reason: string, ctx: Context): Promise<void> {
  const contact = await findTurnedInto(tx, of.id);
  if (contact) await resumeObservation(tx, contact, reason, ctx);
}
