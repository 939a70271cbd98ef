import { agencies, isAgency } from '@lianfang/contracts/access';
import type { Resolvers } from '../generated/types.ts';
import { openingLoader } from '../glass/glass.loader.ts';
import { agencyOf, toldRoles } from './agency.told.ts';

export const agencyResolvers: Pick<Resolvers, 'Agency' | 'Caller' | 'Query'> = {
  Query: {
    agencies: (_root, _args, ctx) => Object.keys(agencies).map((id) => agencyOf(id, ctx)),
    caller: (_root, _args, { actor }) => ({ accountId: actor.id, scopes: [...actor.scopes].sort() }),
  },
  Agency: {
    __resolveReference: ({ id }, ctx) => (isAgency(id) ? agencyOf(id, ctx) : null),
  },
  Caller: {
    agency: (_caller, _args, ctx) => (isAgency(ctx.actor.agency) ? agencyOf(ctx.actor.agency, ctx) : null),
    roles: (_caller, _args, ctx) => toldRoles(ctx.actor.roles, ctx),
    area: (_caller, _args, { actor }) => (actor.areaCode === '-' ? null : { code: actor.areaCode }),
    openings: async (_caller, _args, ctx) => {
      const found = await Promise.all(ctx.actor.openings.map(({ id }) => openingLoader(ctx).load(id)));
      return found.filter((opening) => opening !== null);
    },
  },
};
