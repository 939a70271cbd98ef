import { FeverSelfReported, HouseholdReported, RiskMovementReported } from '@lianfang/contracts/events';
import { anonymous } from '@lianfang/platform/auth';
import { newId, shanghaiDay } from '@lianfang/platform/clock';
import { emit, emitMany } from '@lianfang/platform/outbox';
import type { Tx } from '@lianfang/platform/persistence';
import { recordChange } from '../codes/code.change.ts';
import { arrivalRules, assignOnArrival } from '../codes/code.rules.ts';
import { findLatestChanges, loadCodeRule, lockCodes } from '../codes/code.store.ts';
import { fileReports } from '../feverreports/file-reports.change.ts';
import type { Context } from '../graph.ts';
import type { Household } from '../households/household.rules.ts';
import { personUnknown } from '../people/person.rules.ts';
import { listMembers } from '../people/person.store.ts';
import { recordVisit } from '../sweeps/visit.change.ts';
import { hasFever, judgeReport, makeReport, returneesOf } from './door.rules.ts';
import type { MemberReport, ReportWay, Risk, SelfReport } from './door.rules.ts';
import { insertReport, listScannedRounds } from './report.store.ts';
import type { KeptMovement } from './report.store.ts';

/** What the calls that follow from a report are made as: the household itself, in its own area and nowhere else. */
const doorName = { zh: '住户扫码申报', en: 'self-report' };

export interface KeptReport {
  reportId: string;
  rounds: number;
}

/** Keeps a report and does what follows from it, all in the caller's transaction. */
export async function keepReport(tx: Tx, of: { household: Household; way: ReportWay; reportedAt: Date }, members: readonly MemberReport[], ctx: Context): Promise<KeptReport> {
  const { household, way, reportedAt } = of;
  const now = ctx.clock.now();
  judgeReport(members, reportedAt, now);
  const known = new Set((await listMembers(tx, [household.id])).map(({ id }) => id));
  if (members.some(({ personId }) => !known.has(personId))) throw personUnknown();
  const report = makeReport({ id: newId(), householdId: household.id, areaCode: household.areaCode, way, reportedAt, receivedAt: now }, members);
  const fresh = await insertReport(tx, report, members);
  const rounds = await countAsVisit(tx, report, members, ctx);
  const risky = fresh.filter((movement): movement is KeptMovement & { risk: Risk } => movement.risk !== null);
  for (const movement of risky) await setCode(tx, movement, household.areaCode, now);
  await followFevers(tx, report, members, ctx);
  await tell(tx, report, members, risky, now);
  return { reportId: report.id, rounds };
}

/** A scan is a visit in every open round that takes them; the visit made last counts, whoever made it. */
async function countAsVisit(tx: Tx, report: SelfReport, members: readonly MemberReport[], ctx: Context): Promise<number> {
  const rounds = await listScannedRounds(tx, report.householdId, report.day);
  const asDoor: Context = { ...ctx, actor: { ...anonymous, id: 'door', kind: 'service', name: doorName.zh, areaCode: report.areaCode } };
  for (const roundId of rounds) {
    await recordVisit(tx, {
      roundId, householdId: report.householdId, outcome: 'VISITED', method: 'QR', returnees: returneesOf(members, report.areaCode), answers: [], visitedAt: report.reportedAt,
    }, asDoor);
  }
  return rounds.length;
}

/** As an arrival does: stricter, never milder; a term that is over sets nothing. */
async function setCode(tx: Tx, movement: KeptMovement & { risk: Risk }, areaCode: string, now: Date): Promise<void> {
  const at = new Date(`${movement.cameOn}T00:00:00+08:00`);
  await lockCodes(tx, [movement.personId]);
  const [current = null] = await findLatestChanges(tx, [movement.personId]);
  const rule = await loadCodeRule(tx, arrivalRules[movement.risk], movement.cameOn);
  const evidence = { kind: 'ARRIVAL_DECLARATION' as const, reference: movement.id, day: movement.cameOn, note: null };
  const change = assignOnArrival(current, { personId: movement.personId, areaCode, at, evidence }, rule, { id: newId(), now });
  if (change && (change.until === null || change.until > now)) await recordChange(tx, change);
}

/** A fever opens the follow-up that a pharmacy's report would, once for the same person. */
async function followFevers(tx: Tx, report: SelfReport, members: readonly MemberReport[], ctx: Context): Promise<void> {
  const fevers = members.filter(hasFever);
  const claims = fevers.map(({ personId, temperature }) => ({
    kind: 'SELF_REPORT' as const, personId, name: null, idNumber: null, phone: null, address: null, medicines: null, temperature, occurredAt: report.reportedAt,
  }));
  const identities = fevers.map(({ personId }) => `self-report ${report.id} ${personId}`);
  await fileReports(tx, claims, identities, { id: 'door', name: doorName.zh, areaCode: report.areaCode, importId: null }, ctx);
}

async function tell(tx: Tx, report: SelfReport, members: readonly MemberReport[], risky: readonly (KeptMovement & { risk: Risk })[], at: Date): Promise<void> {
  const { id: reportId, householdId, areaCode, present, absent, fever, moved } = report;
  const day = shanghaiDay(at);
  await emit(tx, HouseholdReported, { subject: householdId, areaCode, at, payload: { reportId, householdId, areaCode, day, present, absent, fever, moved } });
  await emitMany(tx, FeverSelfReported, members.filter(hasFever).map(({ personId, temperature }) => ({
    subject: personId, areaCode, at, payload: { reportId, personId, householdId, areaCode, temperature: temperature!, day },
  })));
  const temperatures = new Map(members.map(({ personId, temperature }) => [personId, temperature]));
  await emitMany(tx, RiskMovementReported, risky.map(({ id: movementId, personId, originAreaCode, risk, cameOn }) => ({
    subject: personId, areaCode, at,
    payload: { movementId, reportId, personId, householdId, areaCode, originAreaCode, risk, temperature: temperatures.get(personId) ?? null, day, cameAt: `${cameOn}T00:00:00+08:00` },
  })));
}
