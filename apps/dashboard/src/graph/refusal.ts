/** What a caller sees of a request that did not go through. */
export interface RefusalNotice {
  code: string;
  /** In the user's language, as the server worded it; null when no server answered. */
  message: string | null;
}

/** The part of urql's CombinedError that tells why. */
export interface FailedRequest {
  networkError?: Error;
  graphQLErrors: readonly { message: string; extensions?: Record<string, unknown> }[];
}

export function noticeOf(error: FailedRequest): RefusalNotice {
  const first = error.graphQLErrors[0];
  if (first) return { code: String(first.extensions?.['code'] ?? 'INTERNAL'), message: first.message };
  return { code: 'UNREACHABLE', message: null };
}

const loginCodes = new Set(['UNAUTHENTICATED', 'TOKEN_EXPIRED', 'TOKEN_INVALID']);

export function asksForLogin(error: FailedRequest): boolean {
  return error.graphQLErrors.some((one) => loginCodes.has(String(one.extensions?.['code'])));
}
