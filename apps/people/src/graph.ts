import { proposalTable } from '@lianfang/platform/approvals';
import { joinResolvers, type RequestContext } from '@lianfang/platform/graph';
import type { Sealer } from '@lianfang/platform/sealing';
import { areaResolvers } from './areas/area.resolvers.ts';
import { areaTable, compoundTable, gridSquadTable } from './areas/area.table.ts';
import { compoundResolvers } from './areas/compound.resolvers.ts';
import { compoundUnitTable, squadMemberTable } from './areas/compound.table.ts';
import { bulletinResolvers } from './bulletins/bulletin.resolvers.ts';
import { caseResolvers } from './cases/case.resolvers.ts';
import { caseFactTable, caseTable } from './cases/case.table.ts';
import { chainResolvers } from './chains/chain.resolvers.ts';
import { infectionLinkTable } from './chains/chain.table.ts';
import { clearanceResolvers } from './clearances/clearance.resolvers.ts';
import { contactResolvers } from './contacts/contact.resolvers.ts';
import { contactTable, exposureTable } from './contacts/contact.table.ts';
import { codeSubscriptions } from './codes/code.consumer.ts';
import { codeResolvers } from './codes/code.resolvers.ts';
import { codeChangeTable } from './codes/code.table.ts';
import { followUpResolvers } from './follow-ups/follow-up.resolvers.ts';
import { duplicateResolvers } from './duplicates/duplicate.resolvers.ts';
import { duplicatePairTable, personMergeTable } from './duplicates/duplicate.table.ts';
import type { Resolvers } from './generated/types.ts';
import { editResolvers } from './edits/edit.resolvers.ts';
import { householdResolvers } from './households/household.resolvers.ts';
import { householdTable } from './households/household.table.ts';
import { ledgerResolvers } from './ledgers/ledger.resolvers.ts';
import { ledgerImportTable } from './ledgers/ledger.table.ts';
import { personResolvers } from './people/person.resolvers.ts';
import { personTable } from './people/person.table.ts';
import { presetResolvers } from './presets/preset.resolvers.ts';
import { exportPresetTable, ledgerExportTable, presetVersionTable } from './presets/preset.table.ts';
import { feverReportResolvers } from './feverreports/fever-report.resolvers.ts';
import { feverImportTable, feverReportTable, feverFollowUpTable } from './feverreports/fever-report.table.ts';
import { feverFollowUpResolvers } from './feverreports/follow-up.resolvers.ts';
import { specimenDoorResolvers } from './specimens/door.resolvers.ts';
import { specimenResolvers } from './specimens/specimen.resolvers.ts';
import { discrepancyTable, specimenDoorTable, specimenReportTable, specimenTable } from './specimens/specimen.table.ts';
import { readingSubscriptions } from './readings/flag.consumer.ts';
import { flagResolvers } from './readings/flag.resolvers.ts';
import { readingResolvers } from './readings/reading.resolvers.ts';
import { readingFlagTable, readingImportTable, readingSourceTable } from './readings/reading.table.ts';
import { listResolvers } from './reconciliation/list.resolvers.ts';
import { listSourceTable, reconciliationListTable } from './reconciliation/list.table.ts';
import { listedResolvers } from './reconciliation/listed.resolvers.ts';
import { assistRequestTable, listedPersonTable } from './reconciliation/listed.table.ts';
import { residentResolvers } from './residents/resident.resolvers.ts';
import { signOffResolvers } from './signoffs/sign-off.resolvers.ts';
import { sweepResolvers } from './sweeps/sweep.resolvers.ts';
import { sweepRoundTable, sweepVisitTable } from './sweeps/sweep.table.ts';
import { targetGroupResolvers } from './targetgroups/target-group.resolvers.ts';
import { doorResolvers } from './doors/door.resolvers.ts';
import { doorCodeTable, selfReportTable } from './doors/door.table.ts';
import { keyPersonResolvers } from './keypersons/keyperson.resolvers.ts';
import { keyPersonTable, teamPostTable } from './keypersons/keyperson.table.ts';
import { liaisonResolvers } from './liaison/liaison.resolvers.ts';
import { liaisonDoorTable, liaisonPlanTable, liaisonVisitTable } from './liaison/liaison.table.ts';
import { officialResolvers } from './officials/official.resolvers.ts';
import { officialTable } from './officials/official.table.ts';
import { tipResolvers } from './tipoffs/tipoff.resolvers.ts';
import { tipOffTable, tipRewardTable } from './tipoffs/tipoff.table.ts';

export interface Context extends RequestContext {
  /** Seals ID numbers and phones, and makes their search indexes. */
  sealer: Sealer;
}

export const entities = [
  areaTable,
  gridSquadTable,
  compoundTable,
  squadMemberTable,
  compoundUnitTable,
  householdTable,
  personTable,
  sweepRoundTable,
  sweepVisitTable,
  ledgerImportTable,
  proposalTable,
  codeChangeTable,
  listSourceTable,
  reconciliationListTable,
  listedPersonTable,
  assistRequestTable,
  duplicatePairTable,
  personMergeTable,
  exportPresetTable,
  presetVersionTable,
  ledgerExportTable,
  caseTable,
  caseFactTable,
  contactTable,
  exposureTable,
  infectionLinkTable,
  readingSourceTable,
  readingImportTable,
  readingFlagTable,
  specimenTable,
  specimenDoorTable,
  discrepancyTable,
  specimenReportTable,
  feverReportTable,
  feverImportTable,
  feverFollowUpTable,
  officialTable, keyPersonTable, teamPostTable,
  liaisonDoorTable, liaisonVisitTable, liaisonPlanTable,
  tipOffTable, tipRewardTable,
  doorCodeTable, selfReportTable,
];

export const subscriptions = [...codeSubscriptions, ...readingSubscriptions];

/** One line a noun; maps of the same type are joined. */
export const resolvers: Resolvers = joinResolvers([
  areaResolvers,
  householdResolvers,
  personResolvers,
  sweepResolvers,
  targetGroupResolvers,
  signOffResolvers,
  editResolvers,
  ledgerResolvers,
  codeResolvers,
  clearanceResolvers,
  listResolvers,
  listedResolvers,
  compoundResolvers,
  residentResolvers,
  duplicateResolvers,
  presetResolvers,
  caseResolvers,
  contactResolvers,
  followUpResolvers,
  chainResolvers,
  bulletinResolvers,
  readingResolvers,
  flagResolvers,
  specimenResolvers,
  specimenDoorResolvers,
  feverReportResolvers,
  feverFollowUpResolvers,
  officialResolvers,
  keyPersonResolvers,
  liaisonResolvers,
  tipResolvers,
  doorResolvers,
]);
