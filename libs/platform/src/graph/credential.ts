import { createHash, timingSafeEqual } from 'node:crypto';

/** The header in which the gateway shows its credential to subgraphs. */
export const gatewayHeader = 'x-lianfang-gateway';

/** The header in which the gateway tells the address of the client. */
export const clientHeader = 'x-lianfang-client';

/** Compares in constant time, whatever the lengths. */
export function credentialCheck(secret: string): (shown: string | string[] | undefined) => boolean {
  const expected = digest(secret);
  return (shown) => typeof shown === 'string' && timingSafeEqual(digest(shown), expected);
}

function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}
