import { demandArea, withinArea } from '@lianfang/platform/auth';
import { newId } from '@lianfang/platform/clock';
import { transact } from '@lianfang/platform/persistence';
import type { Tx } from '@lianfang/platform/persistence';
import type { Resolvers } from '../generated/types.ts';
import { areaLoader, areaOf, childrenLoader, compoundLoader, countsLoader, squadLoader } from './area.loader.ts';
import { areaParentMissing, areaUnknown, levelOf, parentsToFind, planArea, planGrid, shortAreaName } from './area.rules.ts';
import type { Area } from './area.rules.ts';
import { findAreas, listCompounds, putAreas, putCompounds, putSquads } from './area.store.ts';

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
