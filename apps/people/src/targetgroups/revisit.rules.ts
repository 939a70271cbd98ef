import { Refusal } from '@lianfang/platform/refusals';
import type { SweepOutcome } from '../sweeps/sweep.rules.ts';

export type EscalationLevel = 'COMMUNITY' | 'STREET';

export interface RevisitStep {
  afterHours: number;
  /** Visits in vain, all together. */
  atMost: number;
  escalateTo: EscalationLevel;
}

export type RevisitSteps = Partial<Record<SweepOutcome, RevisitStep>>;

export interface RevisitRule {
  areaCode: string;
  version: number;
  steps: RevisitSteps;
  madeBy: string;
  madeAt: Date;
}

export interface Revisit {
  attempts: number;
  dueAt: Date | null;
  escalatedTo: EscalationLevel | null;
}

const inVain: ReadonlySet<SweepOutcome> = new Set(['ABSENT', 'REFUSED', 'NOT_FOUND']);

/** When a door is to be tried again after this visit, or who takes it over. Who was asked once stays asked until the door is reached. */
export function planRevisit(before: Pick<Revisit, 'attempts' | 'escalatedTo'>, outcome: SweepOutcome, visitedAt: Date, steps: RevisitSteps): Revisit {
  if (!inVain.has(outcome)) return { attempts: before.attempts, dueAt: null, escalatedTo: null };
  const attempts = before.attempts + 1;
  const step = steps[outcome];
  if (!step) return { attempts, dueAt: null, escalatedTo: before.escalatedTo };
  if (before.escalatedTo || attempts >= step.atMost) return { attempts, dueAt: null, escalatedTo: higher(before.escalatedTo, attempts >= step.atMost ? step.escalateTo : null) };
  return { attempts, dueAt: new Date(visitedAt.getTime() + step.afterHours * 3_600_000), escalatedTo: null };
}

function higher(one: EscalationLevel | null, other: EscalationLevel | null): EscalationLevel | null {
  return one === 'STREET' || other === 'STREET' ? 'STREET' : (one ?? other);
}

/** @throws Refusal REVISIT_RULE_INVALID */
export function judgeRevisitSteps(given: readonly (RevisitStep & { outcome: SweepOutcome })[]): RevisitSteps {
  const outcomes = new Set(given.map(({ outcome }) => outcome));
  const sound = given.every(({ outcome, afterHours, atMost }) => inVain.has(outcome) && afterHours >= 0 && afterHours <= 168 && atMost >= 1 && atMost <= 20);
  if (!sound || outcomes.size < given.length || given.length === 0) throw revisitRuleInvalid();
  return Object.fromEntries(given.map(({ outcome, ...step }) => [outcome, { afterHours: step.afterHours, atMost: step.atMost, escalateTo: step.escalateTo }]));
}

function revisitRuleInvalid(): Refusal {
  return new Refusal('REVISIT_RULE_INVALID', {
    zh: '复访规则不正确：只能为“无人、拒绝、地址不存在”各设一条，间隔 0–168 小时，次数 1–20 次。',
    en: 'The rule is wrong: one step each for absent, refused and not found; 0 to 168 hours, 1 to 20 visits.',
  });
}
