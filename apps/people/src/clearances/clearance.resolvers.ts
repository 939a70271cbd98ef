import { shanghaiDay } from '@lianfang/platform/clock';
import { codeAt } from '../codes/code.rules.ts';
import { findLatestChanges } from '../codes/code.store.ts';
import type { Resolvers } from '../generated/types.ts';
import { mayWork, readNumbers } from './clearance.rules.ts';
import { findHolders } from './clearance.store.ts';

export const clearanceResolvers: Pick<Resolvers, 'Query'> = {
  Query: {
    clearances: async (_root, { idNumbers }, ctx) => {
      const now = ctx.clock.now();
      const asked = readNumbers(idNumbers, shanghaiDay(now)).map((number) => ctx.sealer.indexes(number));
      const holders = await findHolders(ctx.database.manager, ctx.actor.areaCode, asked.flat());
      const changes = await findLatestChanges(ctx.database.manager, [...holders.values()].map(({ id }) => id));
      const changeOf = new Map(changes.map((change) => [change.personId, change]));
      // The trail has an entry for every call: one that is written only when somebody is known would tell so by its time.
      ctx.audit.seen({ type: 'Clearance', id: ctx.requestId, areaCode: ctx.actor.areaCode }, 'idNumbers');
      for (const { id, areaCode } of holders.values()) ctx.audit.seen({ type: 'Person', id, areaCode }, 'clearance');
      return asked.map((indexes) => {
        const holder = indexes.map((index) => holders.get(index.toString('hex'))).find((found) => found !== undefined);
        return mayWork(holder ? codeAt(changeOf.get(holder.id) ?? null, holder.id, now) : null);
      });
    },
  },
};
