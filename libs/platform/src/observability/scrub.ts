/** Fields whose value may tell who somebody is, or is a secret. Compared without case, `_` and `-`. */
const personal = new Set([
  'name', 'fullname', 'displayname', 'personname', 'phone', 'mobile', 'telephone', 'idnumber', 'idno', 'idcard', 'address', 'residence',
  'plate', 'authorization', 'cookie', 'setcookie', 'token', 'accesstoken', 'refreshtoken', 'idtoken', 'password', 'secret', 'gatewaysecret',
  'sealingkey', 'xlianfanggateway', 'body', 'variables', 'parameters', 'payload', 'latitude', 'longitude', 'coordinates', 'note', 'reason',
]);

const hidden = '[redacted]';
const deepest = 6;

/** A copy without personal fields, at any depth, safe to write to a log. Errors keep type, code, scrubbed message and stack. */
export function scrub(value: unknown): unknown {
  return scrubbed(value, 0);
}

function scrubbed(value: unknown, depth: number): unknown {
  if (typeof value === 'string') return scrubText(value);
  if (typeof value !== 'object' || value === null || value instanceof Date) return value;
  if (value instanceof Error) return scrubError(value, depth);
  if (Buffer.isBuffer(value)) return `[${value.length} bytes]`;
  if (depth >= deepest) return '[deeper]';
  if (Array.isArray(value)) return value.map((item) => scrubbed(item, depth + 1));
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, isPersonal(key) ? hidden : scrubbed(item, depth + 1)]));
}

function isPersonal(key: string): boolean {
  return personal.has(key.toLowerCase().replace(/[_-]/g, ''));
}

/**
 * Of an error only what an engineer needs. PostgreSQL's `detail`, TypeORM's `query` and `parameters` hold the row itself,
 * so nothing is kept that is not named here.
 */
function scrubError(error: Error, depth: number): Record<string, unknown> {
  const { code, constraint, table, column, routine } = error as Error & Record<string, unknown>;
  const message = messageOf(error);
  return {
    type: error.name,
    message,
    ...Object.fromEntries(Object.entries({ code, constraint, table, column, routine }).filter(([, told]) => told !== undefined)),
    stack: framesOf(error),
    ...(error.cause !== undefined && depth < deepest ? { cause: scrubbed(error.cause, depth + 1) } : {}),
  };
}

/**
 * What an error says, fit to be stored beside an event or shown to an operator: SQLSTATE class 22 (data exception) quotes the
 * rejected value after the colon, and no identifier of a person stays.
 */
export function messageOf(error: Error): string {
  const { code } = error as { code?: unknown };
  const isDataException = typeof code === 'string' && /^22[0-9A-Z]{3}$/.test(code);
  return scrubText(isDataException ? (error.message.split(':')[0] ?? '') : error.message);
}

/** The frames alone: the head of a stack repeats the message. */
function framesOf(error: Error): string {
  return (error.stack ?? '').split('\n').filter((line) => /^\s+at /.test(line)).join('\n');
}

// GB 11643 ID numbers (18 characters) and mainland mobile numbers, standing alone.
const identifiers = /(?<![0-9A-Za-z])(?:\d{17}[\dXx]|(?:\+?86[- ]?)?1[3-9]\d{9})(?![0-9A-Za-z])/g;

/** Text without ID numbers and mobile numbers. */
export function scrubText(text: string): string {
  return text.replace(identifiers, hidden);
}
