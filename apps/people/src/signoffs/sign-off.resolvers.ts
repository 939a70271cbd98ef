import { GridSigned } from '@lianfang/contracts/events';
import { demandArea, withinArea } from '@lianfang/platform/auth';
import { newId } from '@lianfang/platform/clock';
import { batchLoader, connection, pageOf } from '@lianfang/platform/graph';
import { emit } from '@lianfang/platform/outbox';
import { answerOnce, transact } from '@lianfang/platform/persistence';
import type { Tx } from '@lianfang/platform/persistence';
import { areaOf } from '../areas/area.loader.ts';
import type { Resolvers } from '../generated/types.ts';
import type { Context } from '../graph.ts';
import { householdLoader } from '../households/household.loader.ts';
import { isId } from '../ids.rules.ts';
import { coverageOf } from '../sweeps/coverage.store.ts';
import { gridCoverageLoader, roundLoader } from '../sweeps/sweep.loader.ts';
import { originCounts, outcomeCounts } from '../sweeps/sweep.rules.ts';
import { demandFinished, demandLevel, gridNotInSweep, judgeSignature, levelOfNumber, numberOfLevel, obstacleOf, readReturnReason } from './sign-off.rules.ts';
import type { GridSignature, GridSnapshot, GridStanding, GridVoid, SignLevel } from './sign-off.rules.ts';
import {
  countGrids, countVoids, findSnapshots, findStandings, insertSignature, listGrids, listSignatures, listVoids, listVoidsOf, lockGrid, takeSnapshot, verifySnapshot,
} from './sign-off.store.ts';
import type { Grid } from './sign-off.store.ts';

type SignOffResolvers = Pick<Resolvers, 'GridSignOff' | 'GridSnapshot' | 'GridSignature' | 'GridVoid' | 'Query' | 'Mutation'>;

const keyOf = ({ roundId, areaCode }: Grid) => `${roundId} ${areaCode}`;
const gridOf = (key: string): Grid => ({ roundId: key.slice(0, 36), areaCode: key.slice(37) });

function standingLoader(ctx: Context) {
  return batchLoader<string, GridStanding>(ctx, 'grid-standing', async (keys) =>
    new Map((await findStandings(ctx.database.manager, keys.map(gridOf))).map((standing) => [keyOf(standing), standing])));
}

function signatureLoader(ctx: Context) {
  return batchLoader<string, GridSignature[]>(ctx, 'grid-signatures', async (keys) => Map.groupBy(await listSignatures(ctx.database.manager, keys.map(gridOf)), keyOf));
}

function voidLoader(ctx: Context) {
  return batchLoader<string, GridVoid[]>(ctx, 'grid-voids', async (keys) => Map.groupBy(await listVoidsOf(ctx.database.manager, keys.map(gridOf)), keyOf));
}

function snapshotLoader(ctx: Context) {
  return batchLoader<string, GridSnapshot>(ctx, 'grid-snapshot', async (ids) =>
    new Map((await findSnapshots(ctx.database.manager, ids)).map((snapshot) => [snapshot.id, snapshot])));
}

/** A grid of a round within the caller's area; null for a foreign one as for none. */
async function findGrid(ctx: Context, grid: Grid): Promise<GridStanding | null> {
  if (!isId(grid.roundId) || !withinArea(ctx.actor, grid.areaCode) || !(await gridCoverageLoader(ctx).load(keyOf(grid)))) return null;
  return standingOf(ctx, grid);
}

async function standingOf(ctx: Context, grid: Grid): Promise<GridStanding> {
  return (await standingLoader(ctx).load(keyOf(grid))) ?? { ...grid, level: 0, version: null, snapshotId: null };
}

export const signOffResolvers: SignOffResolvers = {
  Query: {
    gridSignOffs: async (_root, { roundId, areaCode, first, after }, ctx) => {
      demandArea(ctx.actor, areaCode);
      const page = pageOf({ first, after });
      const grid = { roundId, areaCode };
      const codes = isId(roundId) ? await listGrids(ctx.database.manager, grid, page) : [];
      const rows = await Promise.all(codes.map((code) => standingOf(ctx, { roundId, areaCode: code })));
      return connection(rows, page, (row) => row.areaCode, () => countGrids(ctx.database.manager, grid));
    },
    gridSignOff: (_root, grid, ctx) => findGrid(ctx, grid),
    gridVoids: async (_root, { areaCode, openOnly, first, after }, ctx) => {
      demandArea(ctx.actor, areaCode);
      const page = pageOf({ first, after });
      const filter = { areaCode, openOnly };
      const rows = await listVoids(ctx.database.manager, filter, { first: page.first, after: /^\d+$/.test(page.after ?? '') ? page.after : null });
      return connection(rows, page, (row) => String(row.id), () => countVoids(ctx.database.manager, filter));
    },
  },
  Mutation: {
    signGrid: (_root, { input }, ctx) => act('signGrid', { ...input, act: 'SIGNED', reason: null }, ctx),
    returnGrid: (_root, { input }, ctx) => act('returnGrid', { ...input, act: 'RETURNED', reason: readReturnReason(input.reason) }, ctx),
  },
  GridSignOff: {
    __resolveReference: (grid, ctx) => findGrid(ctx, grid),
    area: ({ areaCode }, _args, ctx) => areaOf(ctx, areaCode),
    round: async ({ roundId }, _args, ctx) => (await roundLoader(ctx).load(roundId))!,
    coverage: async (grid, _args, ctx) => (await gridCoverageLoader(ctx).load(keyOf(grid)))!,
    level: ({ level }) => levelOfNumber(level),
    next: ({ level }) => levelOfNumber(level + 1),
    obstacle: async (grid, _args, ctx) => (grid.level > 0 ? null : obstacleOf((await gridCoverageLoader(ctx).load(keyOf(grid)))!)),
    snapshot: async ({ snapshotId }, _args, ctx) => (snapshotId ? snapshotLoader(ctx).load(snapshotId) : null),
    signatures: async (grid, _args, ctx) => (await signatureLoader(ctx).load(keyOf(grid))) ?? [],
    voids: async (grid, _args, ctx) => ((await voidLoader(ctx).load(keyOf(grid))) ?? []).slice(0, 50),
  },
  GridSnapshot: {
    households: ({ counts }) => counts.households,
    reached: ({ counts }) => counts.reached,
    unreached: ({ counts }) => counts.unreached,
    outcomes: ({ counts }) => outcomeCounts(counts.outcomes),
    returnees: ({ counts }) => originCounts(counts.returnees),
    hash: ({ doorsHash }) => doorsHash.toString('hex'),
    intact: async ({ id }, _args, ctx) => (await verifySnapshot(ctx.database.manager, id)).intact,
    current: async ({ id }, _args, ctx) => (await verifySnapshot(ctx.database.manager, id)).current,
  },
  GridSignature: { level: ({ level }) => levelOfNumber(level)! },
  GridVoid: {
    round: async ({ roundId }, _args, ctx) => (await roundLoader(ctx).load(roundId))!,
    area: ({ areaCode }, _args, ctx) => areaOf(ctx, areaCode),
    level: ({ level }) => levelOfNumber(level)!,
    household: async ({ householdId }, _args, ctx) => (householdId ? householdLoader(ctx).load(householdId) : null),
  },
};

interface Act extends Grid {
  key: string;
  level: SignLevel;
  act: 'SIGNED' | 'RETURNED';
  snapshotId?: string | null;
  reason: string | null;
}

function act(operation: string, input: Act, ctx: Context): Promise<GridStanding> {
  demandLevel(ctx.actor, input.level);
  if (!withinArea(ctx.actor, input.areaCode)) throw gridNotInSweep();
  const { roundId, areaCode } = input;
  const call = { key: input.key, operation, caller: ctx.actor.id, payload: input };
  return transact(ctx.database, async (tx) => {
    await answerOnce(tx, call, async () => {
      await sign(tx, input, ctx);
      return null;
    });
    return (await findStandings(tx, [{ roundId, areaCode }]))[0]!;
  });
}

async function sign(tx: Tx, input: Act, ctx: Context): Promise<void> {
  const grid = { roundId: input.roundId, areaCode: input.areaCode };
  const standing = await lockGrid(tx, grid);
  const at = ctx.clock.now();
  const signed = standing.snapshotId ? (await listSignatures(tx, [grid])).filter(({ snapshotId }) => snapshotId === standing.snapshotId) : [];
  judgeSignature({ ...input, signerId: ctx.actor.id }, standing, signed);
  const snapshotId = input.level === 'INVESTIGATOR' ? await freshSnapshot(tx, grid, at) : standing.snapshotId!;
  const level = numberOfLevel(input.level);
  await insertSignature(tx, { id: newId(), snapshotId, ...grid, level, act: input.act, reason: input.reason, signerId: ctx.actor.id, signer: ctx.actor.name, signedAt: at });
  const [snapshot] = await findSnapshots(tx, [snapshotId]);
  const payload = { ...grid, level, act: input.act, version: snapshot!.version };
  await emit(tx, GridSigned, { subject: grid.roundId, areaCode: grid.areaCode, agency: ctx.actor.agency, payload, at });
}

async function freshSnapshot(tx: Tx, grid: Grid, takenAt: Date): Promise<string> {
  const counts = await coverageOf(tx, grid.roundId, grid.areaCode);
  demandFinished(counts);
  const id = newId();
  await takeSnapshot(tx, { id, ...grid, counts, takenAt });
  return id;
}
