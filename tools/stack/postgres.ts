import { join } from 'node:path';
import pg from 'pg';
import { startCluster } from '../postgres/cluster.ts';
import { keep } from './keep.ts';
import type { StackSettings } from './settings.ts';

export interface Databases {
  kind: 'embedded' | 'external';
  folder?: string;
  notes: string[];
  urlOf(service: string): string;
  /** Makes the databases that are not there yet. */
  create(services: readonly string[]): Promise<void>;
  /** Drops the databases that `create` made. */
  drop(services: readonly string[]): Promise<void>;
  stop(): Promise<void>;
}

/** Sized for a demo on a laptop; a real installation names its own server. */
const embeddedSettings = {
  max_connections: '160', shared_buffers: '96MB', wal_level: 'minimal', max_wal_senders: '0', max_wal_size: '512MB',
  wal_compression: 'on', jit: 'off', autovacuum_max_workers: '2', max_parallel_workers: '2', io_method: 'sync',
};

export async function openDatabases(settings: StackSettings, port: number, password: string, say: (line: string) => void): Promise<Databases> {
  if (settings.postgres.url) return external(settings, settings.postgres.url);
  if (settings.postgres.urlOf.size > 0) return named(settings);
  return embedded(settings, port, password, say);
}

async function embedded(settings: StackSettings, port: number, password: string, say: (line: string) => void): Promise<Databases> {
  const start = () => startCluster({
    root: settings.root, dataDir: join(settings.stateDir, 'postgres'), port, password,
    logFile: join(settings.logsDir, 'postgres.log'), settings: embeddedSettings,
  });
  const cluster = await start();
  const kept = keep({ name: 'PostgreSQL', running: cluster, ended: (one) => one.ended, start, say });
  return {
    kind: 'embedded', folder: cluster.folder, notes: cluster.notes,
    urlOf: (service) => cluster.url(databaseOf(service)),
    create: (services) => createMissing(cluster.url(), services),
    drop: (services) => dropAll(cluster.url(), services),
    stop() {
      kept.letGo();
      return kept.current().stop();
    },
  };
}

/** One server of yours, one database per service made in it; a service may still have a URL of its own. */
async function external(settings: StackSettings, server: string): Promise<Databases> {
  await reachable('DATABASE_URL', server);
  const own = (service: string) => !settings.postgres.urlOf.has(service);
  return {
    kind: 'external', notes: [],
    urlOf: (service) => settings.postgres.urlOf.get(service) ?? inServer(server, databaseOf(service)),
    create: (services) => createMissing(server, services.filter(own)),
    drop: (services) => dropAll(server, services.filter(own)),
    stop: async () => {},
  };
}

/** Every service has a URL: their databases are yours to make and to drop. */
async function named(settings: StackSettings): Promise<Databases> {
  const urls = settings.postgres.urlOf;
  await Promise.all([...urls].map(([service, url]) => reachable(`DATABASE_URL_${service.toUpperCase()}`, url)));
  return {
    kind: 'external', notes: [],
    urlOf(service) {
      const url = urls.get(service);
      if (!url) throw new Error(`DATABASE_URL_${service.toUpperCase()} is missing, while others are set. Set it, or set DATABASE_URL for all that have none`);
      return url;
    },
    create: async () => {},
    drop: async () => {
      throw new Error('the databases named by DATABASE_URL_… are yours: drop and create them yourself, then start again');
    },
    stop: async () => {},
  };
}

/** Where a service's database is, without opening anything: for a command beside a running house. */
export function addressOf(settings: StackSettings, port: number, password: string, service: string): string {
  const { url, urlOf } = settings.postgres;
  const embedded = `postgres://postgres:${encodeURIComponent(password)}@${settings.host}:${port}`;
  return urlOf.get(service) ?? inServer(url ?? embedded, databaseOf(service));
}

function databaseOf(service: string): string {
  return `lianfang_${service.replaceAll('-', '_')}`;
}

function inServer(server: string, database: string): string {
  const url = new URL(server);
  url.pathname = `/${database}`;
  return url.href;
}

async function createMissing(server: string, services: readonly string[]): Promise<void> {
  await asAdmin(server, async (client) => {
    const { rows } = await client.query<{ datname: string }>('SELECT datname FROM pg_database');
    const there = new Set(rows.map((row) => row.datname));
    for (const name of services.map(databaseOf).filter((database) => !there.has(database))) {
      await client.query(`CREATE DATABASE ${name} TEMPLATE template0 ENCODING 'UTF8' LC_COLLATE 'C.UTF-8' LC_CTYPE 'C.UTF-8'`);
    }
  });
}

async function dropAll(server: string, services: readonly string[]): Promise<void> {
  await asAdmin(server, async (client) => {
    for (const service of services) await client.query(`DROP DATABASE IF EXISTS ${databaseOf(service)} WITH (FORCE)`);
  });
}

async function reachable(variable: string, url: string): Promise<void> {
  try {
    await asAdmin(url, (client) => client.query('SELECT 1'));
  } catch (cause) {
    throw new Error(`PostgreSQL of ${variable} cannot be used: ${(cause as Error).message}`, { cause });
  }
}

async function asAdmin<T>(url: string, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: url, application_name: 'lianfang-stack', connectionTimeoutMillis: 5_000 });
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}
