import { HealthCodeAssigned } from '@lianfang/contracts/events';
import type { Evidence, HealthCodeColour } from '@lianfang/contracts/status';
import { commonArea, decideAlone, insertProposal, judgeEach, openProposal } from '@lianfang/platform/approvals';
import type { Proposal, RowVerdict } from '@lianfang/platform/approvals';
import { withinArea } from '@lianfang/platform/auth';
import { newId, shanghaiDay } from '@lianfang/platform/clock';
import { emit } from '@lianfang/platform/outbox';
import type { Tx } from '@lianfang/platform/persistence';
import type { Context } from '../graph.ts';
import { personUnknown } from '../people/person.rules.ts';
import { findPeople } from '../people/person.store.ts';
import { assignCode, correctCode } from './code.rules.ts';
import type { CodeChange, CodeDecider } from './code.rules.ts';
import { findLatestChanges, insertChange, loadCodeRule, lockCodes } from './code.store.ts';

/** What a person asks for, and what a proposal keeps until it is approved. */
export interface CodeRequest {
  personIds: string[];
  code: HealthCodeColour;
  reason: string;
  evidence: Evidence;
  /** Of a correction: the change to be corrected. */
  corrects: string | null;
}

export type CodeProposalRow = Proposal<CodeRequest>;

/** The stored answer of a call: ids only. */
export interface CodeAnswer {
  verdicts: RowVerdict[];
  proposalId: string | null;
}

/** Decides at once when one person may, else keeps the request as a proposal. */
export async function decideOrPropose(tx: Tx, request: CodeRequest, ctx: Context): Promise<CodeAnswer> {
  const now = ctx.clock.now();
  if (await decideAlone(tx, ctx.actor, request.personIds.length, now)) {
    const { id, name, agency } = ctx.actor;
    return { verdicts: await applyRequest(tx, request, { id, name, agency, approval: null }, ctx), proposalId: null };
  }
  const areas = (await findPeople(tx, request.personIds)).filter(({ areaCode }) => withinArea(ctx.actor, areaCode)).map(({ areaCode }) => areaCode);
  // A proposal about nobody of the own area would be a list that another person cannot look at.
  if (areas.length < request.personIds.length) throw personUnknown();
  const draft = { operation: 'code', areaCode: commonArea(areas), people: areas.length, payload: request, agency: ctx.actor.agency };
  const proposal = openProposal(draft, { id: ctx.actor.id, name: ctx.actor.name, newId: newId(), now });
  await insertProposal(tx, proposal);
  return { verdicts: [], proposalId: proposal.id };
}

/** An approved proposal: the proposer decided, the caller approved. */
export function applyProposal(tx: Tx, proposal: Proposal<CodeRequest>, ctx: Context): Promise<RowVerdict[]> {
  const approval = { proposalId: proposal.id, byId: ctx.actor.id, by: ctx.actor.name };
  return applyRequest(tx, proposal.payload, { id: proposal.proposedById, name: proposal.proposedBy, agency: proposal.agency, approval }, ctx);
}

async function applyRequest(tx: Tx, request: CodeRequest, by: CodeDecider, ctx: Context): Promise<RowVerdict[]> {
  const now = ctx.clock.now();
  const rule = await loadCodeRule(tx, request.corrects ? 'correction' : 'by-decision', shanghaiDay(now));
  await lockCodes(tx, request.personIds);
  const people = new Map((await findPeople(tx, request.personIds)).map((person) => [person.id, person]));
  const latest = new Map((await findLatestChanges(tx, request.personIds)).map((change) => [change.personId, change]));
  return judgeEach(tx, request.personIds, (id) => id, async (asked) => {
    const person = people.get(asked.toLowerCase());
    if (!person || !withinArea(ctx.actor, person.areaCode)) throw personUnknown();
    const current = latest.get(person.id) ?? null;
    const made = { id: newId(), now };
    const change = request.corrects
      ? correctCode(current, { ...request, changeId: request.corrects }, rule, by, made)
      : assignCode(current, { personId: person.id, areaCode: person.areaCode }, request, rule, by, made);
    await recordChange(tx, change);
    ctx.audit.note({ record: { type: 'Person', id: person.id, areaCode: person.areaCode }, rule: `${rule.id}@${rule.version}`, reason: change.evidenceKind });
  });
}

/** Writes the change and tells it. */
export async function recordChange(tx: Tx, change: CodeChange): Promise<void> {
  await insertChange(tx, change);
  const { id: changeId, personId, areaCode, code, previous, ruleId, ruleVersion, until, decidedAt } = change;
  await emit(tx, HealthCodeAssigned, {
    subject: personId,
    areaCode,
    agency: change.agency ?? undefined,
    payload: { changeId, personId, areaCode, code, previous, ruleId, ruleVersion, until: until?.toISOString() ?? null, day: shanghaiDay(decidedAt) },
    at: decidedAt,
  });
}
