import { batchLoader } from '@lianfang/platform/graph';
import type { Context } from '../graph.ts';
import { coverageOfGrids } from './coverage.store.ts';
import type { SweepCoverage, SweepRound, SweepVisit } from './sweep.rules.ts';
import { findRounds, findVisits, listVisitIds } from './sweep.store.ts';

export function visitLoader(ctx: Context) {
  return batchLoader<string, SweepVisit>(
    ctx,
    'sweep-visit',
    async (ids) => new Map((await findVisits(ctx.database.manager, ids)).map((visit) => [visit.id, visit])),
  );
}

export function roundLoader(ctx: Context) {
  return batchLoader<string, SweepRound>(
    ctx,
    'sweep-round',
    async (ids) => new Map((await findRounds(ctx.database.manager, ids)).map((round) => [round.id, round])),
  );
}

/** Ids of a door's visits, the newest first; the door by `round household`. */
export function doorVisitsLoader(ctx: Context) {
  return batchLoader<string, string[]>(ctx, 'sweep-door-visits', async (doors) => {
    const rows = await listVisitIds(ctx.database.manager, doors.map((door) => ({ roundId: door.slice(0, 36), householdId: door.slice(37) })));
    return new Map([...Map.groupBy(rows, (row) => row.door)].map(([door, visits]) => [door, visits.map((visit) => visit.id)]));
  });
}

/** Coverage of single grids, by `round grid`; null where the round has no door. */
export function gridCoverageLoader(ctx: Context) {
  return batchLoader<string, SweepCoverage>(ctx, 'grid-coverage', async (keys) => {
    const found = await coverageOfGrids(ctx.database.manager, keys.map((key) => ({ roundId: key.slice(0, 36), areaCode: key.slice(37) })));
    return new Map(found.map((coverage) => [`${coverage.roundId} ${coverage.areaCode}`, coverage]));
  });
}
