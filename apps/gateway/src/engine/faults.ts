import { GraphQLError } from 'graphql';
import type { Language } from './run.ts';
import type { AnswerPath } from './place.ts';

const texts = {
  INTERNAL_ERROR: {
    zh: '系统内部错误，请稍后再试；如再次出现，请将错误编号告知管理员',
    en: 'internal error; try again later, and if it happens again give the error id to the operator',
  },
  SUBGRAPH_UNAVAILABLE: {
    zh: '部分数据暂时无法取得，请稍后再试',
    en: 'part of the data cannot be had at the moment; try again later',
  },
  INVALID_ANSWER: {
    zh: '部分数据不符合约定，未予显示',
    en: 'part of the data is not of the agreed form and is left out',
  },
} as const;

export type FaultCode = keyof typeof texts;

/** An error of ours, in the caller's language. It names no subgraph, host or cause. */
export function fault(code: FaultCode, language: Language, path?: AnswerPath, extensions: Record<string, unknown> = {}): GraphQLError {
  return new GraphQLError(texts[code][language], { path, extensions: { code, ...extensions } });
}

/** An error as a subgraph wrote it. */
export interface SubgraphFault {
  message?: unknown;
  path?: unknown;
  extensions?: unknown;
}

/** Codes that a server uses for its own defects and for ours; their messages speak of queries, tables and hosts. */
const internalCodes = new Set([
  'INTERNAL_ERROR',
  'INTERNAL_SERVER_ERROR',
  'DOWNSTREAM_SERVICE_ERROR',
  'GRAPHQL_PARSE_FAILED',
  'GRAPHQL_VALIDATION_FAILED',
  'OPERATION_RESOLUTION_FAILURE',
  'PERSISTED_QUERY_NOT_FOUND',
]);

/** What a refusal carries for the user; everything else in `extensions` belongs to the server that made it. */
const privateExtensions = new Set(['code', 'stacktrace', 'exception', 'http', 'serviceName', 'service', 'originalError']);

/** A coded refusal, with what it tells the user; null when the error must not leave the house. */
export function refusalOf(error: SubgraphFault): { message: string; extensions: Record<string, unknown> } | null {
  const extensions = typeof error.extensions === 'object' && error.extensions !== null ? error.extensions : {};
  const code: unknown = 'code' in extensions ? extensions.code : undefined;
  if (typeof code !== 'string' || internalCodes.has(code) || typeof error.message !== 'string') return null;
  const told = Object.entries(extensions).filter(([name]) => !privateExtensions.has(name));
  return { message: error.message, extensions: { code, ...Object.fromEntries(told) } };
}
