import { AreaChanged } from '@lianfang/contracts/events';
import { readReason } from '@lianfang/platform/approvals';
import { demandArea, withinArea } from '@lianfang/platform/auth';
import { batchLoader } from '@lianfang/platform/graph';
import { emit } from '@lianfang/platform/outbox';
import { answerOnce, transact } from '@lianfang/platform/persistence';
import type { Tx } from '@lianfang/platform/persistence';
import type { Resolvers } from '../generated/types.ts';
import type { Context } from '../graph.ts';
import { areaOf } from './area.loader.ts';
import { areaUnknown, levelOf } from './area.rules.ts';
import type { Area, Compound } from './area.rules.ts';
import { findAreas, findCompounds } from './area.store.ts';
import { moveDoors } from './compound.move.ts';
import { compoundMovedMeanwhile, compoundNameTaken, compoundThereAlready, compoundUnknown, planSquad, planUnits } from './compound.rules.ts';
import { listPlaces, listSquadMembers, listUnits, loadCompoundForUpdate, saveMembers, saveUnits } from './compound.store.ts';
import { judgeBatch } from './area.rules.ts';

export const compoundResolvers: Pick<Resolvers, 'Compound' | 'CompoundPlace' | 'GridSquad' | 'Mutation'> = {
  Mutation: {
    moveCompound: async (_root, { input }, ctx) => {
      demandArea(ctx.actor, input.gridCode);
      const reason = readReason(input.reason);
      const call = { key: input.key, operation: 'moveCompound', caller: ctx.actor.id, payload: input };
      return transact(ctx.database, async (tx) => {
        const id = await answerOnce(tx, call, () => move(tx, { ...input, reason }, ctx));
        return (await findCompounds(tx, [id]))[0]!;
      });
    },
    saveSquad: async (_root, { input }, ctx) => {
      demandArea(ctx.actor, input.gridCode);
      const members = planSquad(input.gridCode, input.members);
      judgeBatch(members, ({ name, duty }) => `${name} ${duty ?? ''}`.trim());
      return transact(ctx.database, async (tx) => {
        const grid = await loadGrid(tx, input.gridCode);
        await saveMembers(tx, grid.code, members);
        await emit(tx, AreaChanged, { subject: grid.code, areaCode: grid.code, payload: { areaCode: grid.code, change: 'CHANGED' }, at: ctx.clock.now() });
        return grid;
      });
    },
    saveCompoundUnits: async (_root, { input }, ctx) => {
      const units = planUnits(input.units);
      return transact(ctx.database, async (tx) => {
        const compound = await loadOwn(tx, input.compoundId, ctx);
        await saveUnits(tx, compound.id, units);
        return compound;
      });
    },
  },
  GridSquad: {
    list: async (squad, _args, ctx) => (await membersOfSquad(ctx).load(squad.areaCode)) ?? [],
  },
  Compound: {
    units: async (compound, _args, ctx) => (seen(compound, ctx) ? ((await unitsOf(ctx).load(compound.id)) ?? []) : []),
    places: async (compound, _args, ctx) => (seen(compound, ctx) ? ((await placesOf(ctx).load(compound.id)) ?? []) : []),
  },
  CompoundPlace: {
    grid: (place, _args, ctx) => areaOf(ctx, place.areaCode),
  },
};

function seen({ areaCode }: { areaCode: string | null }, ctx: Context): boolean {
  return areaCode !== null && withinArea(ctx.actor, areaCode);
}

async function loadOwn(tx: Tx, id: string, ctx: Context): Promise<Compound> {
  const compound = await loadCompoundForUpdate(tx, id);
  if (!withinArea(ctx.actor, compound.areaCode)) throw compoundUnknown();
  return compound;
}

async function loadGrid(tx: Tx, code: string): Promise<Area> {
  const [grid] = await findAreas(tx, [code]);
  if (!grid || levelOf(grid) !== 'GRID') throw areaUnknown(code);
  return grid;
}

async function move(tx: Tx, input: { compoundId: string; fromGridCode: string; gridCode: string; reason: string }, ctx: Context): Promise<string> {
  const compound = await loadOwn(tx, input.compoundId, ctx);
  if (compound.areaCode !== input.fromGridCode) throw compoundMovedMeanwhile();
  if (compound.areaCode === input.gridCode) throw compoundThereAlready();
  await loadGrid(tx, input.gridCode);
  if (await nameTaken(tx, compound, input.gridCode)) throw compoundNameTaken(compound.name);
  await moveDoors(tx, compound, { gridCode: input.gridCode, reason: input.reason, by: ctx.actor.name, at: ctx.clock.now() });
  ctx.audit.note({ record: { type: 'Compound', id: compound.id, areaCode: input.gridCode }, rule: 'compound-move', reason: `${compound.areaCode} ${input.gridCode}` });
  return compound.id;
}

async function nameTaken(tx: Tx, compound: Compound, gridCode: string): Promise<boolean> {
  const [row] = await tx.query<{ taken: boolean }[]>(
    `/* nameTaken */ SELECT EXISTS (SELECT FROM compounds WHERE left(area_code, 12) = left($1, 12) AND name = $2 AND id <> $3) AS taken`,
    [gridCode, compound.name, compound.id],
  );
  return row!.taken;
}

function unitsOf(ctx: Context) {
  return batchLoader(ctx, 'compound-units', async (ids: readonly string[]) => Map.groupBy(await listUnits(ctx.database.manager, ids), (unit) => unit.compoundId));
}

function placesOf(ctx: Context) {
  return batchLoader(ctx, 'compound-places', async (ids: readonly string[]) => Map.groupBy(await listPlaces(ctx.database.manager, ids), (place) => place.compoundId));
}

function membersOfSquad(ctx: Context) {
  return batchLoader(ctx, 'squad-members', async (codes: readonly string[]) => Map.groupBy(await listSquadMembers(ctx.database.manager, codes), (member) => member.areaCode));
}
