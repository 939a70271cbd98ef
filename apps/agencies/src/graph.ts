import type { RequestContext } from '@lianfang/platform/graph';
import type { Sealer } from '@lianfang/platform/sealing';
import type { EntitySchema } from 'typeorm';
import { agencyResolvers } from './agencies/agency.resolvers.ts';
import type { Resolvers } from './generated/types.ts';

export interface Context extends RequestContext {
  /** Seals the names of staff, and reasons that may name a person. */
  sealer: Sealer;
}

export const entities: EntitySchema[] = [];

export const resolvers: Resolvers = {
  ...agencyResolvers,
  Query: {
    ...agencyResolvers.Query,
  },
};
