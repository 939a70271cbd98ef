import type { ApolloServerPlugin } from '@apollo/server';
import { trace } from '@opentelemetry/api';
import { Kind } from 'graphql';
import type { GraphQLFormattedError, OperationDefinitionNode } from 'graphql';
import { metrics } from '../observability/index.ts';
import type { RequestContext } from './context.ts';

/** Time and outcome of each operation. The label is the root field: operation names are the caller's and have no bound. */
export function observeOperations<C extends RequestContext>(): ApolloServerPlugin<C> {
  return {
    async requestDidStart() {
      const began = performance.now();
      let operation = 'unreadable';
      return {
        async didResolveOperation(request) {
          operation = labelOf(request.operation);
          trace.getActiveSpan()?.updateName(operation);
        },
        async willSendResponse({ response }) {
          observeOperation(operation, response.body.kind === 'single' ? (response.body.singleResult.errors ?? []) : [], began);
        },
      };
    },
  };
}

/** @param began as `performance.now()` told */
export function observeOperation(operation: string, errors: readonly GraphQLFormattedError[], began: number): void {
  const failed = errors.some(({ extensions }) => extensions?.code === 'INTERNAL_ERROR');
  const outcome = failed ? 'failed' : errors.length > 0 ? 'refused' : 'ok';
  metrics.operationSeconds.observe({ operation, outcome }, (performance.now() - began) / 1000);
}

export function labelOf(operation: OperationDefinitionNode | undefined): string {
  if (!operation) return 'unreadable';
  const [first] = operation.selectionSet.selections;
  return `${operation.operation} ${first?.kind === Kind.FIELD ? first.name.value : 'fragment'}`;
}
