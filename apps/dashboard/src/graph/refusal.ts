/** What a caller sees of a request that did not go through. */
export interface RefusalNotice {
  code: string;
  /** In the user's language, as the server worded it; null when no server answered. */
  message: string | null;
  /** Roles that could have done it, when the server names them. */
  roles: readonly string[];
  /** Kept as a proposal that somebody else must approve. */
  proposalId: string | null;
  /** What else the server told of it, by name. */
  details: Readonly<Record<string, unknown>>;
}

/** The part of urql's CombinedError that tells why. */
export interface FailedRequest {
  networkError?: Error;
  graphQLErrors: readonly { message: string; extensions?: Record<string, unknown> }[];
}

export const unreachable: RefusalNotice = { code: 'UNREACHABLE', message: null, roles: [], proposalId: null, details: {} };

export function noticeOf(error: FailedRequest): RefusalNotice {
  const first = error.graphQLErrors[0];
  if (!first) return unreachable;
  const { code, roles, proposalId, ...details } = first.extensions ?? {};
  return {
    code: String(code ?? 'INTERNAL'),
    message: first.message,
    roles: Array.isArray(roles) ? roles.map(String) : [],
    proposalId: typeof proposalId === 'string' ? proposalId : null,
    details,
  };
}

const loginCodes = new Set(['UNAUTHENTICATED', 'TOKEN_EXPIRED', 'TOKEN_INVALID']);

export function asksForLogin(error: FailedRequest): boolean {
  return error.graphQLErrors.some((one) => loginCodes.has(String(one.extensions?.['code'])));
}
