import { batchLoader } from '@lianfang/platform/graph';
import type { Context } from '../graph.ts';
import type { Ending, EndingAnswer } from './ending.rules.ts';
import { findEndings, listAnswers } from './ending.store.ts';

export function endingLoader(ctx: Context) {
  return batchLoader<string, Ending>(ctx, 'ending', async (ids) => new Map((await findEndings(ctx.database.manager, ids)).map((row) => [row.id, row])));
}

export function answersLoader(ctx: Context) {
  return batchLoader<string, EndingAnswer[]>(ctx, 'endingAnswers', async (ids) => Map.groupBy(await listAnswers(ctx.database.manager, ids), (row) => row.endingId));
}
