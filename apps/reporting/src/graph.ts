import { joinResolvers, type RequestContext } from '@lianfang/platform/graph';
import type { EntitySchema } from 'typeorm';
import { directiveResolvers } from './directives/directive.resolvers.ts';
import { directiveTable } from './directives/directive.table.ts';
import { figureResolvers } from './figures/figure.resolvers.ts';
import type { Resolvers } from './generated/types.ts';

export type Context = RequestContext;

/** The read model has none: it is written by sums and read by day, both in SQL. */
export const entities: EntitySchema<any>[] = [directiveTable]; // eslint-disable-line @typescript-eslint/no-explicit-any -- rows of every kind

/** One line a noun; maps of the same type are joined. */
export const resolvers: Resolvers = joinResolvers([
  figureResolvers,
  directiveResolvers,
]);
