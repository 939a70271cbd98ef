import { proposalTable } from '@lianfang/platform/approvals';
import { joinResolvers, type RequestContext } from '@lianfang/platform/graph';
import { facilityResolvers } from './facilities/facility.resolvers.ts';
import { bedTable, facilityStepTable, facilityTable } from './facilities/facility.table.ts';
import type { Resolvers } from './generated/types.ts';
import { orderDecisionTable } from './orders/decision.table.ts';
import { orderResolvers } from './orders/order.resolvers.ts';
import { orderTable } from './orders/order.table.ts';
import { stayResolvers } from './stays/stay.resolvers.ts';

export type Context = RequestContext;

export const entities = [facilityTable, facilityStepTable, bedTable, orderTable, orderDecisionTable, proposalTable];

/** One line a noun; maps of the same type are joined. */
export const resolvers: Resolvers = joinResolvers([
  facilityResolvers,
  orderResolvers,
  stayResolvers,
]);
