import type { Evidence, HealthCodeColour } from '@lianfang/contracts/status';
import { Refusal } from '@lianfang/platform/refusals';

/** A version of a rule by which codes are set. */
export interface CodeRule {
  id: string;
  version: string;
  /** Null: the person who decides names it. */
  code: HealthCodeColour | null;
  /** A yellow or red code ends after so many days; null: when another fact ends it. */
  days: number | null;
  summaryZh: string;
  summaryEn: string;
}

/** One entry of a person's history: what was set, by which rule, on which evidence, by whom. */
export interface CodeChange {
  id: string;
  personId: string;
  areaCode: string;
  code: HealthCodeColour;
  previous: HealthCodeColour;
  ruleId: string;
  ruleVersion: string;
  reason: string | null;
  evidenceKind: Evidence['kind'];
  evidenceReference: string;
  evidenceDay: string;
  evidenceNote: string | null;
  /** Null: the rule decided by itself. */
  decidedById: string | null;
  decidedBy: string | null;
  approvedById: string | null;
  approvedBy: string | null;
  agency: string | null;
  proposalId: string | null;
  /** The change that this one corrects. */
  corrects: string | null;
  decidedAt: Date;
  recordedAt: Date;
  until: Date | null;
}

/** The code of a person at an instant. */
export interface HealthCode {
  personId: string;
  code: HealthCodeColour;
  since: Date | null;
  until: Date | null;
  ruleId: string;
  ruleVersion: string;
}

/** A fact of another service that a rule answers with a code. */
export interface CodeFact {
  personId: string;
  areaCode: string;
  evidence: Evidence;
  at: Date;
}

export interface CodeDecision {
  code: HealthCodeColour;
  reason: string;
  evidence: Evidence;
}

/** Who decides; after a proposal, who approved it too. */
export interface CodeDecider {
  id: string;
  name: string;
  agency: string;
  approval: { proposalId: string; byId: string; by: string } | null;
}

interface Made {
  id: string;
  now: Date;
}

const severity: Record<HealthCodeColour, number> = { GREEN: 0, YELLOW: 1, RED: 2 };

export const arrivalRules = { HIGH: 'arrival-high', MEDIUM: 'arrival-medium', LOW: 'arrival-low' } as const;

/** What holds at `at`: after its end a code is green, and who never had one is green. */
export function codeAt(change: CodeChange | null, personId: string, at: Date): HealthCode {
  if (!change) return { personId, code: 'GREEN', since: null, until: null, ruleId: 'unassigned', ruleVersion: '8' };
  if (change.until && change.until <= at) return { personId, code: 'GREEN', since: change.until, until: null, ruleId: 'expired', ruleVersion: '8' };
  return { personId, code: change.code, since: change.decidedAt, until: change.until, ruleId: change.ruleId, ruleVersion: change.ruleVersion };
}

/** An arrival makes a code stricter or longer, never milder; one that happened before the code in force changes nothing. */
export function assignOnArrival(current: CodeChange | null, fact: CodeFact, rule: CodeRule, made: Made): CodeChange | null {
  if (current && current.decidedAt > fact.at) return null;
  const change = byRule(current, fact, rule, made);
  return !current || isStricter(change, current, fact.at) ? change : null;
}

function isStricter(change: CodeChange, current: CodeChange, at: Date): boolean {
  const before = codeAt(current, current.personId, at);
  if (severity[change.code] !== severity[before.code]) return severity[change.code] > severity[before.code];
  const forEver = Number.MAX_SAFE_INTEGER;
  return (change.until?.getTime() ?? forEver) > (before.until?.getTime() ?? forEver);
}

/** An order in force is a red code, whatever stood before. */
export function assignOnOrder(current: CodeChange | null, fact: CodeFact, rule: CodeRule, made: Made): CodeChange | null {
  return current && isOfOrder(current, fact.evidence.reference) ? null : byRule(current, fact, rule, made);
}

/** The release ends what the order or the arrival before it had set; a code that a person set since then stands. */
export function assignOnRelease(current: CodeChange | null, fact: CodeFact, rule: CodeRule, made: Made): CodeChange | null {
  if (!current || current.code === 'GREEN' || isDecided(current)) return null;
  return byRule(current, fact, rule, made);
}

/** A case is red whatever stood before; the same rule does not say it twice of one case. */
export function assignOnCase(current: CodeChange | null, fact: CodeFact, rule: CodeRule, made: Made): CodeChange | null {
  const told = current !== null && current.ruleId === rule.id && current.evidenceReference === fact.evidence.reference;
  return told ? null : byRule(current, fact, rule, made);
}

/** What cases and contacts had set ends with them; a code that an order or a person set since then stands. */
export function assignOnCaseEnd(current: CodeChange | null, fact: CodeFact, rule: CodeRule, made: Made): CodeChange | null {
  return current && current.code !== 'GREEN' && /^(case|contact)-/.test(current.ruleId) ? byRule(current, fact, rule, made) : null;
}

function isDecided({ ruleId }: CodeChange): boolean {
  return ruleId === 'by-decision' || ruleId === 'correction';
}

function isOfOrder({ ruleId, evidenceReference }: CodeChange, orderId: string): boolean {
  return ruleId === 'order-confirmed' && evidenceReference === orderId;
}

function byRule(current: CodeChange | null, { personId, areaCode, evidence, at }: CodeFact, rule: CodeRule, made: Made): CodeChange {
  if (!rule.code) throw new RangeError(`rule ${rule.id} leaves the code to a person`);
  return {
    ...blank(current, { personId, areaCode, code: rule.code, evidence, rule, at }, made),
    reason: null,
    decidedById: null,
    decidedBy: null,
    approvedById: null,
    approvedBy: null,
    agency: null,
    proposalId: null,
    corrects: null,
  };
}

/** @throws Refusal CODE_UNCHANGED, CODE_BOUND_TO_ORDER */
export function assignCode(
  current: CodeChange | null,
  person: { personId: string; areaCode: string },
  decision: CodeDecision,
  rule: CodeRule,
  by: CodeDecider,
  made: Made,
): CodeChange {
  const before = codeAt(current, person.personId, made.now);
  if (before.ruleId === 'order-confirmed') throw codeBoundToOrder();
  if (current && before.code === decision.code) throw codeUnchanged(before.code);
  return {
    ...blank(current, { ...person, ...decision, rule, at: made.now }, made),
    reason: decision.reason,
    decidedById: by.id,
    decidedBy: by.name,
    approvedById: by.approval?.byId ?? null,
    approvedBy: by.approval?.by ?? null,
    agency: by.agency,
    proposalId: by.approval?.proposalId ?? null,
    corrects: null,
  };
}

/** @throws Refusal CODE_CHANGED_MEANWHILE, CODE_UNCHANGED, CODE_BOUND_TO_ORDER */
export function correctCode(
  current: CodeChange | null,
  correction: CodeDecision & { changeId: string },
  rule: CodeRule,
  by: CodeDecider,
  made: Made,
): CodeChange {
  if (current?.id !== correction.changeId.toLowerCase()) throw codeChangedMeanwhile();
  return { ...assignCode(current, current, correction, rule, by, made), corrects: current.id };
}

function blank(
  current: CodeChange | null,
  set: { personId: string; areaCode: string; code: HealthCodeColour; evidence: Evidence; rule: CodeRule; at: Date },
  { id, now }: Made,
) {
  const { personId, areaCode, code, evidence, rule, at } = set;
  return {
    id,
    personId,
    areaCode,
    code,
    previous: codeAt(current, personId, at).code,
    ruleId: rule.id,
    ruleVersion: rule.version,
    evidenceKind: evidence.kind,
    evidenceReference: evidence.reference,
    evidenceDay: evidence.day,
    evidenceNote: evidence.note,
    decidedAt: at,
    recordedAt: now,
    until: code === 'GREEN' || rule.days === null ? null : new Date(at.getTime() + rule.days * 86_400_000),
  };
}

function codeUnchanged(code: HealthCodeColour): Refusal {
  const names = { GREEN: { zh: '绿码', en: 'green' }, YELLOW: { zh: '黄码', en: 'yellow' }, RED: { zh: '红码', en: 'red' } }[code];
  return new Refusal('CODE_UNCHANGED', { zh: `此人已是${names.zh}，无需再赋。`, en: `This person's code is ${names.en} already.` });
}

function codeBoundToOrder(): Refusal {
  return new Refusal('CODE_BOUND_TO_ORDER', {
    zh: '此人正在执行隔离令，红码随隔离令解除而转绿。请先解除隔离令。',
    en: 'An isolation order is in force, and the red code ends with it. Release the order instead.',
  });
}

function codeChangedMeanwhile(): Refusal {
  return new Refusal('CODE_CHANGED_MEANWHILE', {
    zh: '要更正的不是此人当前的赋码记录。请刷新后核对最新记录。',
    en: 'This is not the latest change of the person’s code. Reload and look at the latest one.',
  });
}
