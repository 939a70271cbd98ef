import { createClient } from 'graphql-ws';
import type { Client } from 'graphql-ws';
import { print } from 'graphql';
import type { TypedDocumentNode } from '@graphql-typed-document-node/core';
import type { StreamSink } from './live-feed.ts';
import { freshSession } from '../login/login.ts';
import { readServerFreshness, setServerFreshness } from './server-freshness.ts';

/** One socket for all live subscriptions of this tab. Reconnection is the feeds' business, each with its own cursor. */
let client: Client | null = null;
let up = false;

const keepAlive = 12_000;
const pongWithin = 5_000;

function socket(): Client {
  client ??= connect();
  return client;
}

function connect(): Client {
  const scheme = location.protocol === 'https:' ? 'wss' : 'ws';
  let pongDue: ReturnType<typeof setTimeout> | undefined;
  const opened = createClient({
    url: `${scheme}://${location.host}/graphql`,
    retryAttempts: 0,
    keepAlive,
    lazyCloseTimeout: 2_000,
    connectionAckWaitTimeout: 10_000,
    connectionParams: async () => {
      const session = await freshSession();
      return { authorization: `Bearer ${session?.accessToken ?? ''}`, language: document.documentElement.lang.slice(0, 2) };
    },
  });
  opened.on('connected', () => {
    up = true;
    // A gateway whose log is away says so right after this.
    setServerFreshness({ live: 'fresh' });
  });
  opened.on('closed', () => {
    up = false;
    setServerFreshness(null);
    clearTimeout(pongDue);
  });
  // A network that vanished without a word is found out by the pong that does not come.
  opened.on('ping', (received, told) => {
    const freshness = received ? readServerFreshness(told) : null;
    if (freshness) setServerFreshness(freshness);
    if (!received) pongDue = setTimeout(() => opened.terminate(), pongWithin);
  });
  opened.on('pong', (received) => {
    if (received) clearTimeout(pongDue);
  });
  return opened;
}

/** Asking again would change nothing. A token that ended is not among them: the next opening brings a fresh one. */
const refusals = new Set(['UNAUTHORIZED_FIELD_OR_TYPE', 'AREA_NOT_YOURS', 'GRAPHQL_VALIDATION_FAILED', 'SUBSCRIPTION_NOT_LIVE']);

interface WireError {
  message: string;
  extensions?: { code?: unknown };
}

/** Opens one subscription at the cursor. The sink hears of it once the socket stands. */
export function openStream<TData, TVariables extends Record<string, unknown>>(
  document: TypedDocumentNode<TData, TVariables>,
  variables: TVariables,
  cursor: string | null,
  sink: StreamSink<TData>,
): () => void {
  const stream = socket();
  const offConnected = stream.on('connected', () => sink.connected());
  const payload = { query: print(document), variables, extensions: cursor ? { resumeFrom: cursor } : undefined };
  const end = stream.subscribe<TData>(payload, {
    next(result) {
      if (result.errors?.length) return fail(result.errors, sink);
      const at = (result.extensions as Record<string, unknown> | undefined)?.['cursor'];
      if (result.data) sink.message(result.data, typeof at === 'string' ? at : null);
    },
    error(reason) {
      if (Array.isArray(reason)) fail(reason as WireError[], sink);
      else sink.dropped();
    },
    complete: () => sink.dropped(),
  });
  if (up) queueMicrotask(() => sink.connected());
  return () => {
    offConnected();
    end();
  };
}

function fail<T>(errors: readonly WireError[], sink: StreamSink<T>): void {
  const codes = errors.map((error) => error.extensions?.code);
  if (codes.includes('SNAPSHOT_REQUIRED')) sink.snapshotRequired();
  else if (codes.some((code) => refusals.has(String(code)))) sink.refused(errors[0]?.message ?? '');
  else sink.dropped();
}
