import { GlassBroken, GlassClosed } from '@lianfang/contracts/events';
import { emit } from '@lianfang/platform/outbox';
import type { Tx } from '@lianfang/platform/persistence';
import type { GlassOpening } from './glass.rules.ts';
import { insertOpening, updateOpening } from './glass.store.ts';

/** Every process lets the caller see from now on, and whoever watches the area is told. */
export async function enterOpening(tx: Tx, opening: GlassOpening): Promise<void> {
  await insertOpening(tx, opening);
  const { id: openingId, accountId, agency, areaCode, personId } = opening;
  const payload = { openingId, accountId, agency, areaCode, personId, openedAt: opening.openedAt.toISOString(), until: opening.until.toISOString() };
  await emit(tx, GlassBroken, { subject: accountId, areaCode, agency, payload, at: opening.openedAt });
}

export async function endOpening(tx: Tx, opening: GlassOpening, closedAt: Date): Promise<void> {
  await updateOpening(tx, opening);
  const { id: openingId, accountId, agency, areaCode } = opening;
  await emit(tx, GlassClosed, { subject: accountId, areaCode, agency, payload: { openingId, accountId, areaCode, closedAt: closedAt.toISOString() }, at: closedAt });
}
