import { demandArea, withinArea } from '@lianfang/platform/auth';
import type { Resolvers } from '../generated/types.ts';
import { loadFigures } from './figure.loader.ts';
import { dayOf, demandAreaCode, demandAreaCodes, lastDays } from './figure.rules.ts';

export const figureResolvers: Pick<Resolvers, 'Area' | 'Figures' | 'Query'> = {
  Query: {
    figures: (_root, { areaCode, day }, ctx) => {
      demandArea(ctx.actor, areaCode);
      demandAreaCode(areaCode);
      return loadFigures(ctx, areaCode, dayOf(day, ctx.clock.now()));
    },
    figuresOf: (_root, { areaCodes, day }, ctx) => {
      demandAreaCodes(areaCodes);
      for (const code of areaCodes) demandArea(ctx.actor, code);
      const asked = dayOf(day, ctx.clock.now());
      return Promise.all(areaCodes.map((code) => loadFigures(ctx, code, asked)));
    },
  },
  Area: {
    __resolveReference: ({ code }) => ({ code }),
    figures: ({ code }, { day }, ctx) => {
      demandArea(ctx.actor, code);
      return loadFigures(ctx, code, dayOf(day, ctx.clock.now()));
    },
    figuresHistory: ({ code }, { days }, ctx) => {
      demandArea(ctx.actor, code);
      return Promise.all(lastDays(days, ctx.clock.now()).map((day) => loadFigures(ctx, code, day)));
    },
  },
  Figures: {
    __resolveReference: ({ areaCode, day }, ctx) => (withinArea(ctx.actor, areaCode) ? loadFigures(ctx, areaCode, day) : null),
    area: ({ areaCode }) => ({ code: areaCode }),
  },
};
