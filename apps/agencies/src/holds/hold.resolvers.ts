import { HoldLifted, HoldPlaced } from '@lianfang/contracts/events';
import { demandArea, withinArea } from '@lianfang/platform/auth';
import { newId } from '@lianfang/platform/clock';
import { connection, pageOfIds } from '@lianfang/platform/graph';
import { concealed } from '@lianfang/platform/masking';
import { emit } from '@lianfang/platform/outbox';
import { answerOnce, demandIds, transact } from '@lianfang/platform/persistence';
import { agencyOf } from '../agencies/agency.told.ts';
import type { Resolvers } from '../generated/types.ts';
import { openReason } from '../reason.ts';
import { holdLoader } from './hold.loader.ts';
import { holdNotFound, liftHold, placeHold } from './hold.rules.ts';
import { countHolds, findHoldForUpdate, findHolds, insertHold, listHolds, updateHold } from './hold.store.ts';

export const holdResolvers: Pick<Resolvers, 'Hold' | 'Query' | 'Mutation'> = {
  Query: {
    holds: async (_root, { areaCode, active, first, after }, ctx) => {
      demandArea(ctx.actor, areaCode);
      const page = pageOfIds({ first, after });
      const filter = { areaCode, active };
      return connection(await listHolds(ctx.database.manager, filter, page), page, (row) => row.id, () => countHolds(ctx.database.manager, filter));
    },
  },
  Mutation: {
    placeHold: (_root, { input }, ctx) => {
      demandArea(ctx.actor, input.areaCode);
      demandIds({ personId: input.personId, householdId: input.householdId });
      const now = ctx.clock.now();
      const fresh = placeHold(input, { id: newId(), now, by: ctx.actor, reasonSealed: ctx.sealer.seal(input.reason.trim()) });
      const call = { key: input.key, operation: 'placeHold', caller: ctx.actor.id, payload: input };
      return transact(ctx.database, async (tx) => {
        const id = await answerOnce(tx, call, async () => {
          await insertHold(tx, fresh);
          const { id: holdId, kind, areaCode, personId, householdId } = fresh;
          await emit(tx, HoldPlaced, { subject: holdId, areaCode, payload: { holdId, kind, areaCode, personId, householdId }, at: now });
          return holdId;
        });
        return (await findHolds(tx, [id]))[0]!;
      });
    },
    liftHold: (_root, { holdId }, ctx) =>
      transact(ctx.database, async (tx) => {
        const held = await findHoldForUpdate(tx, holdId);
        if (!held || held.placedAgency !== ctx.actor.agency || !withinArea(ctx.actor, held.areaCode)) throw holdNotFound();
        const now = ctx.clock.now();
        const lifted = liftHold(held, { id: ctx.actor.id, at: now });
        if (lifted === held) return held;
        await updateHold(tx, lifted);
        await emit(tx, HoldLifted, { subject: holdId, areaCode: held.areaCode, payload: { holdId, areaCode: held.areaCode }, at: now });
        return lifted;
      }),
  },
  Hold: {
    __resolveReference: async ({ id }, ctx) => {
      const hold = await holdLoader(ctx).load(id);
      const may = ctx.actor.scopes.has('hold:place') || ctx.actor.scopes.has('audit:read');
      return hold && may && withinArea(ctx.actor, hold.areaCode) ? hold : null;
    },
    area: ({ areaCode }) => ({ code: areaCode }),
    person: ({ personId }) => (personId ? { id: personId } : null),
    household: ({ householdId }) => (householdId ? { id: householdId } : null),
    reason: ({ reasonSealed }, _args, ctx) => concealed({ open: () => openReason(reasonSealed, ctx.sealer), mask: () => '*' }),
    agency: ({ placedAgency }, _args, ctx) => agencyOf(placedAgency, ctx),
  },
};
