import { createHmac, timingSafeEqual } from 'node:crypto';
import { isId } from '../ids.rules.ts';
const signatureBytes = 12;

/** What stands in the QR code: the code's id and its signature by the door's own key, 38 characters. */
export function writeDoorCode(id: string, key: Buffer): string {
  return Buffer.concat([Buffer.from(id.replaceAll('-', ''), 'hex'), signatureOf(id, key)]).toString('base64url');
}

/** The id that a code claims; null for a text that is no code of ours. */
export function idOfDoorCode(code: string): string | null {
  if (!/^[\w-]{38}$/.test(code)) return null;
  const hex = Buffer.from(code, 'base64url').subarray(0, 16).toString('hex');
  const id = hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
  return isId(id) ? id : null;
}

export function isSignedBy(code: string, id: string, key: Buffer): boolean {
  return timingSafeEqual(Buffer.from(code, 'base64url').subarray(16), signatureOf(id, key));
}

function signatureOf(id: string, key: Buffer): Buffer {
  return createHmac('sha256', key).update(`lianfang door ${id}`).digest().subarray(0, signatureBytes);
}
