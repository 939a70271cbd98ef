import { demandArea } from '@lianfang/platform/auth';
import { shanghaiDay } from '@lianfang/platform/clock';
import { areaOf } from '../areas/area.loader.ts';
import { listChildren } from '../areas/area.store.ts';
import { demandDay } from '../cases/case.rules.ts';
import type { Resolvers } from '../generated/types.ts';
import type { Context } from '../graph.ts';
import { bulletinTooFine, sumsOf } from './bulletin.rules.ts';
import type { Bulletin } from './bulletin.rules.ts';
import { listCells } from './bulletin.store.ts';

const communityDigits = 12;

export const bulletinResolvers: Pick<Resolvers, 'Bulletin' | 'Query'> = {
  Query: {
    bulletin: async (_root, { areaCode, day, knownOn }, ctx) => (await bulletinsOf([areaCode], areaCode, { day, knownOn }, ctx))[0]!,
    bulletinsBelow: async (_root, { areaCode, day, knownOn }, ctx) => {
      const below = areaCode.length < communityDigits ? await listChildren(ctx.database.manager, [areaCode]) : [];
      return bulletinsOf(below.map(({ code }) => code), areaCode, { day, knownOn }, ctx);
    },
  },
  Bulletin: { area: ({ areaCode }, _args, ctx) => areaOf(ctx, areaCode) },
};

async function bulletinsOf(codes: readonly string[], askedCode: string, asked: { day?: string | null | undefined; knownOn?: string | null | undefined }, ctx: Context): Promise<Bulletin[]> {
  demandArea(ctx.actor, askedCode);
  if (askedCode.length > communityDigits) throw bulletinTooFine();
  const now = shanghaiDay(ctx.clock.now());
  const day = demandDay(asked.day ?? now, now);
  const knownOn = demandDay(asked.knownOn ?? now, now);
  const cells = Map.groupBy(await listCells(ctx.database.manager, codes, day, knownOn), ({ areaCode }) => areaCode);
  return codes.map((areaCode) => {
    const of = cells.get(areaCode) ?? [];
    const sums = (which: 'today' | 'yesterday' | 'change') => sumsOf(of.map((row) => ({ cell: row.cell, people: row[which] })));
    return { areaCode, day, knownOn, today: sums('today'), yesterday: sums('yesterday'), change: sums('change') };
  });
}
