import type { GatewayInterface, GatewayExecutor } from '@apollo/server-gateway-interface';
import { GraphQLError } from 'graphql';
import type { Supergraph } from '../supergraph/supergraph.ts';
import { withoutAccessAndStreams } from '../supergraph/without-login.ts';
import type { EngineContext } from './engine.ts';
import { fault, refusalOf } from './faults.ts';

export interface StockEngine extends GatewayInterface {
  replace(supergraph: Supergraph): void;
}

/** The stock `@apollo/gateway`: the reference that our answers are compared with. It has no streams and enforces no access. */
export async function createStockEngine(first: Supergraph, subgraphHeaders: Readonly<Record<string, string>>): Promise<StockEngine> {
  const { ApolloGateway, RemoteGraphQLDataSource } = await import('@apollo/gateway');
  let update: ((sdl: string) => void) | undefined;
  const gateway = new ApolloGateway({
    supergraphSdl: async (options) => {
      update = options.update;
      return { supergraphSdl: plain(first) };
    },
    buildService: ({ url }) =>
      new RemoteGraphQLDataSource<EngineContext>({
        url,
        willSendRequest({ request, context }) {
          const headers = { ...subgraphHeaders, ...context.caller?.headers };
          for (const [name, value] of Object.entries(headers)) request.http?.headers.set(name, String(value));
        },
      }),
  });
  return {
    async load(options) {
      const { executor } = await gateway.load(options);
      return { executor: masked(executor as GatewayExecutor) };
    },
    onSchemaLoadOrUpdate: (callback) => gateway.onSchemaLoadOrUpdate(callback),
    stop: () => gateway.stop(),
    replace: (supergraph) => update?.(plain(supergraph)),
  };
}

function plain(supergraph: Supergraph): string {
  const urls = new Map(supergraph.subgraphs.map(({ name, url }) => [name, url]));
  const sdl = withoutAccessAndStreams(supergraph.sdl);
  return sdl.replace(/@join__graph\(name: "([^"]+)", url: "[^"]*"\)/g, (text, name: string) => {
    const url = urls.get(name);
    return url === undefined ? text : `@join__graph(name: ${JSON.stringify(name)}, url: ${JSON.stringify(url)})`;
  });
}

/** The stock gateway passes on what subgraphs say, with their names; what leaves the house is decided in one place. */
function masked(executor: GatewayExecutor): GatewayExecutor {
  return async (request) => {
    const result = await executor(request);
    if (!result.errors) return result;
    const { caller, reporter } = request.context as EngineContext;
    return { ...result, errors: result.errors.map((error) => mask(error, caller.language, (cause) => reporter.defect('the stock engine reported an error', { cause }))) };
  };
}

function mask(error: GraphQLError, language: EngineContext['caller']['language'], log: (cause: unknown) => string): GraphQLError {
  // Some of its errors are plain objects without extensions.
  const extensions: Record<string, unknown> = (error.extensions as Record<string, unknown> | undefined) ?? {};
  if (!('serviceName' in extensions) && extensions.code !== undefined) return error;
  const refusal = refusalOf(error);
  const path = error.path ? [...error.path] : undefined;
  return refusal ? new GraphQLError(refusal.message, { path, extensions: refusal.extensions }) : fault('INTERNAL_ERROR', language, path, { errorId: log(error) });
}
