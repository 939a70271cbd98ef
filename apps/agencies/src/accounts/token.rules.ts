/** When a token ends by itself; null when it does not say. The token was verified when it was read. */
export function tokenEnd(token: string): Date | null {
  const [, payload = ''] = token.split('.');
  const { exp } = JSON.parse(Buffer.from(payload, 'base64url').toString()) as { exp?: number };
  return exp === undefined ? null : new Date(exp * 1000);
}
