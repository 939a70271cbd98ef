import { batchLoader } from '@lianfang/platform/graph';
import type { Context } from '../graph.ts';
import { figuresOn } from './figure.rules.ts';
import type { Figures } from './figure.rules.ts';
import { findFigures } from './figure.store.ts';
import type { AreaDay } from './figure.store.ts';

/** The figures of an area and day; those asked for in one tick come with one query. */
export async function loadFigures(ctx: Context, areaCode: string, day: string): Promise<Figures> {
  const loader = batchLoader<string, Figures>(ctx, 'figures', async (keys) => {
    const asked = keys.map(askedBy);
    const kept = new Map((await findFigures(ctx.database.manager, asked)).map((found) => [keyOf(found.asked), found.kept]));
    return new Map(asked.map((one) => [keyOf(one), figuresOn(one.areaCode, one.day, kept.get(keyOf(one)) ?? null)]));
  });
  return (await loader.load(keyOf({ areaCode, day })))!;
}

function keyOf({ areaCode, day }: AreaDay): string {
  return `${areaCode}:${day}`;
}

function askedBy(key: string): AreaDay {
  const [areaCode, day] = key.split(':') as [string, string];
  return { areaCode, day };
}
