import type { BootedSubgraph } from '@lianfang/testing/graph';
import { bootSubgraph } from '@lianfang/testing/graph';
import type { DataSource } from 'typeorm';
import { migrations } from '../../migrations/index.ts';
import { subscriptions } from '../figures/figure.consumer.ts';
import { sdl } from '../generated/sdl.ts';
import { entities, resolvers } from '../graph.ts';

export const grid = '410811001001001';
export const community = '410811001001';

/** The subgraph on a fresh database, listening to everything. */
export function bootReporting(): Promise<BootedSubgraph> {
  return bootSubgraph({ name: 'reporting', sdl, resolvers, migrations, entities, subscriptions });
}

/** The whole read model, every row and column, in a fixed order. */
export async function dump(database: DataSource): Promise<Record<'figures' | 'standings' | 'shares', unknown[]>> {
  const rows = async (table: string, order: string): Promise<unknown[]> =>
    (await database.query<{ row: unknown }[]>(`SELECT to_jsonb(t) AS row FROM ${table} t ORDER BY ${order}`)).map(({ row }) => row);
  return {
    figures: await rows('figures', 't.area_code, t.day'),
    standings: await rows('standings', 't.kind, t.id'),
    shares: await rows('sweep_shares', 't.round_id, t.area_code'),
  };
}
