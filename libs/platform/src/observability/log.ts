import { trace } from '@opentelemetry/api';
import { pino } from 'pino';
import type { DestinationStream, Logger } from 'pino';
import { scrub, scrubText } from './scrub.ts';

export type Log = Logger;

/**
 * JSON lines on standard output. Personal fields are redacted at any depth before a line is written, and no request body
 * is ever passed in. With tracing on, every line carries the ids of its trace.
 */
export function createLog(o: { name: string; level: string }, destination?: DestinationStream): Log {
  const log = pino(
    {
      level: o.level,
      base: { service: o.name, pid: process.pid },
      timestamp: pino.stdTimeFunctions.isoTime,
      messageKey: 'message',
      serializers: { err: (error: unknown) => error },
      formatters: {
        level: (label) => ({ level: label }),
        log: (fields) => scrub(fields) as Record<string, unknown>,
      },
      mixin: traceIds,
      hooks: {
        logMethod(args, write) {
          write.apply(this, spoken(args) as typeof args);
        },
      },
    },
    destination ?? pino.destination({ dest: 1, sync: true }),
  );
  return withScrubbedChildren(log);
}

/** pino drops the bindings formatter for children, so what a child always says is scrubbed when it is made. */
function withScrubbedChildren(log: Logger): Logger {
  const { child } = log;
  log.child = function scrubbedChild(this: Logger, bindings: Record<string, unknown>, options?: object) {
    return child.call(this, scrub(bindings) as Record<string, unknown>, options);
  } as Logger['child'];
  return log;
}

/** Texts without identifiers. A line without text gets one, or pino would take the message of the error as it is. */
function spoken(args: readonly unknown[]): unknown[] {
  const [fields, ...rest] = args.map((arg) => (typeof arg === 'string' ? scrubText(arg) : arg));
  if (fields instanceof Error) return [{ err: fields }, ...(rest.length > 0 ? rest : ['error'])];
  return typeof fields === 'object' && fields !== null && 'err' in fields && rest.length === 0 ? [fields, 'error'] : [fields, ...rest];
}

function traceIds(): Record<string, string> {
  const span = trace.getActiveSpan()?.spanContext();
  return span ? { traceId: span.traceId, spanId: span.spanId } : {};
}
