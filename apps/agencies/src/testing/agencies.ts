import { randomBytes } from 'node:crypto';
import { createSealer } from '@lianfang/platform/sealing';
import { bootSubgraph } from '@lianfang/testing/graph';
import type { BootedSubgraph } from '@lianfang/testing/graph';
import { migrations } from '../../migrations/index.ts';
import { recordErasures } from '../ending/ending.consumer.ts';
import { sdl } from '../generated/sdl.ts';
import { entities, resolvers } from '../graph.ts';
import { keepTrail } from '../trail/trail.consumer.ts';
import { trailSink } from '../trail/trail.sink.ts';

/** The subgraph on a fresh database. */
export function bootAgencies(now?: string): Promise<BootedSubgraph> {
  const sealer = createSealer(randomBytes(32));
  return bootSubgraph({
    name: 'agencies', sdl, resolvers, migrations, entities, now, subscriptions: [...recordErasures, ...keepTrail], routes: trailSink,
    extendContext: (base) => ({ ...base, sealer }),
  });
}

/** Payloads of one event that wait for the relay, oldest first. */
export async function told(agencies: BootedSubgraph, type: string): Promise<Record<string, unknown>[]> {
  const rows = await agencies.database.query(`SELECT envelope->'data' AS data FROM outbox WHERE envelope->>'type' = $1 ORDER BY id`, [type]);
  return rows.map(({ data }: { data: Record<string, unknown> }) => data);
}

export const key = (): string => crypto.randomUUID();
