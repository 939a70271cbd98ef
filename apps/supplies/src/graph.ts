import { joinResolvers, type RequestContext } from '@lianfang/platform/graph';
import { allocationResolvers } from './allocations/allocation.resolvers.ts';
import { allocationLineTable, allocationTable } from './allocations/allocation.table.ts';
import { donationResolvers } from './donations/donation.resolvers.ts';
import { donationLineTable, donationTable } from './donations/donation.table.ts';
import type { Resolvers } from './generated/types.ts';
import { stockResolvers } from './stock/stock.resolvers.ts';
import { itemTable, placeTable, stockMovementTable, stockTable } from './stock/stock.table.ts';
import { supportResolvers } from './support/support.resolvers.ts';
import { supportTable } from './support/support.table.ts';

export type Context = RequestContext;

export const entities = [
  itemTable,
  placeTable,
  stockTable,
  stockMovementTable,
  donationTable,
  donationLineTable,
  allocationTable,
  allocationLineTable,
  supportTable,
];

/** One line a noun; maps of the same type are joined. */
export const resolvers: Resolvers = joinResolvers([
  stockResolvers,
  donationResolvers,
  allocationResolvers,
  supportResolvers,
]);
