import { demandArea, withinArea } from '@lianfang/platform/auth';
import { newId } from '@lianfang/platform/clock';
import { connection, pageOfIds } from '@lianfang/platform/graph';
import { answerOnce, demandIds, transact } from '@lianfang/platform/persistence';
import { concealed } from '@lianfang/platform/masking';
import { agencyOf } from '../agencies/agency.told.ts';
import type { Resolvers } from '../generated/types.ts';
import type { Context } from '../graph.ts';
import { openReason } from '../reason.ts';
import { endOpening, enterOpening } from './glass.change.ts';
import { openingLoader } from './glass.loader.ts';
import { glassNotFound } from './glass.refusals.ts';
import { breakGlass, closeGlass, isOpen, mayClose } from './glass.rules.ts';
import type { GlassOpening } from './glass.rules.ts';
import { countOpen, countOpenings, findOpeningForUpdate, findOpenings, listOpenings, lockLooker } from './glass.store.ts';
import type { OpeningFilter } from './glass.store.ts';

export const glassResolvers: Pick<Resolvers, 'GlassOpening' | 'Query' | 'Mutation'> = {
  Query: {
    myGlassOpenings: (_root, args, ctx) => pageOf(ctx, { accountId: ctx.actor.id }, args),
    glassOpenings: (_root, { areaCode, open, ...args }, ctx) => {
      demandArea(ctx.actor, areaCode);
      return pageOf(ctx, { areaCode, ...(open == null ? {} : { lying: { open, at: ctx.clock.now() } }) }, args);
    },
  },
  Mutation: {
    breakGlass: (_root, { input }, ctx) => {
      demandIds({ personId: input.personId });
      const call = { key: input.key, operation: 'breakGlass', caller: ctx.actor.id, payload: input };
      return transact(ctx.database, async (tx) => {
        const id = await answerOnce(tx, call, async () => {
          const { id: looker } = ctx.actor;
          const now = ctx.clock.now();
          await lockLooker(tx, looker);
          const reasonSealed = ctx.sealer.seal(input.reason.trim());
          const opening = breakGlass(input, { id: newId(), now, by: lookerOf(ctx), reasonSealed, openAlready: await countOpen(tx, looker, now) });
          await enterOpening(tx, opening);
          ctx.audit.note({ record: { type: 'GlassOpening', id: opening.id, areaCode: opening.areaCode }, rule: 'glass.three-hours' });
          return opening.id;
        });
        return (await findOpenings(tx, [id]))[0]!;
      });
    },
    closeGlass: (_root, { openingId }, ctx) =>
      transact(ctx.database, async (tx) => {
        const held = await findOpeningForUpdate(tx, openingId);
        const by = { id: ctx.actor.id, areaCode: ctx.actor.areaCode, administers: ctx.actor.scopes.has('account:manage') };
        if (!held || !mayClose(held, by)) throw glassNotFound();
        const now = ctx.clock.now();
        const closed = closeGlass(held, { id: ctx.actor.id, at: now });
        if (closed !== held) await endOpening(tx, closed, now);
        return closed;
      }),
  },
  GlassOpening: {
    __resolveReference: async ({ id }, ctx) => {
      const opening = await openingLoader(ctx).load(id);
      return opening && (opening.accountId === ctx.actor.id || withinArea(ctx.actor, opening.areaCode)) ? opening : null;
    },
    agency: (opening, _args, ctx) => agencyOf(opening.agency, ctx),
    area: ({ areaCode }) => ({ code: areaCode }),
    person: ({ personId }) => (personId ? { id: personId } : null),
    reason: ({ reasonSealed }, _args, ctx) => concealed({ open: () => openReason(reasonSealed, ctx.sealer), mask: () => '*' }),
    until: ({ closedAt, until }) => closedAt ?? until,
    open: (opening, _args, ctx) => isOpen(opening, ctx.clock.now()),
  },
};

/** Without its own sight the command centre may open its own area too: it sees named persons with a logged reason only. */
function lookerOf({ actor }: Context) {
  return { id: actor.id, agency: actor.agency, areaCode: actor.areaCode, seesOwnArea: actor.seesOwnArea && actor.scopes.has('household:read') };
}

async function pageOf(ctx: Context, filter: OpeningFilter, args: { first: number; after?: string | null }) {
  const page = pageOfIds(args);
  const rows: GlassOpening[] = await listOpenings(ctx.database.manager, filter, page);
  return connection(rows, page, (row) => row.id, () => countOpenings(ctx.database.manager, filter));
}
