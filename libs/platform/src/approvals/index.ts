/** Decisions over people: what they rest on, and the second person that many of them need. */
export { readEvidence, readReason } from './evidence.ts';
export type { EvidenceClaim } from './evidence.ts';
export { commonArea, decideProposal, demandList, openProposal, proposalUnknown, secondApproverNeeded, stateAt } from './proposal.ts';
export type { Decider, Proposal, RowVerdict } from './proposal.ts';
export {
  countProposals,
  decideAlone,
  findProposal,
  insertProposal,
  judgeEach,
  listProposals,
  loadProposalForUpdate,
  updateProposal,
} from './store.ts';
export type { ProposalFilter } from './store.ts';
export { approvalTables, proposalTable } from './tables.ts';
