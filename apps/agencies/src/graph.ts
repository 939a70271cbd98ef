import { joinResolvers, type RequestContext } from '@lianfang/platform/graph';
import type { Sealer } from '@lianfang/platform/sealing';
import { accountResolvers } from './accounts/account.resolvers.ts';
import { accountTable, revocationTable } from './accounts/account.table.ts';
import { agencyResolvers } from './agencies/agency.resolvers.ts';
import { endingResolvers } from './ending/ending.resolvers.ts';
import { endingAnswerTable, endingTable } from './ending/ending.table.ts';
import { glassResolvers } from './glass/glass.resolvers.ts';
import { glassTable } from './glass/glass.table.ts';
import { holdResolvers } from './holds/hold.resolvers.ts';
import { holdTable } from './holds/hold.table.ts';
import { keyResolvers } from './keys/key.resolvers.ts';
import { keyTable } from './keys/key.table.ts';
import { trailResolvers } from './trail/trail.resolvers.ts';
import type { Resolvers } from './generated/types.ts';

export interface Context extends RequestContext {
  /** Seals the names of staff, and reasons that may name a person. */
  sealer: Sealer;
}

export const entities = [accountTable, revocationTable, keyTable, glassTable, holdTable, endingTable, endingAnswerTable];

/** One line a noun; maps of the same type are joined. */
export const resolvers: Resolvers = joinResolvers([
  agencyResolvers,
  accountResolvers,
  keyResolvers,
  glassResolvers,
  holdResolvers,
  endingResolvers,
  trailResolvers,
]);
