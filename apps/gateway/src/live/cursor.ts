import { createHmac, timingSafeEqual } from 'node:crypto';
import type { Positions } from '@lianfang/platform/broker';

/** Signs positions of the event log for clients, who can keep them and give them back but not make them up. */
export interface CursorSeal {
  seal(positions: Positions): string;
  /** @returns null for a text that this system has not made */
  open(cursor: string): Positions | null;
}

const signatureLength = 16;

/** @param secret the same in every gateway and after every restart, so that a cursor outlives the process that made it */
export function createCursorSeal(secret: string): CursorSeal {
  const key = createHmac('sha256', secret).update('lianfang live cursor').digest();
  const sign = (body: Buffer) => createHmac('sha256', key).update(body).digest().subarray(0, signatureLength);
  return {
    seal(positions) {
      const body = Buffer.from(JSON.stringify(positions));
      return Buffer.concat([sign(body), body]).toString('base64url');
    },
    open(cursor) {
      const bytes = Buffer.from(cursor, 'base64url');
      if (bytes.length <= signatureLength) return null;
      const body = bytes.subarray(signatureLength);
      return timingSafeEqual(bytes.subarray(0, signatureLength), sign(body)) ? (JSON.parse(body.toString()) as Positions) : null;
    },
  };
}
