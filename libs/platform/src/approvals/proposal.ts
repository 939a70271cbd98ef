import { areaLineage } from '@lianfang/contracts/areas';
import { mostDecidedAlone, mostInOneList, proposalHours } from '@lianfang/contracts/status';
import type { ProposalState } from '@lianfang/contracts/status';
import { Refusal } from '../refusals/index.ts';

/** A decision over many people that waits for a second person. Nothing of it takes effect before. */
export interface Proposal<Payload extends object = object> {
  id: string;
  operation: string;
  /** The smallest area that holds all its people. */
  areaCode: string;
  /** How many people it is about. */
  people: number;
  payload: Payload;
  proposedById: string;
  proposedBy: string;
  agency: string;
  proposedAt: Date;
  expiresAt: Date;
  state: ProposalState;
  decidedById: string | null;
  decidedBy: string | null;
  decidedAt: Date | null;
  decisionReason: string | null;
  /** What became of each row when it was approved. */
  verdicts: RowVerdict[] | null;
}

/** What became of one row of a list: done, or the code and text of why not. */
export interface RowVerdict {
  subject: string;
  code: string | null;
  zh: string | null;
  en: string | null;
}

export interface Decider {
  id: string;
  name: string;
}

export function openProposal<P extends object>(
  draft: Pick<Proposal<P>, 'operation' | 'areaCode' | 'people' | 'payload' | 'agency'>,
  by: Decider & { newId: string; now: Date },
): Proposal<P> {
  return {
    ...draft,
    id: by.newId,
    proposedById: by.id,
    proposedBy: by.name,
    proposedAt: by.now,
    expiresAt: new Date(by.now.getTime() + proposalHours * 3_600_000),
    state: 'OPEN',
    decidedById: null,
    decidedBy: null,
    decidedAt: null,
    decisionReason: null,
    verdicts: null,
  };
}

/** @throws Refusal PROPOSAL_DECIDED, PROPOSAL_EXPIRED, PROPOSAL_OWN */
export function decideProposal<P extends object>(
  proposal: Proposal<P>,
  decision: { state: 'APPROVED' | 'REJECTED'; reason: string | null },
  by: Decider,
  now: Date,
): Proposal<P> {
  const state = stateAt(proposal, now);
  if (state === 'EXPIRED') throw proposalExpired();
  if (state !== 'OPEN') throw proposalDecided(state);
  if (by.id === proposal.proposedById) throw proposalOwn();
  return { ...proposal, state: decision.state, decidedById: by.id, decidedBy: by.name, decidedAt: now, decisionReason: decision.reason };
}

export function stateAt(proposal: Pick<Proposal, 'state' | 'expiresAt'>, now: Date): ProposalState {
  return proposal.state === 'OPEN' && proposal.expiresAt <= now ? 'EXPIRED' : proposal.state;
}

/** The smallest area that all these codes lie in; empty when they share no province. */
export function commonArea(codes: readonly string[]): string {
  const [first = '', ...others] = codes;
  return areaLineage(first).findLast((area) => others.every((code) => code.startsWith(area))) ?? '';
}

/** @throws Refusal LIST_EMPTY, LIST_TOO_LONG, LIST_ROW_TWICE */
export function demandList(ids: readonly string[]): void {
  if (ids.length === 0) throw new Refusal('LIST_EMPTY', { zh: '名单为空，请至少选择一人。', en: 'The list is empty. Choose at least one person.' });
  if (ids.length > mostInOneList) {
    throw new Refusal('LIST_TOO_LONG', { zh: `一次最多 ${mostInOneList} 人，请分批提交。`, en: `At most ${mostInOneList} people in one list. Send it in parts.` });
  }
  if (new Set(ids.map((id) => id.toLowerCase())).size < ids.length) {
    throw new Refusal('LIST_ROW_TWICE', { zh: '名单中有重复的人，请去重后提交。', en: 'Somebody is in the list twice. Take the repetition out.' });
  }
}

/** Told to who asked for one decision too many: it is kept as a proposal, and not in force. */
export function secondApproverNeeded({ id, expiresAt }: Pick<Proposal, 'id' | 'expiresAt'>, roles: readonly string[]): Refusal {
  return new Refusal(
    'SECOND_APPROVER_NEEDED',
    {
      zh: `您在 10 分钟内已独自决定 ${mostDecidedAlone} 人，此项已转为提议，须由另一人在 24 小时内审批，目前尚未生效。`,
      en: `You decided over ${mostDecidedAlone} people alone within 10 minutes. This one is kept as a proposal: another person must approve it within 24 hours. It is not in force.`,
    },
    { proposalId: id, expiresAt: expiresAt.toISOString(), roles },
  );
}

export function proposalUnknown(): Refusal {
  return new Refusal('PROPOSAL_NOT_FOUND', { zh: '找不到该提议，或不在您的辖区内。', en: 'There is no such proposal in your area.' });
}

function proposalOwn(): Refusal {
  return new Refusal('PROPOSAL_OWN', {
    zh: '不能审批自己的提议，请由另一位有审批权限的同事决定。',
    en: 'Nobody decides over their own proposal. Ask another colleague who may approve.',
  });
}

function proposalExpired(): Refusal {
  return new Refusal('PROPOSAL_EXPIRED', {
    zh: `该提议超过 ${proposalHours} 小时无人审批，已失效。如仍需要，请重新提交。`,
    en: `Nobody decided over this proposal within ${proposalHours} hours: it is void. Send it again if it is still needed.`,
  });
}

const decidedNames = { APPROVED: { zh: '批准', en: 'approved' }, REJECTED: { zh: '驳回', en: 'rejected' } };

function proposalDecided(state: 'APPROVED' | 'REJECTED'): Refusal {
  const name = decidedNames[state];
  return new Refusal('PROPOSAL_DECIDED', { zh: `该提议已被${name.zh}，请刷新列表。`, en: `This proposal is ${name.en} already. Reload the list.` }, { state });
}
