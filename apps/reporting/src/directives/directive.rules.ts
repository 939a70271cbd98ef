import { type Agency, isAgency } from '@lianfang/contracts/access';
import { Refusal } from '@lianfang/platform/refusals';

export type DirectiveState = 'ISSUED' | 'DONE' | 'WITHDRAWN';

export interface DirectiveStep {
  text: string;
  doneBy: string | null;
  /** ISO 8601: steps are kept as JSON. */
  doneAt: string | null;
}

export interface Directive {
  id: string;
  areaCode: string;
  ownerAgency: string;
  task: string;
  steps: DirectiveStep[];
  state: DirectiveState;
  issuedBy: string;
  issuedAt: Date;
  deadline: Date;
  doneBy: string | null;
  doneAt: Date | null;
  outcome: string | null;
}

export interface DirectiveDraft {
  areaCode: string;
  ownerAgency: string;
  task: string;
  steps: readonly string[];
  deadline: Date;
}

const mostSteps = 20;
const longestText = 2_000;

/** @throws Refusal DIRECTIVE_TASK_MISSING, DIRECTIVE_STEPS_INVALID, DIRECTIVE_DEADLINE_PASSED, AGENCY_UNKNOWN */
export function issueDirective(draft: DirectiveDraft, by: { id: string; name: string }, now: Date): Directive {
  const task = draft.task.trim();
  if (!task || task.length > longestText) throw taskMissing();
  const texts = draft.steps.map((text) => text.trim());
  if (texts.length > mostSteps || texts.some((text) => !text || text.length > longestText)) throw stepsInvalid();
  if (!isAgency(draft.ownerAgency)) throw agencyUnknown();
  if (!(draft.deadline > now)) throw deadlinePassed();
  const steps = texts.map((text) => ({ text, doneBy: null, doneAt: null }));
  const ownerAgency: Agency = draft.ownerAgency;
  return { id: by.id, areaCode: draft.areaCode, ownerAgency, task, steps, state: 'ISSUED', issuedBy: by.name, issuedAt: now, deadline: draft.deadline, doneBy: null, doneAt: null, outcome: null };
}

/** @param number counts from 1. @throws Refusal DIRECTIVE_NOT_OPEN, DIRECTIVE_STEP_UNKNOWN */
export function completeDirectiveStep(directive: Directive, number: number, by: string, now: Date): Directive {
  demandOpen(directive);
  if (!directive.steps[number - 1]) throw stepUnknown(directive.steps.length);
  const steps = directive.steps.map((step, at) => (at === number - 1 && !step.doneAt ? { ...step, doneBy: by, doneAt: now.toISOString() } : step));
  return { ...directive, steps };
}

/** @throws Refusal DIRECTIVE_NOT_OPEN, DIRECTIVE_STEPS_OPEN, DIRECTIVE_OUTCOME_MISSING */
export function completeDirective(directive: Directive, outcome: string, by: string, now: Date): Directive {
  demandOpen(directive);
  const open = directive.steps.filter(({ doneAt }) => !doneAt).length;
  if (open > 0) throw stepsOpen(open);
  return { ...directive, state: 'DONE', doneBy: by, doneAt: now, outcome: demandOutcome(outcome) };
}

/** @throws Refusal DIRECTIVE_NOT_OPEN, DIRECTIVE_OUTCOME_MISSING */
export function withdrawDirective(directive: Directive, reason: string): Directive {
  demandOpen(directive);
  return { ...directive, state: 'WITHDRAWN', outcome: demandOutcome(reason) };
}

export function isOverdue({ state, deadline, doneAt }: Pick<Directive, 'state' | 'deadline' | 'doneAt'>, now: Date): boolean {
  return state !== 'WITHDRAWN' && (doneAt ?? now) > deadline;
}

export function minutesTaken({ state, issuedAt, doneAt }: Pick<Directive, 'state' | 'issuedAt' | 'doneAt'>, now: Date): number | null {
  return state === 'WITHDRAWN' ? null : Math.floor(((doneAt ?? now).getTime() - issuedAt.getTime()) / 60_000);
}

/** @throws Refusal DIRECTIVE_NOT_OWN: only the agency that is to act reports on it */
export function demandOwner(directive: Directive, agency: string): void {
  if (directive.ownerAgency === agency) return;
  throw new Refusal('DIRECTIVE_NOT_OWN', { zh: '该指令由其他部门承办，只有承办部门可以填报。', en: 'Another agency is to carry this out; only that agency reports on it.' }, { ownerAgency: directive.ownerAgency });
}

export function directiveUnknown(): Refusal {
  return new Refusal('DIRECTIVE_NOT_FOUND', { zh: '找不到该指令，或不在您的辖区内。', en: 'There is no such directive in your area.' });
}

function demandOpen({ state }: Directive): void {
  if (state === 'ISSUED') return;
  const done = state === 'DONE';
  throw new Refusal('DIRECTIVE_NOT_OPEN', { zh: `该指令已${done ? '办结' : '撤回'}，请刷新列表。`, en: `This directive is ${done ? 'done' : 'withdrawn'} already. Reload the list.` }, { state });
}

function demandOutcome(text: string): string {
  const outcome = text.trim();
  if (outcome && outcome.length <= longestText) return outcome;
  throw new Refusal('DIRECTIVE_OUTCOME_MISSING', { zh: `请写明办理结果或撤回理由，不超过 ${longestText} 字。`, en: `Say what came of it, or why it is withdrawn, in at most ${longestText} characters.` });
}

function taskMissing(): Refusal {
  return new Refusal('DIRECTIVE_TASK_MISSING', { zh: `请写明指令内容，不超过 ${longestText} 字。`, en: `Say what is to be done, in at most ${longestText} characters.` });
}

function stepsInvalid(): Refusal {
  return new Refusal('DIRECTIVE_STEPS_INVALID', { zh: `步骤最多 ${mostSteps} 条，每条都要有内容。`, en: `There are at most ${mostSteps} steps, and none is empty.` });
}

function deadlinePassed(): Refusal {
  return new Refusal('DIRECTIVE_DEADLINE_PASSED', { zh: '时限须晚于现在。', en: 'The deadline lies in the future.' });
}

function agencyUnknown(): Refusal {
  return new Refusal('AGENCY_UNKNOWN', { zh: '没有这个部门，请从列表中选择。', en: 'There is no such agency. Choose one from the list.' });
}

function stepUnknown(count: number): Refusal {
  return new Refusal('DIRECTIVE_STEP_UNKNOWN', { zh: `该指令只有 ${count} 个步骤。`, en: `This directive has ${count} steps.` });
}

function stepsOpen(open: number): Refusal {
  return new Refusal('DIRECTIVE_STEPS_OPEN', { zh: `还有 ${open} 个步骤未完成，请先逐项完成。`, en: `${open} steps are not done yet. Complete them first.` }, { open });
}
