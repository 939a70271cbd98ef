import { proposalTable } from '@lianfang/platform/approvals';
import { joinResolvers, type RequestContext } from '@lianfang/platform/graph';
import type { Sealer } from '@lianfang/platform/sealing';
import { areaResolvers } from './areas/area.resolvers.ts';
import { areaTable, compoundTable, gridSquadTable } from './areas/area.table.ts';
import { clearanceResolvers } from './clearances/clearance.resolvers.ts';
import { codeSubscriptions } from './codes/code.consumer.ts';
import { codeResolvers } from './codes/code.resolvers.ts';
import { codeChangeTable } from './codes/code.table.ts';
import type { Resolvers } from './generated/types.ts';
import { householdResolvers } from './households/household.resolvers.ts';
import { householdTable } from './households/household.table.ts';
import { ledgerResolvers } from './ledgers/ledger.resolvers.ts';
import { ledgerImportTable } from './ledgers/ledger.table.ts';
import { personResolvers } from './people/person.resolvers.ts';
import { personTable } from './people/person.table.ts';
import { readingSubscriptions } from './readings/flag.consumer.ts';
import { flagResolvers } from './readings/flag.resolvers.ts';
import { readingResolvers } from './readings/reading.resolvers.ts';
import { readingFlagTable, readingImportTable, readingSourceTable } from './readings/reading.table.ts';
import { listResolvers } from './reconciliation/list.resolvers.ts';
import { listSourceTable, reconciliationListTable } from './reconciliation/list.table.ts';
import { listedResolvers } from './reconciliation/listed.resolvers.ts';
import { assistRequestTable, listedPersonTable } from './reconciliation/listed.table.ts';
import { sweepResolvers } from './sweeps/sweep.resolvers.ts';
import { sweepRoundTable, sweepVisitTable } from './sweeps/sweep.table.ts';

export interface Context extends RequestContext {
  /** Seals ID numbers and phones, and makes their search indexes. */
  sealer: Sealer;
}

export const entities = [
  areaTable,
  gridSquadTable,
  compoundTable,
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
  readingSourceTable,
  readingImportTable,
  readingFlagTable,
];

export const subscriptions = [...codeSubscriptions, ...readingSubscriptions];

/** One line a noun; maps of the same type are joined. */
export const resolvers: Resolvers = joinResolvers([
  areaResolvers,
  householdResolvers,
  personResolvers,
  sweepResolvers,
  ledgerResolvers,
  codeResolvers,
  clearanceResolvers,
  listResolvers,
  listedResolvers,
  readingResolvers,
  flagResolvers,
]);
