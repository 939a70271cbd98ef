import { ApolloServer } from '@apollo/server';
import { ApolloServerPluginCacheControlDisabled, ApolloServerPluginInlineTraceDisabled, ApolloServerPluginLandingPageDisabled, ApolloServerPluginSchemaReportingDisabled, ApolloServerPluginUsageReportingDisabled } from '@apollo/server/plugin/disabled';
import type { GatewayInterface } from '@apollo/server-gateway-interface';
import type { Log } from '@lianfang/platform/observability';
import type { EngineContext } from '../engine/engine.ts';
import type { Reporter } from '../engine/run.ts';

/** Apollo Server without anything that calls home, prints a stack or decorates an answer. */
export function createApollo(o: { engine: GatewayInterface; introspection: boolean; log: Log; reporter: Reporter }): ApolloServer<EngineContext> {
  return new ApolloServer<EngineContext>({
    gateway: o.engine,
    introspection: o.introspection,
    csrfPrevention: true,
    allowBatchedHttpRequests: false,
    includeStacktraceInErrorResponses: false,
    hideSchemaDetailsFromClientErrors: !o.introspection,
    stopOnTerminationSignals: false,
    logger: {
      debug: (text) => o.log.debug(text),
      info: (text) => o.log.info(text),
      warn: (text) => o.log.warn(text),
      error: (text) => o.log.error(text),
    },
    plugins: [
      ApolloServerPluginCacheControlDisabled(),
      ApolloServerPluginInlineTraceDisabled(),
      ApolloServerPluginLandingPageDisabled(),
      ApolloServerPluginSchemaReportingDisabled(),
      ApolloServerPluginUsageReportingDisabled(),
    ],
    formatError: (formatted, cause) => {
      if (formatted.extensions?.code !== 'INTERNAL_SERVER_ERROR') return formatted;
      const errorId = o.reporter.defect('an operation failed in the gateway', { cause });
      return { message: '系统内部错误 internal error', path: formatted.path, extensions: { code: 'INTERNAL_ERROR', errorId } };
    },
  });
}
