import type { Sealer } from '@lianfang/platform/sealing';

/** A reason as it was written; empty when its period is over and its words are gone. */
export function openReason(sealed: Buffer, sealer: Sealer): string {
  return sealed.length === 0 ? '' : sealer.open(sealed);
}
