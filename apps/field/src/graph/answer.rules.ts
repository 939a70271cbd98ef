/** What came of one call to the gateway, sorted by what the app must do next. */
export type Answer<T> =
  | { kind: 'yes'; data: T }
  /** The server understood and said no, with a code. Sending the same again would change nothing. */
  | { kind: 'refused'; code: string; message: string }
  /** Nobody answered. Whether the call took effect is unknown; the key makes asking again safe. */
  | { kind: 'unreachable'; detail: string }
  /** Somebody answered, but not for certain: a service is down, a fault inside. Ask again later. */
  | { kind: 'failed'; detail: string }
  | { kind: 'login' };

interface GraphBody {
  data?: Record<string, unknown> | null;
  errors?: { message?: string; extensions?: { code?: string } }[];
}

const loginCodes = new Set(['UNAUTHENTICATED', 'TOKEN_EXPIRED', 'TOKEN_INVALID']);
const passingCodes = /^(INTERNAL_|DOWNSTREAM_)|UNAVAILABLE|TIMEOUT|TIMED_OUT|INVALID_ANSWER|RATE_LIMIT|TOO_MANY_REQUESTS|OVERLOADED|SHUTTING_DOWN/;

/**
 * Judges an HTTP answer of the gateway.
 * A root field that is not null counts as a yes even beside errors: those tell of parts that could not be fetched for show.
 */
export function judgeAnswer<T>(status: number, body: unknown): Answer<T> {
  const { data, errors = [] } = isGraphBody(body) ? body : {};
  if (data && Object.values(data).some((value) => value !== null)) return { kind: 'yes', data: data as T };
  if (data && errors.length === 0) return { kind: 'yes', data: data as T };
  const codes = errors.map((error) => error.extensions?.code ?? '');
  if (status === 401 || codes.some((code) => loginCodes.has(code))) return { kind: 'login' };
  const refused = errors.find((error) => isRefusal(error.extensions?.code));
  if (refused) return { kind: 'refused', code: refused.extensions?.code ?? '', message: refused.message ?? '' };
  return { kind: 'failed', detail: errors[0]?.message ?? `HTTP ${status}` };
}

/** Whether a code says no for good. */
export function isRefusal(code: string | undefined | null): boolean {
  return Boolean(code) && !loginCodes.has(code ?? '') && !passingCodes.test(code ?? '');
}

function isGraphBody(body: unknown): body is GraphBody {
  return typeof body === 'object' && body !== null;
}
