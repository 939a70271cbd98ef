import type { RequestContext } from '@lianfang/platform/graph';
import type { EntitySchema } from 'typeorm';
import { figureResolvers } from './figures/figure.resolvers.ts';
import type { Resolvers } from './generated/types.ts';

export type Context = RequestContext;

/** None: the read model is written by sums and read by day, both in SQL. */
export const entities: EntitySchema[] = [];

export const resolvers: Resolvers = figureResolvers;
