import { GridSignaturesVoided, SweepDoorsMoved } from '@lianfang/contracts/events';
import { shanghaiDay } from '@lianfang/platform/clock';
import { emitMany } from '@lianfang/platform/outbox';
import type { Tx } from '@lianfang/platform/persistence';
import { takeUntoldVoids } from '../signoffs/sign-off.store.ts';
import { takeMoves } from './sweep.store.ts';

/** Tells the other services what triggers did to rounds in this transaction: doors that followed the register, signatures that fell. */
export async function tellSweeps(tx: Tx, at: Date): Promise<void> {
  const day = shanghaiDay(at);
  const moves = await takeMoves(tx);
  await emitMany(
    tx,
    SweepDoorsMoved,
    moves.map(({ roundId, areaCode, households, reached, returnees }) => ({ subject: roundId, areaCode, payload: { roundId, areaCode, day, households, reached, returnees }, at })),
  );
  const voids = await takeUntoldVoids(tx);
  await emitMany(
    tx,
    GridSignaturesVoided,
    voids.map(({ roundId, areaCode, level, cause, doors }) => ({ subject: roundId, areaCode, payload: { roundId, areaCode, level, cause, doors }, at })),
  );
}

/** Who does what follows, for the voids and the fields' histories that triggers write. */
export async function actAs(tx: Tx, actor: { id: string; name: string }): Promise<void> {
  await tx.query(`/* actAs */ SELECT set_config('lianfang.actor', $1, true), set_config('lianfang.actor_id', $2, true)`, [actor.name, actor.id]);
}
