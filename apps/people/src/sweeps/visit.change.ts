import { HouseholdSwept } from '@lianfang/contracts/events';
import { withinArea } from '@lianfang/platform/auth';
import { newId, shanghaiDay } from '@lianfang/platform/clock';
import { emit } from '@lianfang/platform/outbox';
import type { Tx } from '@lianfang/platform/persistence';
import { insertConflict } from '../edits/conflict.store.ts';
import type { RecordVisitInput } from '../generated/types.ts';
import type { Context } from '../graph.ts';
import { planRevisit } from '../targetgroups/revisit.rules.ts';
import { loadRule } from '../targetgroups/revisit.store.ts';
import { judgeAnswers } from '../targetgroups/target-group.rules.ts';
import type { Answer } from '../targetgroups/target-group.rules.ts';
import { listGroupVersions } from '../targetgroups/target-group.store.ts';
import { judgeMeeting } from './meeting.rules.ts';
import { actAs, tellSweeps } from './sweep.change.ts';
import { coverageChange, householdNotInSweep, judgeVisit } from './sweep.rules.ts';
import type { SweepRound, SweepTarget, SweepVisit } from './sweep.rules.ts';
import { countVisit, insertVisit, loadRoundForVisit, loadTargetForUpdate, markConflicted, noteAttempt, setDue } from './sweep.store.ts';

export type VisitReport = Omit<RecordVisitInput, 'key'>;

/** Records what was found at a door. @returns the id of the visit */
export async function recordVisit(tx: Tx, report: VisitReport, ctx: Context): Promise<string> {
  const round = await loadRoundForVisit(tx, report.roundId);
  const visit = visitOf(report, ctx);
  judgeVisit(visit, round);
  visit.answers = await soundAnswers(tx, round, visit);
  const target = await loadTargetForUpdate(tx, round.id, visit.householdId);
  if (!withinArea(ctx.actor, target.areaCode)) throw householdNotInSweep();
  await actAs(tx, ctx.actor);
  await meet(tx, { round, target, visit }, ctx);
  await tellSweeps(tx, ctx.clock.now());
  return visit.id;
}

/** Somebody seems to live behind a door that was done: it is due again in every open round. @returns doors */
export function callForRevisit(tx: Tx, { householdId, dueAt }: { householdId: string; dueAt: Date }): Promise<number> {
  return setDue(tx, householdId, dueAt);
}

function visitOf(report: VisitReport, ctx: Context): SweepVisit {
  return {
    id: newId(),
    roundId: report.roundId,
    householdId: report.householdId,
    outcome: report.outcome,
    method: report.method,
    returnees: Object.fromEntries(report.returnees.map(({ origin, people }) => [origin, people])),
    note: report.note?.trim() || null,
    visitedAt: new Date(report.visitedAt),
    receivedAt: ctx.clock.now(),
    visitedBy: ctx.actor.name,
    visitedById: ctx.actor.id,
    standing: 'COUNTED',
    version: null,
    basedOn: report.basedOn ?? null,
    answers: [...report.answers],
  };
}

async function soundAnswers(tx: Tx, round: SweepRound, { answers, outcome }: SweepVisit): Promise<Answer[]> {
  if (answers.length === 0) return [];
  const versions = await listGroupVersions(tx, round.targetGroupIds);
  const asked = (groupId: string, version: number) => versions.find((one) => one.groupId === groupId && one.version === version)?.questions;
  return judgeAnswers(answers, asked, outcome === 'VISITED', round.targetGroupIds);
}

interface AtTheDoor {
  round: SweepRound;
  target: SweepTarget;
  visit: SweepVisit;
}

async function meet(tx: Tx, { round, target, visit }: AtTheDoor, ctx: Context): Promise<void> {
  const meeting = judgeMeeting(target.lastVisit, visit, { version: target.version, knownVersion: visit.basedOn });
  const { steps } = await loadRule(tx, round.ruleAreaCode, round.ruleVersion);
  switch (meeting.standing) {
    case 'COUNTED':
    case 'MERGED': {
      const counted: SweepVisit = { ...visit, ...(meeting.standing === 'MERGED' ? meeting.found : {}), standing: meeting.standing, version: target.version + 1 };
      await insertVisit(tx, counted);
      await countVisit(tx, counted, planRevisit(target, counted.outcome, counted.visitedAt, steps));
      await tellSwept(tx, target, counted, ctx);
      return;
    }
    case 'CONFIRMS':
      await insertVisit(tx, { ...visit, standing: 'CONFIRMS' });
      await noteAttempt(tx, target, planRevisit(target, visit.outcome, visit.visitedAt, steps));
      return;
    case 'LATE':
      await insertVisit(tx, { ...visit, standing: 'LATE' });
      return;
    case 'CONFLICT':
      await insertVisit(tx, { ...visit, standing: 'CONFLICT' });
      await insertConflict(tx, visitConflict(target, visit, meeting.fields));
      await markConflicted(tx, target, true);
  }
}

function visitConflict(target: SweepTarget, visit: SweepVisit, fields: string[]) {
  const known = target.lastVisit!;
  return {
    id: newId(), kind: 'VISIT' as const, areaCode: target.areaCode, personId: null, roundId: target.roundId, householdId: target.householdId, fields, valuesSealed: null,
    firstVisitId: known.id, secondVisitId: visit.id, firstById: known.visitedById, firstBy: known.visitedBy, secondById: visit.visitedById, secondBy: visit.visitedBy,
    basedOn: visit.basedOn ?? 0, madeAt: visit.visitedAt, receivedAt: visit.receivedAt,
  };
}

/** How the coverage of the grid moved, told once the door is written. */
export async function tellSwept(tx: Tx, target: SweepTarget, visit: SweepVisit, ctx: Context): Promise<void> {
  const { reached, returnees } = coverageChange(target.lastVisit, visit);
  const { roundId, householdId, areaCode } = target;
  const at = ctx.clock.now();
  await emit(tx, HouseholdSwept, {
    subject: roundId, areaCode, agency: ctx.actor.agency, at,
    payload: { roundId, householdId, areaCode, day: shanghaiDay(at), outcome: visit.outcome, reached, returnees },
  });
}
