import { randomUUID, timingSafeEqual } from 'node:crypto';
import { ApolloServer } from '@apollo/server';
import { startStandaloneServer } from '@apollo/server/standalone';
import type { AuditRoom, CallTrail } from '@lianfang/platform/audit';
import { type TokenReader, anonymous } from '@lianfang/platform/auth';
import { systemClock } from '@lianfang/platform/clock';
import type { BatchLoader, LoaderRoom, RequestContext } from '@lianfang/platform/graph';
import { gatewayHeader } from '@lianfang/platform/graph';
import { tellersOf } from '@lianfang/platform/masking';
import type { Log } from '@lianfang/platform/observability';
import type { DataSource } from 'typeorm';
import { buildSchema } from '../../libs/platform/src/graph/schema.ts';

export interface StockOptions {
  sdl: string;
  resolvers: object;
  database: DataSource;
  tokens: TokenReader;
  gatewaySecret: string;
  audit: AuditRoom;
  log: Log;
  /** False: a reference is looked up when it is resolved, each with a query of its own, as `__resolveReference` stands in Apollo's manual. */
  batched: boolean;
  extendContext(context: RequestContext): RequestContext;
}

/**
 * A subgraph as people build one: Apollo Server with its own HTTP server and graphql-js, as its manual has them. The nouns, their rules, guards and
 * masks, the reader of tokens and the audit trail are ours, and work as hard as behind our way.
 */
export async function serveStock(o: StockOptions): Promise<string> {
  const schema = buildSchema(o.sdl, o.resolvers);
  const tellerFor = tellersOf(schema);
  const secret = Buffer.from(o.gatewaySecret);
  const apollo = new ApolloServer<RequestContext>({
    schema,
    stopOnTerminationSignals: false,
    plugins: [{
      async requestDidStart() {
        return { willSendResponse: async ({ contextValue }) => (contextValue.audit as CallTrail).settle() };
      },
    }],
  });
  const { url } = await startStandaloneServer(apollo, {
    listen: { port: 0, host: '127.0.0.1' },
    context: async ({ req: { headers } }) => {
      const shown = Buffer.from(String(headers[gatewayHeader]));
      if (shown.length !== secret.length || !timingSafeEqual(shown, secret)) throw new Error('not the gateway');
      const actor = (await o.tokens(headers.authorization)) ?? anonymous;
      const requestId = randomUUID();
      const loaders: LoaderRoom = o.batched ? new Map() : new Forgetful();
      return o.extendContext({
        actor, requestId, loaders, language: 'zh', clock: systemClock, log: o.log, database: o.database, audit: o.audit.begin({ actor, requestId }), tell: tellerFor({ actor }),
      });
    },
  });
  return url;
}

/** Keeps no loader, so that each load is a batch of one. */
class Forgetful extends Map<string, BatchLoader<never, unknown>> {
  override set(): this {
    return this;
  }
}
