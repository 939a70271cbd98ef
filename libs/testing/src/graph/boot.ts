import type { EventDefinition, EventEnvelope } from '@lianfang/contracts/events';
import { openAudit } from '@lianfang/platform/audit';
import type { AuditEntry, AuditRoom } from '@lianfang/platform/audit';
import { createTokenReader } from '@lianfang/platform/auth';
import type { Policies, Standing } from '@lianfang/platform/auth';
import { fixedClock } from '@lianfang/platform/clock';
import type { FixedClock } from '@lianfang/platform/clock';
import { startConsumers } from '@lianfang/platform/consumer';
import type { Subscription } from '@lianfang/platform/consumer';
import { serveSubgraph } from '@lianfang/platform/graph';
import type { RequestContext, Routes, SubgraphResolvers } from '@lianfang/platform/graph';
import type { AreaOf } from '@lianfang/platform/masking';
import { createLog } from '@lianfang/platform/observability';
import type { Log } from '@lianfang/platform/observability';
import { platformMigrations } from '@lianfang/platform/persistence';
import type { Migration } from '@lianfang/platform/persistence';
import type { DataSource, EntitySchema } from 'typeorm';
import { freshDatabase } from '../postgres/index.ts';
import { testTrust } from '../signing/index.ts';
import type { TestActor } from './actor.ts';
import { callGraph, callRefused, logsByUrl, testGatewaySecret } from './call.ts';
import type { ToldError } from './call.ts';
import { createFeed } from './feed.ts';
import type { Fact } from './feed.ts';
import { testIssuer } from './issuer.ts';

export type { Fact } from './feed.ts';

export interface BootOptions {
  name: string;
  sdl: string;
  resolvers: SubgraphResolvers;
  /** Of the subgraph; those of the platform are added. */
  migrations: readonly Migration[];
  entities: EntitySchema<any>[]; // eslint-disable-line @typescript-eslint/no-explicit-any -- rows of every kind
  /** ISO instant where the clock stands; advance it by `subgraph.clock`. */
  now?: string;
  policies?: Policies;
  /** What the agencies say of the callers; without it a token is all that is asked. */
  standing?: Pick<Standing, 'judge' | 'key'>;
  /** Where records lie whose rows have no `areaCode`. */
  areaOf?: AreaOf;
  /** Without the guards, to see that a test notices. */
  unguarded?: boolean;
  /** False: every query takes the whole way, so that the two can be compared. */
  shortWay?: boolean;
  extendContext?: (base: RequestContext) => RequestContext;
  routes?: (parts: { database: DataSource; audit: AuditRoom }) => Routes;
  /** What the subgraph listens to; `deliver` feeds it. */
  subscriptions?: Subscription[];
}

/** Seals the audit logs of tests. */
export const testAuditKey = Buffer.alloc(32, 'test-audit-key');

type Answer = Record<string, any>; // eslint-disable-line @typescript-eslint/no-explicit-any -- tests read answers freely

export interface BootedSubgraph {
  url: string;
  database: DataSource;
  databaseUrl: string;
  clock: FixedClock;
  log: Log;
  /** The data of a call that must succeed. */
  call<T = Answer>(actor: TestActor, query: string, variables?: Record<string, unknown>): Promise<T>;
  /** The first error of a call that must be refused, in English. */
  refused(actor: TestActor, query: string, variables?: Record<string, unknown>): Promise<ToldError & { code: string | undefined }>;
  /** Resolves when the event took effect or was seen before. @throws Error when it ended among the dead letters */
  deliver<P>(event: EventDefinition<P>, fact: Fact<P>): Promise<EventEnvelope<P>>;
  audit: AuditRoom;
  /** What stands in its audit log, oldest first. */
  trail(): Promise<AuditEntry[]>;
  /** Lines the subgraph wrote to its log. */
  logged(): string;
  stop(): Promise<void>;
}

/** The real server of a subgraph on a fresh database, with its consumers, a test issuer and a clock that stands still. */
export async function bootSubgraph(o: BootOptions): Promise<BootedSubgraph> {
  const lines: string[] = [];
  const log = createLog({ name: o.name, level: 'info' }, { write: (line) => void lines.push(line) });
  const clock = fixedClock(o.now ?? '2022-11-20T08:00:00+08:00');
  const fresh = await freshDatabase({ name: o.name, migrations: [...platformMigrations, ...o.migrations], entities: o.entities });
  const { database } = fresh;
  const audit = openAudit({ service: o.name, database, key: testAuditKey, clock, log });
  const tokens = createTokenReader({ ...(await testIssuer()), standing: o.standing });
  const served = await serveSubgraph({ ...o, routes: o.routes?.({ database, audit }), port: 0, host: '127.0.0.1', database, tokens, gatewaySecret: testGatewaySecret, audit, clock, log }).catch(
    async (error: unknown) => {
      await audit.stop();
      await fresh.drop();
      throw error;
    },
  );
  const feed = createFeed();
  const consumers = await startConsumers({ service: o.name, database, broker: feed.broker, trust: testTrust, subscriptions: o.subscriptions ?? [], clock, log });
  const logged = () => lines.join('');
  logsByUrl.set(served.url, logged);
  return {
    url: served.url, database, databaseUrl: fresh.url, clock, log, logged, audit,
    trail: () => entriesIn(database),
    call: <T>(actor: TestActor, query: string, variables?: Record<string, unknown>) => callGraph<T>(served.url, { actor, query, variables }),
    refused: (actor, query, variables) => callRefused(served.url, { actor, query, variables, language: 'en' }),
    async deliver(event, fact) {
      const before = lines.length;
      const envelope = await feed.deliver(event, fact);
      const said = lines.slice(before).join('');
      if (said.includes('dead letters')) throw new Error(`${event.name} took no effect:\n${said}`);
      return envelope;
    },
    async stop() {
      await consumers.stop();
      await served.stop();
      await audit.stop();
      await fresh.drop();
    },
  };
}

async function entriesIn(database: DataSource): Promise<AuditEntry[]> {
  const rows = await database.query<{ entry: AuditEntry }[]>('SELECT entry FROM audit_log ORDER BY id');
  return rows.map(({ entry }) => entry);
}
