import { HealthCodeAssigned } from '@lianfang/contracts/events';
import { newId, shanghaiDay } from '@lianfang/platform/clock';
import { emitMany } from '@lianfang/platform/outbox';
import { insertMany } from '@lianfang/platform/persistence';
import type { Tx } from '@lianfang/platform/persistence';
import type { CodeChange, CodeFact, CodeRule } from './code.rules.ts';
import { findLatestChanges, loadCodeRule, lockCodes } from './code.store.ts';

const changeColumns = {
  id: 'uuid', person_id: 'uuid', area_code: 'text', code: 'text', previous: 'text', rule_id: 'text', rule_version: 'text', reason: 'text', evidence_kind: 'text',
  evidence_reference: 'text', evidence_day: 'date', evidence_note: 'text', decided_at: 'timestamptz', recorded_at: 'timestamptz', until: 'timestamptz',
} as const;

export type RuleDecision = (current: CodeChange | null, fact: CodeFact, rule: CodeRule, made: { id: string; now: Date }) => CodeChange | null;

/** Sets the codes of many persons by one rule, each on its own evidence, and tells of each change. @returns how many changed */
export async function setCodesByRule(tx: Tx, ruleId: string, facts: readonly CodeFact[], decide: RuleDecision, now: Date): Promise<number> {
  if (facts.length === 0) return 0;
  const ids = facts.map(({ personId }) => personId);
  await lockCodes(tx, ids);
  const rule = await loadCodeRule(tx, ruleId, shanghaiDay(now));
  const latest = new Map((await findLatestChanges(tx, ids)).map((change) => [change.personId, change]));
  const changes = facts.flatMap((fact) => decide(latest.get(fact.personId) ?? null, fact, rule, { id: newId(), now }) ?? []);
  await insertMany(tx, 'code_changes', changeColumns, changes);
  await emitMany(tx, HealthCodeAssigned, changes.map((change) => ({ subject: change.personId, areaCode: change.areaCode, payload: payloadOf(change), at: change.decidedAt })));
  return changes.length;
}

function payloadOf({ id: changeId, personId, areaCode, code, previous, ruleId, ruleVersion, until, decidedAt }: CodeChange) {
  return { changeId, personId, areaCode, code, previous, ruleId, ruleVersion, until: until?.toISOString() ?? null, day: shanghaiDay(decidedAt) };
}
