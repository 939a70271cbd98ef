import { GraphQLError } from 'graphql';
import type { GraphQLFormattedError } from 'graphql';
import { z } from 'zod';
import { newId } from '../clock/index.ts';
import { metrics } from '../observability/index.ts';
import type { Log } from '../observability/index.ts';
import { Refusal } from '../refusals/index.ts';
import type { Language } from '../refusals/index.ts';
import { inputErrorText } from './input-error.ts';
import { queryTooLarge } from './limits.ts';

/** Whom an error is told to. */
export interface Listener {
  language: Language;
  log: Log;
  /** Where a refusal is written down. */
  trail?: { refused(code: string, path: GraphQLFormattedError['path']): void };
}

/**
 * An error as the caller may see it. Refusals speak the caller's language; what GraphQL itself says of a variable
 * does too, and of a document stays; everything else is an INTERNAL_ERROR with an id that the log knows, and nothing of the cause.
 */
export function presentError(formatted: GraphQLFormattedError, error: unknown, listener: Listener): GraphQLFormattedError {
  const presented = present(formatted, causeOf(error), listener);
  const code = String(presented.extensions?.code);
  metrics.refusals.inc({ code });
  listener.trail?.refused(code, presented.path);
  return presented;
}

function present(formatted: GraphQLFormattedError, cause: unknown, listener: Listener): GraphQLFormattedError {
  if (cause instanceof Refusal) return refused(formatted, cause, listener.language);
  if (cause instanceof z.core.$ZodError) return refused(formatted, inputInvalid(cause), listener.language);
  if (cause instanceof GraphQLError && formatted.extensions?.code !== 'INTERNAL_SERVER_ERROR') {
    if (cause.message.includes('Document contains more')) return refused(formatted, queryTooLarge(), listener.language);
    const { stacktrace: _, ...extensions } = formatted.extensions ?? {};
    return { ...formatted, message: inputErrorText(formatted.message, listener.language), extensions };
  }
  return masked(formatted, cause, listener);
}

/** GraphQL wraps what a resolver throws, Apollo wraps that once more. */
function causeOf(error: unknown): unknown {
  let cause = error;
  while (cause instanceof GraphQLError && cause.originalError) cause = cause.originalError;
  return cause;
}

function refused(formatted: GraphQLFormattedError, refusal: Refusal, language: Language): GraphQLFormattedError {
  return { ...placeOf(formatted), message: refusal.textIn(language), extensions: { ...refusal.extensions, code: refusal.code } };
}

export function inputInvalid(error: z.core.$ZodError): Refusal {
  const fields = error.issues.map((issue) => ({ field: issue.path.map(String).join('.'), problem: issue.message }));
  const names = fields.map(({ field }) => field).filter(Boolean);
  return new Refusal(
    'INPUT_INVALID',
    {
      zh: `填写的内容有误，请检查：${names.join('、') || '输入'}。`,
      en: `What was entered is not valid. Please check: ${names.join(', ') || 'the input'}.`,
    },
    { fields },
  );
}

/** Our failure. The id leads from what the caller saw to the line in the log. */
export function masked(formatted: GraphQLFormattedError, cause: unknown, { language, log }: Listener): GraphQLFormattedError {
  const errorId = newId();
  log.error({ err: cause, errorId, path: formatted.path?.join('.') }, 'an operation failed');
  const message = {
    zh: `系统内部错误，请稍后重试。若仍然失败，请向管理员提供编号 ${errorId}。`,
    en: `Something went wrong on our side. Try again; if it stays, give the administrator the number ${errorId}.`,
  }[language];
  return { ...placeOf(formatted), message, extensions: { code: 'INTERNAL_ERROR', errorId } };
}

function placeOf({ locations, path }: GraphQLFormattedError): Partial<GraphQLFormattedError> {
  return { ...(locations ? { locations } : {}), ...(path ? { path } : {}) };
}
