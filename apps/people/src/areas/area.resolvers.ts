import { maskAddress } from '@lianfang/contracts/documents';
import { AreaChanged } from '@lianfang/contracts/events';
import { demandArea, withinArea, withinSight } from '@lianfang/platform/auth';
import { newId } from '@lianfang/platform/clock';
import { concealed } from '@lianfang/platform/masking';
import { emitMany } from '@lianfang/platform/outbox';
import { transact } from '@lianfang/platform/persistence';
import type { Tx } from '@lianfang/platform/persistence';
import type { Resolvers } from '../generated/types.ts';
import { setRegisterNow } from '../residents/resident.store.ts';
import type { Context } from '../graph.ts';
import { areaLoader, areaOf, childrenLoader, compoundLoader, compoundsLoader, countsLoader, placeOf, squadLoader } from './area.loader.ts';
import { areaParentMissing, areaUnknown, judgeBatch, levelOf, parentsToFind, planArea, planCompound, planGrid, shortAreaName, unknownArea, unseenCompound } from './area.rules.ts';
import type { Area, ToldCompound } from './area.rules.ts';
import { findAreas, putAreas, putCompounds, putSquads } from './area.store.ts';
import type { Put } from './area.store.ts';
import { forgetMembers } from './compound.store.ts';

export const areaResolvers: Pick<Resolvers, 'Area' | 'Compound' | 'Query' | 'Mutation'> = {
  Query: {
    area: (_root, { code }, ctx) => (reaches(ctx, code) ? areaLoader(ctx).load(code) : null),
    myArea: (_root, _args, ctx) => areaOf(ctx, ctx.actor.areaCode),
  },
  Mutation: {
    putAreas: (_root, { areas }, ctx) => {
      judgeBatch(areas, ({ code }) => code);
      const planned = areas.map(planArea);
      for (const area of planned) demandArea(ctx.actor, area.code);
      return transact(ctx.database, async (tx) => {
        const puts = await putAreas(tx, await rooted(tx, ctx.actor.areaCode, planned));
        await tellAreas(tx, puts, ctx);
        return changesOf(puts);
      });
    },
    putGrids: (_root, { grids }, ctx) => {
      judgeBatch(grids, ({ code }) => code);
      const planned = grids.map(planGrid);
      for (const { area } of planned) demandArea(ctx.actor, area.code);
      return transact(ctx.database, async (tx) => {
        const cut = await putAreas(tx, await rooted(tx, ctx.actor.areaCode, planned.map(({ area }) => area)));
        const manned = await putSquads(tx, planned.map(({ squad }) => squad));
        await forgetMembers(tx, planned.map(({ area }) => area.code));
        await tellAreas(tx, [...manned, ...cut], ctx);
        return changesOf([...manned, ...cut]);
      });
    },
    putCompounds: (_root, { compounds }, ctx) => {
      const planned = compounds.map(planCompound);
      judgeBatch(planned, ({ areaCode, name }) => `${areaCode.slice(0, 12)} ${name}`);
      for (const { areaCode } of planned) demandArea(ctx.actor, areaCode);
      return transact(ctx.database, async (tx) => {
        await setRegisterNow(tx, ctx.clock.now());
        await demandGrids(tx, planned.map(({ areaCode }) => areaCode));
        return changesOf(await putCompounds(tx, planned.map((compound) => ({ ...compound, id: newId() }))));
      });
    },
  },
  Area: {
    // Names of areas are public geography; what lies in them is guarded field by field.
    __resolveReference: async ({ code }, ctx) => (await areaLoader(ctx).load(code)) ?? unknownArea(code),
    name: (area) => shortAreaName(area.name),
    level: levelOf,
    parent: (area, _args, ctx) => (area.parentCode ? areaLoader(ctx).load(area.parentCode) : null),
    children: async (area, _args, ctx) => (await childrenLoader(ctx).load(area.code)) ?? [],
    register: async (area, _args, ctx) => {
      demandArea(ctx.actor, area.code);
      return (await countsLoader(ctx).load(area.code)) ?? { areaCode: area.code, households: 0, vacantHouseholds: 0, people: 0 };
    },
    squad: (area, _args, ctx) => (levelOf(area) === 'GRID' ? squadLoader(ctx).load(area.code) : null),
    compounds: async (area, _args, ctx) => {
      if (!reaches(ctx, area.code)) demandArea(ctx.actor, area.code);
      return (await compoundsLoader(ctx).load(area.code)) ?? [];
    },
  },
  Compound: {
    __resolveReference: async ({ id }, ctx) => {
      const compound = await compoundLoader(ctx).load(id);
      return compound && reaches(ctx, compound.areaCode) ? compound : unseenCompound(id, ctx.actor.areaCode);
    },
    address: (compound, _args, ctx) =>
      concealed({ open: () => compound.address, mask: async () => maskAddress(shortAreaName((await gridOf(compound, {}, ctx)).name)) }),
    grid: gridOf,
  },
};

/** Areas and their compounds are no persons: the own ones, and where the glass is broken; what is personal of them is masked. */
function reaches({ actor }: Context, areaCode: string): boolean {
  return withinArea(actor, areaCode) || withinSight(actor, areaCode);
}

/** Outside the caller's sight a compound is told no closer than the community it lies in. */
function gridOf(compound: ToldCompound, _args: object, ctx: Context): Promise<Area> {
  return compound.areaCode === null ? areaOf(ctx, compound.shownAreaCode) : placeOf(ctx, compound.areaCode);
}

/** One fact per area, in the order of codes. */
async function tellAreas(tx: Tx, puts: readonly Put[], ctx: Context): Promise<void> {
  const added = new Map<string, boolean>();
  for (const { code, added: isNew } of puts) added.set(code, isNew);
  const facts = [...added].sort(([a], [b]) => (a < b ? -1 : 1));
  await emitMany(
    tx,
    AreaChanged,
    facts.map(([code, isNew]) => ({ subject: code, areaCode: code, payload: { areaCode: code, change: isNew ? ('ADDED' as const) : ('CHANGED' as const) }, at: ctx.clock.now() })),
  );
}

/** Counts each once, though its name and its squad may both have moved. What is told last decides whether it is new. */
function changesOf(puts: readonly Put[]): { added: number; changed: number } {
  const added = new Map<string, boolean>();
  for (const { code, added: isNew } of puts) added.set(code, isNew);
  const fresh = [...added.values()].filter(Boolean).length;
  return { added: fresh, changed: added.size - fresh };
}

/** @throws Refusal AREA_UNKNOWN for the first that is no grid of this tree */
async function demandGrids(tx: Tx, codes: readonly string[]): Promise<void> {
  const found = new Set((await findAreas(tx, codes)).filter((area) => levelOf(area) === 'GRID').map((area) => area.code));
  for (const code of codes) if (!found.has(code)) throw areaUnknown(code);
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
