import {
  countProposals, decideProposal, demandList, findProposal, listProposals, loadProposalForUpdate, proposalUnknown, readEvidence, readReason, stateAt,
  updateProposal,
} from '@lianfang/platform/approvals';
import type { Proposal, RowVerdict } from '@lianfang/platform/approvals';
import { demandArea, withinArea } from '@lianfang/platform/auth';
import { shanghaiDay } from '@lianfang/platform/clock';
import { connection, pageOfIds } from '@lianfang/platform/graph';
import { inSight } from '@lianfang/platform/masking';
import { answerOnce, transact } from '@lianfang/platform/persistence';
import type { Json } from '@lianfang/platform/persistence';
import { areaOf } from '../areas/area.loader.ts';
import type { Resolvers } from '../generated/types.ts';
import type { Context } from '../graph.ts';
import { personLoader } from '../people/person.loader.ts';
import { unseenPerson } from '../people/person.rules.ts';
import type { ToldPerson } from '../people/person.rules.ts';
import { applyProposal, decideOrPropose } from './code.change.ts';
import type { CodeAnswer, CodeRequest } from './code.change.ts';
import { changeLoader, historyLoader, latestChangeLoader, ruleKey, ruleLoader } from './code.loader.ts';
import { codeAt } from './code.rules.ts';
import type { CodeChange } from './code.rules.ts';

type CodeResolvers = Pick<
  Resolvers,
  'Person' | 'HealthCode' | 'HealthCodeChange' | 'CodeVerdict' | 'CodeDecision' | 'CodeProposal' | 'CodeRule' | 'Query' | 'Mutation'
>;

/** A page shows the first hundred people of a proposal; the rest are counted. */
const mostShown = 100;

export const codeResolvers: CodeResolvers = {
  Query: {
    codeProposals: async (_root, { areaCode, state, first, after }, ctx) => {
      demandArea(ctx.actor, areaCode);
      const page = pageOfIds({ first, after });
      const filter = { areaCode, state, now: ctx.clock.now() };
      const rows = (await listProposals(ctx.database.manager, filter, page)) as Proposal<CodeRequest>[];
      return connection(rows, page, (row) => row.id, () => countProposals(ctx.database.manager, filter));
    },
    codeProposal: (_root, { id }, ctx) => ownProposal(id, ctx),
  },
  Mutation: {
    assignHealthCodes: (_root, { input }, ctx) => {
      demandList(input.personIds);
      const { key, personIds, code } = input;
      const request = { personIds, code, ...readGrounds(input, ctx), corrects: null };
      return decide({ key, operation: 'assignHealthCodes', payload: input }, request, ctx);
    },
    correctHealthCode: (_root, { input }, ctx) => {
      const { key, personId, changeId, code } = input;
      const request = { personIds: [personId], code, ...readGrounds(input, ctx), corrects: changeId };
      return decide({ key, operation: 'correctHealthCode', payload: input }, request, ctx);
    },
    approveCodeProposal: (_root, { proposalId, reason }, ctx) => settle(proposalId, { state: 'APPROVED', reason: reason?.trim() ? readReason(reason) : null }, ctx),
    rejectCodeProposal: (_root, { proposalId, reason }, ctx) => settle(proposalId, { state: 'REJECTED', reason: readReason(reason) }, ctx),
  },
  Person: {
    healthCode: async (person, _args, ctx) => {
      if (!inSight(person, ctx)) return null;
      return codeAt(await latestChangeLoader(ctx).load(person.id), person.id, ctx.clock.now());
    },
    codeHistory: async (person, _args, ctx) => (inSight(person, ctx) ? ((await historyLoader(ctx).load(person.id)) ?? []) : []),
  },
  HealthCode: { rule: ({ ruleId, ruleVersion }, _args, ctx) => ruleOf(ruleId, ruleVersion, ctx) },
  HealthCodeChange: {
    person: ({ personId }, _args, ctx) => personOf(personId, ctx),
    rule: ({ ruleId, ruleVersion }, _args, ctx) => ruleOf(ruleId, ruleVersion, ctx),
    evidence: evidenceOf,
    decidedBy: ({ decidedBy }, _args, ctx) => officialOf(decidedBy, ctx),
    approvedBy: ({ approvedBy }, _args, ctx) => officialOf(approvedBy, ctx),
    at: ({ decidedAt }) => decidedAt,
    corrects: ({ corrects }, _args, ctx) => (corrects ? changeLoader(ctx).load(corrects) : null),
  },
  CodeRule: { summary: (rule, _args, { language }) => (language === 'zh' ? rule.summaryZh : rule.summaryEn) },
  CodeVerdict: {
    personId: ({ subject }) => subject,
    change: ({ subject, code }, _args, ctx) => (code ? null : latestChangeLoader(ctx).load(subject)),
    refusal: ({ code }) => code,
    message: ({ zh, en }, _args, { language }) => (language === 'zh' ? zh : en),
  },
  CodeDecision: {
    proposal: async ({ proposalId }, _args, ctx) => (proposalId ? ownProposal(proposalId, ctx) : null),
  },
  CodeProposal: {
    __resolveReference: ({ id }, ctx) => ownProposal(id, ctx),
    area: ({ areaCode }, _args, ctx) => areaOf(ctx, areaCode),
    code: ({ payload }) => payload.code,
    persons: ({ payload }, _args, ctx) => Promise.all(payload.personIds.slice(0, mostShown).map((id) => personOf(id, ctx))),
    reason: ({ payload }) => payload.reason,
    evidence: ({ id, areaCode, payload }) => ({ id, areaCode, ...payload.evidence }),
    state: (proposal, _args, ctx) => stateAt(proposal, ctx.clock.now()),
    own: ({ proposedById }, _args, ctx) => proposedById === ctx.actor.id,
    verdicts: ({ verdicts }) => verdicts ?? [],
  },
};

/** Officials are told to officials; a resident is told the agency. */
function officialOf(name: string | null, { actor }: Context): string | null {
  return actor.householdId === undefined ? name : null;
}

function readGrounds({ reason, evidence }: { reason: string; evidence?: Parameters<typeof readEvidence>[0] }, ctx: Context) {
  return { evidence: readEvidence(evidence, shanghaiDay(ctx.clock.now())), reason: readReason(reason) };
}

function decide(call: { key: string; operation: string; payload: unknown }, request: CodeRequest, ctx: Context): Promise<CodeAnswer> {
  return transact(ctx.database, (tx) =>
    answerOnce(tx, { ...call, caller: ctx.actor.id }, async () => (await decideOrPropose(tx, request, ctx)) as unknown as Json),
  ) as Promise<unknown> as Promise<CodeAnswer>;
}

function settle(id: string, decision: { state: 'APPROVED' | 'REJECTED'; reason: string | null }, ctx: Context): Promise<Proposal<CodeRequest>> {
  return transact(ctx.database, async (tx) => {
    const proposal = (await loadProposalForUpdate(tx, id)) as Proposal<CodeRequest>;
    if (!withinArea(ctx.actor, proposal.areaCode)) throw proposalUnknown();
    const decided = decideProposal(proposal, decision, ctx.actor, ctx.clock.now());
    const verdicts: RowVerdict[] | null = decided.state === 'APPROVED' ? await applyProposal(tx, decided, ctx) : null;
    await updateProposal(tx, { ...decided, verdicts });
    return { ...decided, verdicts };
  });
}

async function ownProposal(id: string, ctx: Context): Promise<Proposal<CodeRequest> | null> {
  const proposal = (await findProposal(ctx.database.manager, id)) as Proposal<CodeRequest> | null;
  return proposal && withinArea(ctx.actor, proposal.areaCode) ? proposal : null;
}

async function ruleOf(id: string, version: string, ctx: Context) {
  return (await ruleLoader(ctx).load(ruleKey(id, version)))!;
}

async function personOf(id: string, ctx: Context): Promise<ToldPerson> {
  const person = await personLoader(ctx).load(id);
  return person && inSight(person, ctx) ? person : unseenPerson(id, ctx.actor.areaCode);
}

/** With its record's id and area: by them the note is shown or masked, and the sight of it told. */
function evidenceOf({ id, areaCode, evidenceKind: kind, evidenceReference: reference, evidenceDay: day, evidenceNote: note }: CodeChange) {
  return { id, areaCode, kind, reference, day, note };
}
