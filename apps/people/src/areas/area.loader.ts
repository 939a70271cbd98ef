import { withinArea, withinSight } from '@lianfang/platform/auth';
import { batchLoader } from '@lianfang/platform/graph';
import type { Context } from '../graph.ts';
import { areaUnknown } from './area.rules.ts';
import type { Area, Compound, GridSquad, RegisterCounts } from './area.rules.ts';
import { countRegister, findAreas, findCompounds, findSquads, listChildren, listCompounds } from './area.store.ts';

export function areaLoader(ctx: Context) {
  return batchLoader<string, Area>(ctx, 'area', async (codes) => keyed(await findAreas(ctx.database.manager, codes), (area) => area.code));
}

export function compoundLoader(ctx: Context) {
  return batchLoader<string, Compound>(ctx, 'compound', async (ids) =>
    keyed(await findCompounds(ctx.database.manager, ids), (compound) => compound.id),
  );
}

export function squadLoader(ctx: Context) {
  return batchLoader<string, GridSquad>(ctx, 'squad', async (codes) =>
    keyed(await findSquads(ctx.database.manager, codes), (squad) => squad.areaCode),
  );
}

export function countsLoader(ctx: Context) {
  return batchLoader<string, RegisterCounts>(ctx, 'register-counts', async (codes) =>
    keyed(await countRegister(ctx.database.manager, codes), (counts) => counts.areaCode),
  );
}

export function childrenLoader(ctx: Context) {
  return batchLoader<string, Area[]>(ctx, 'area-children', async (codes) =>
    Map.groupBy(await listChildren(ctx.database.manager, codes), (area) => area.parentCode ?? ''),
  );
}

/** The compounds of an area and all below it. */
export function compoundsLoader(ctx: Context) {
  return batchLoader<string, Compound[]>(ctx, 'area-compounds', async (codes) =>
    Map.groupBy(await listCompounds(ctx.database.manager, codes), (compound) => compound.askedCode),
  );
}

function keyed<T>(rows: readonly T[], keyOf: (row: T) => string): Map<string, T> {
  return new Map(rows.map((row) => [keyOf(row), row]));
}

/** The area that a row of this database lies in; outside the caller's sight no closer than the community. */
export function placeOf(ctx: Context, code: string): Promise<Area> {
  return areaOf(ctx, withinArea(ctx.actor, code) || withinSight(ctx.actor, code) ? code : code.slice(0, communityDigits));
}

const communityDigits = 12;

/** An area that a row of this database refers to. The foreign key makes it exist. */
export async function areaOf(ctx: Context, code: string): Promise<Area> {
  const area = await areaLoader(ctx).load(code);
  if (!area) throw areaUnknown(code);
  return area;
}
