import { demandArea, withinArea } from '@lianfang/platform/auth';
import { newId } from '@lianfang/platform/clock';
import { batchLoader } from '@lianfang/platform/graph';
import { transact } from '@lianfang/platform/persistence';
import type { Tx } from '@lianfang/platform/persistence';
import type { Resolvers } from '../generated/types.ts';
import type { Context } from '../graph.ts';
import { areaParentMissing, areaUnknown, levelOf, parentsToFind, planArea, planGrid, shortAreaName } from './area.rules.ts';
import type { Area, Compound, GridSquad, RegisterCounts } from './area.rules.ts';
import {
  countRegister,
  findAreas,
  findCompounds,
  findSquads,
  listChildren,
  listCompounds,
  putAreas,
  putCompounds,
  putSquads,
} from './area.store.ts';

export function areaLoader(ctx: Context) {
  return batchLoader<string, Area>(ctx, 'area', async (codes) => keyed(await findAreas(ctx.database.manager, codes), (area) => area.code));
}

export function compoundLoader(ctx: Context) {
  return batchLoader<string, Compound>(ctx, 'compound', async (ids) =>
    keyed(await findCompounds(ctx.database.manager, ids), (compound) => compound.id),
  );
}

function squadLoader(ctx: Context) {
  return batchLoader<string, GridSquad>(ctx, 'squad', async (codes) =>
    keyed(await findSquads(ctx.database.manager, codes), (squad) => squad.areaCode),
  );
}

function countsLoader(ctx: Context) {
  return batchLoader<string, RegisterCounts>(ctx, 'register-counts', async (codes) =>
    keyed(await countRegister(ctx.database.manager, codes), (counts) => counts.areaCode),
  );
}

function childrenLoader(ctx: Context) {
  return batchLoader<string, Area[]>(ctx, 'area-children', async (codes) =>
    Map.groupBy(await listChildren(ctx.database.manager, codes), (area) => area.parentCode ?? ''),
  );
}

function keyed<T>(rows: readonly T[], keyOf: (row: T) => string): Map<string, T> {
  return new Map(rows.map((row) => [keyOf(row), row]));
}

/**
 * The areas with their parents checked. The caller's own area is the root of what this system holds: its parent may be
 * unknown and is then cut off.
 */
async function rooted(tx: Tx, rootCode: string, areas: readonly Area[]): Promise<Area[]> {
  const wanted = parentsToFind(areas);
  const found = new Set((await findAreas(tx, wanted)).map((area) => area.code));
  const missing = new Set(wanted.filter((code) => !found.has(code)));
  for (const area of areas) if (area.parentCode && missing.has(area.parentCode) && area.code !== rootCode) throw areaParentMissing(area.parentCode);
  return areas.map((area) => (area.parentCode && missing.has(area.parentCode) ? { ...area, parentCode: null } : area));
}

/** An area that a row of this database refers to. The foreign key makes it exist. */
export async function areaOf(ctx: Context, code: string): Promise<Area> {
  const area = await areaLoader(ctx).load(code);
  if (!area) throw areaUnknown(code);
  return area;
}

export const areaResolvers: Pick<Resolvers, 'Area' | 'Compound' | 'Query' | 'Mutation'> = {
  Query: {
    area: (_root, { code }, ctx) => (withinArea(ctx.actor, code) ? areaLoader(ctx).load(code) : null),
    myArea: (_root, _args, ctx) => areaOf(ctx, ctx.actor.areaCode),
  },
  Mutation: {
    putAreas: (_root, { areas }, ctx) => {
      const planned = areas.map(planArea);
      for (const area of planned) demandArea(ctx.actor, area.code);
      return transact(ctx.database, async (tx) => putAreas(tx, await rooted(tx, ctx.actor.areaCode, planned)));
    },
    putGrids: (_root, { grids }, ctx) => {
      const planned = grids.map(planGrid);
      for (const { area } of planned) demandArea(ctx.actor, area.code);
      return transact(ctx.database, async (tx) => {
        const areas = planned.map(({ area }) => area);
        const cut = await putAreas(tx, await rooted(tx, ctx.actor.areaCode, areas));
        const manned = await putSquads(tx, planned.map(({ squad }) => squad));
        return { added: cut.added, changed: Math.max(cut.changed, manned.changed) };
      });
    },
    putCompounds: (_root, { compounds }, ctx) => {
      for (const { gridCode } of compounds) demandArea(ctx.actor, gridCode);
      return transact(ctx.database, async (tx) => {
        const grids = [...new Set(compounds.map(({ gridCode }) => gridCode))];
        const found = new Set((await findAreas(tx, grids)).filter((area) => levelOf(area) === 'GRID').map((area) => area.code));
        for (const code of grids) if (!found.has(code)) throw areaUnknown(code);
        return putCompounds(tx, compounds.map(({ gridCode, name, address }) => ({ id: newId(), areaCode: gridCode, name, address })));
      });
    },
  },
  Area: {
    // Names of areas are public geography; what lies in them is guarded field by field.
    __resolveReference: ({ code }, ctx) => areaLoader(ctx).load(code),
    name: (area) => shortAreaName(area.name),
    level: levelOf,
    parent: (area, _args, ctx) => (area.parentCode ? areaLoader(ctx).load(area.parentCode) : null),
    children: async (area, _args, ctx) => (await childrenLoader(ctx).load(area.code)) ?? [],
    register: async (area, _args, ctx) => {
      demandArea(ctx.actor, area.code);
      return (await countsLoader(ctx).load(area.code)) ?? { areaCode: area.code, households: 0, vacantHouseholds: 0, people: 0 };
    },
    squad: (area, _args, ctx) => (levelOf(area) === 'GRID' ? squadLoader(ctx).load(area.code) : null),
    compounds: (area, _args, ctx) => {
      demandArea(ctx.actor, area.code);
      return listCompounds(ctx.database.manager, area.code);
    },
  },
  Compound: {
    __resolveReference: ({ id }, ctx) => compoundLoader(ctx).load(id),
    grid: (compound, _args, ctx) => areaOf(ctx, compound.areaCode),
  },
};
