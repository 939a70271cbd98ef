import { trace } from '@opentelemetry/api';
import { GraphQLError, getOperationAST, parse } from 'graphql';
import type { ExecutionResult, GraphQLFormattedError, GraphQLSchema, OperationDefinitionNode } from 'graphql';
import { type CompiledExecution, compileExecution } from './execution/index.ts';
import { mostTokens } from './limits.ts';
import { labelOf, observeOperation } from './observe.ts';

/** How an error is told to the caller of this request. */
export type TellError = (formatted: GraphQLFormattedError, error: GraphQLError) => GraphQLFormattedError;

/**
 * The way of a query that this subgraph has answered before. A gateway sends the same few hundred texts for ever: what Apollo Server
 * finds out about a text (that it parses, is valid, which operation it is) it found the first time, and what `execute` looks up per
 * field is looked up once. Everything else goes Apollo Server's way: first times, mutations, GET, extensions, variables that do
 * not fit. `short.way.int.test.ts` sends the same requests both ways.
 */
export interface ShortWay {
  /** @returns undefined when nothing has been done yet */
  answer(asked: { accept: string | undefined; body: unknown; context: unknown; tell: TellError }): Promise<ShortAnswer> | undefined;
  /** Apollo Server has answered this without an error. */
  learn(accept: string | undefined, body: unknown, headers: ReadonlyMap<string, string>): void;
}

export interface ShortAnswer {
  contentType: string;
  body: string;
}

interface Known {
  label: string;
  execution: CompiledExecution;
}

interface Asked {
  query: string;
  operationName: string | undefined;
  variables: Record<string, unknown>;
}

const mostKnown = 1_000;
const longestText = 65_536;
const mostAccepts = 100;
const longestAccept = 256;

export function createShortWay(schema: GraphQLSchema): ShortWay {
  const known = new Map<string, Known | null>();
  const contentTypes = new Map<string, string>();
  return {
    answer({ accept = '', body, context, tell }) {
      const contentType = contentTypes.get(accept);
      const asked = contentType === undefined ? undefined : plainQuery(body);
      const found = asked && known.get(keyOf(asked));
      if (!found) return undefined;
      const began = performance.now();
      const executed = found.execution.execute({ context, variables: asked.variables });
      return executed?.then((result) => {
        trace.getActiveSpan()?.updateName(found.label);
        const errors = result.errors?.map((error) => tell(formatted(error), error));
        observeOperation(found.label, errors ?? [], began);
        return { contentType: contentType!, body: JSON.stringify(errors ? { errors, data: result.data } : { data: result.data } satisfies ExecutionResult) };
      });
    },
    learn(accept = '', body, headers) {
      const contentType = headers.get('content-type');
      const asked = plainQuery(body);
      if (!asked || contentType === undefined || headers.size !== 1 || accept.length > longestAccept || asked.query.length > longestText) return;
      if (contentTypes.size >= mostAccepts) contentTypes.clear();
      contentTypes.set(accept, contentType);
      const key = keyOf(asked);
      if (known.has(key)) return;
      if (known.size >= mostKnown) known.delete(known.keys().next().value!);
      known.set(key, compile(schema, asked));
    },
  };
}

function keyOf({ query, operationName }: Asked): string {
  return operationName === undefined ? query : `${operationName}\n${query}`;
}

function compile(schema: GraphQLSchema, { query, operationName }: Asked): Known | null {
  const document = parse(query, { maxTokens: mostTokens });
  const operation: OperationDefinitionNode | null | undefined = getOperationAST(document, operationName);
  if (operation?.operation !== 'query') return null;
  const execution = compileExecution(schema, document, operation);
  return execution ? { label: labelOf(operation), execution } : null;
}

/** Undefined for what Apollo Server has something to say to. */
function plainQuery(body: unknown): Asked | undefined {
  if (typeof body !== 'object' || body === null || Array.isArray(body)) return undefined;
  const { query, operationName, variables, extensions } = body as Record<string, unknown>;
  if (typeof query !== 'string' || (extensions !== undefined && extensions !== null)) return undefined;
  if (operationName !== undefined && operationName !== null && typeof operationName !== 'string') return undefined;
  if (variables !== undefined && (typeof variables !== 'object' || Array.isArray(variables))) return undefined;
  return { query, operationName: operationName ?? undefined, variables: (variables ?? {}) as Record<string, unknown> };
}

/** As Apollo Server gives an error to `formatError`. */
function formatted(error: GraphQLError): GraphQLFormattedError {
  return { ...error.toJSON(), extensions: { ...error.extensions, code: error.extensions.code ?? 'INTERNAL_SERVER_ERROR' } };
}
