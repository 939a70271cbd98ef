import { batchLoader } from '@lianfang/platform/graph';
import type { Context } from '../graph.ts';
import type { ListSource, ReconciliationList } from './list.rules.ts';
import { countOutcomes, countPressing, findLists, findSources } from './list.store.ts';
import type { AskedCounts } from './list.store.ts';
import { outcomes } from './listed.rules.ts';
import type { AssistRequest, ListedPerson, MatchCandidate, Outcome, OutcomeChange } from './listed.rules.ts';
import { findAssists, findListed, listAssistsOf, listCandidates, listChanges } from './listed.store.ts';

export function sourceLoader(ctx: Context) {
  return batchLoader<string, ListSource>(ctx, 'list-source', async (ids) => keyed(await findSources(ctx.database.manager, ids)));
}

export function listLoader(ctx: Context) {
  return batchLoader<string, ReconciliationList>(ctx, 'reconciliation-list', async (ids) => keyed(await findLists(ctx.database.manager, ids)));
}

export function listedLoader(ctx: Context) {
  return batchLoader<string, ListedPerson>(ctx, 'listed-person', async (ids) => keyed(await findListed(ctx.database.manager, ids)));
}

export function candidatesLoader(ctx: Context) {
  return batchLoader<string, MatchCandidate[]>(ctx, 'match-candidates', async (ids) => grouped(await listCandidates(ctx.database.manager, ids)));
}

export function changesLoader(ctx: Context) {
  return batchLoader<string, OutcomeChange[]>(ctx, 'outcome-changes', async (ids) => grouped(await listChanges(ctx.database.manager, ids)));
}

export function assistLoader(ctx: Context) {
  return batchLoader<string, AssistRequest>(ctx, 'assist', async (ids) => keyed(await findAssists(ctx.database.manager, ids)));
}

export function assistsLoader(ctx: Context) {
  return batchLoader<string, AssistRequest[]>(ctx, 'assists', async (ids) => grouped(await listAssistsOf(ctx.database.manager, ids)));
}

export interface ReconciliationCounts extends Record<Lowercase<'MATCHED' | 'MISSING' | 'REFUSED' | 'CLOSED' | 'PUSHED' | 'TRACING'>, number> {
  areaCode: string;
  total: number;
  movedAway: number;
  notLocal: number;
  notAtDoor: number;
  undecided: number;
  overdue: number;
}

/** Counts by list and area, asked as `<list> <area>` for the area and all below it, or `<list> =<area>` for the area alone. */
export function countsLoader(ctx: Context) {
  return batchLoader<string, ReconciliationCounts>(ctx, 'reconciliation-counts', async (keys) => {
    const asked = keys.map((key) => readKey(key));
    const counted = Map.groupBy(await countOutcomes(ctx.database.manager, asked), (row) => keys[row.at]!);
    const pressing = new Map((await countPressing(ctx.database.manager, asked, ctx.clock.now())).map((row) => [keys[row.at]!, row]));
    return new Map(
      asked.map(({ areaCode }, at) => {
        const key = keys[at]!;
        const people = new Map((counted.get(key) ?? []).map((row) => [row.outcome, row.people]));
        return [key, countsOf(areaCode, (outcome) => people.get(outcome) ?? 0, pressing.get(key))] as const;
      }),
    );
  });
}

function readKey(key: string): AskedCounts {
  const [listId = '', area = ''] = key.split(' ');
  const alone = area.startsWith('=');
  return { listId, areaCode: alone ? area.slice(1) : area, alone };
}

function countsOf(areaCode: string, of: (outcome: Outcome) => number, pressing?: { overdue: number; undecided: number }): ReconciliationCounts {
  return {
    areaCode,
    total: outcomes.reduce((sum, outcome) => sum + of(outcome), 0),
    matched: of('MATCHED'),
    missing: of('MISSING'),
    movedAway: of('MOVED_AWAY'),
    refused: of('REFUSED'),
    closed: of('CLOSED'),
    notLocal: of('NOT_LOCAL'),
    notAtDoor: of('MOVED_AWAY') + of('REFUSED') + of('CLOSED') + of('NOT_LOCAL'),
    pushed: of('PUSHED'),
    tracing: of('TRACING'),
    undecided: pressing?.undecided ?? 0,
    overdue: pressing?.overdue ?? 0,
  };
}

function keyed<T extends { id: string }>(rows: readonly T[]): Map<string, T> {
  return new Map(rows.map((row) => [row.id, row]));
}

function grouped<T extends { listedId: string }>(rows: readonly T[]): Map<string, T[]> {
  return Map.groupBy(rows, (row) => row.listedId);
}
