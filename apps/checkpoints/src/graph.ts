import { joinResolvers, type RequestContext } from '@lianfang/platform/graph';
import { kinSubscriptions } from '@lianfang/platform/kin';
import { alertResolvers } from './alerts/alert.resolvers.ts';
import { alertTable } from './alerts/alert.table.ts';
import { arrivalResolvers } from './arrivals/arrival.resolvers.ts';
import { arrivalTable } from './arrivals/arrival.table.ts';
import { areaResolvers } from './checkpoints/area.resolvers.ts';
import { checkpointResolvers } from './checkpoints/checkpoint.resolvers.ts';
import { checkpointTable } from './checkpoints/checkpoint.table.ts';
import { codeSubscriptions } from './codes/code.consumer.ts';
import type { Resolvers } from './generated/types.ts';
import { passageResolvers } from './passages/passage.resolvers.ts';
import { passageTable } from './passages/passage.table.ts';
import { holderResolvers } from './passes/holder.resolvers.ts';
import type { PassKeys } from './passes/pass-code.ts';
import { passSubscriptions } from './passes/pass.consumer.ts';
import { passResolvers } from './passes/pass.resolvers.ts';
import { passTable, personBlockTable, quotaRuleTable } from './passes/pass.table.ts';

export interface Context extends RequestContext {
  /** Signs pass codes and reads scanned ones. */
  passKeys: PassKeys;
}

export const entities = [checkpointTable, quotaRuleTable, passTable, personBlockTable, passageTable, arrivalTable, alertTable];

export const subscriptions = [...passSubscriptions, ...codeSubscriptions, ...kinSubscriptions];

/** One line a noun; maps of the same type are joined. */
export const resolvers: Resolvers = joinResolvers([
  areaResolvers,
  holderResolvers,
  checkpointResolvers,
  passResolvers,
  passageResolvers,
  arrivalResolvers,
  alertResolvers,
]);
