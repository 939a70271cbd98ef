import { areaRange } from '@lianfang/contracts/areas';
import { batchLoader } from '@lianfang/platform/graph';
import type { Context } from '../graph.ts';
import { dayAfter, startOfDay } from '../times.rules.ts';
import type { Passage } from './passage.rules.ts';
import { countPassages, findPassages, listLatestOfCheckpoints, listLatestOfPersons } from './passage.store.ts';

export function passageLoader(ctx: Context) {
  return batchLoader<string, Passage>(
    ctx,
    'passage',
    async (ids) => new Map((await findPassages(ctx.database.manager, ids)).map((passage) => [passage.id, passage])),
  );
}

export function latestPassagesLoader(ctx: Context, first: number) {
  return batchLoader<string, Passage[]>(ctx, `latest-passages:${first}`, (ids) => listLatestOfCheckpoints(ctx.database.manager, ids, first));
}

/** At the gates of the caller's area. */
export function personPassagesLoader(ctx: Context, first: number) {
  return batchLoader<string, Passage[]>(ctx, `person-passages:${first}`, (ids) =>
    listLatestOfPersons(ctx.database.manager, ids, areaRange(ctx.actor.areaCode), first),
  );
}

export function passageCountLoader(ctx: Context, day: string) {
  const period = { from: startOfDay(day), below: startOfDay(dayAfter(day, 1)) };
  return batchLoader<string, number>(ctx, `passage-count:${day}`, (ids) => countPassages(ctx.database.manager, ids, period));
}
