import { createPublicKey, sign, verify } from 'node:crypto';
import type { KeyObject } from 'node:crypto';
import type { Pass } from './pass.rules.ts';

/** Signs what a QR code holds. Ed25519 gives one pass one code, so none is stored. */
export interface PassKeys {
  /** SPKI in base64; with it anybody verifies, nobody signs. */
  publicKey: string;
  codeOf(pass: Pick<Pass, 'id' | 'householdId' | 'personId' | 'validUntil'>): string;
  /** The pass that a scanned text names; null when it is none of ours or was altered. */
  read(code: string): { passId: string } | null;
}

const form = /^(LF1\.([\w-]{1,400}))\.([\w-]{86})$/;

export function createPassKeys(signingKey: KeyObject): PassKeys {
  const publicKey = createPublicKey(signingKey);
  return {
    publicKey: publicKey.export({ type: 'spki', format: 'der' }).toString('base64'),
    codeOf(pass) {
      const said = { p: pass.id, h: pass.householdId, u: pass.personId, x: Math.floor(pass.validUntil.getTime() / 1000) };
      const signed = `LF1.${Buffer.from(JSON.stringify(said)).toString('base64url')}`;
      return `${signed}.${sign(null, Buffer.from(signed), signingKey).toString('base64url')}`;
    },
    read(code) {
      const [, signed, json, signature] = form.exec(code.trim()) ?? [];
      if (!signed || !json || !signature) return null;
      if (!verify(null, Buffer.from(signed), publicKey, Buffer.from(signature, 'base64url'))) return null;
      // Signed by us, so it has our form.
      return { passId: (JSON.parse(Buffer.from(json, 'base64url').toString()) as { p: string }).p };
    },
  };
}
