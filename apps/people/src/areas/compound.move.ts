import { CompoundMoved } from '@lianfang/contracts/events';
import { emit } from '@lianfang/platform/outbox';
import type { Tx } from '@lianfang/platform/persistence';
import { changeRegister } from '../register/register.change.ts';
import type { Compound } from './area.rules.ts';
import { countDoors, moveTo } from './compound.store.ts';

interface Move {
  gridCode: string;
  reason: string;
  by: string;
  at: Date;
}

/** Moves a locked compound with everybody in it; the sums of both grids, the open rounds and the other services follow. */
export async function moveDoors(tx: Tx, compound: Compound, { gridCode, reason, by, at }: Move): Promise<void> {
  const doors = await countDoors(tx, compound.id);
  // Signatures over a grid whose doors move fall, and say who moved them.
  await tx.query(`/* moveAs */ SELECT set_config('lianfang.actor', $1, true)`, [by]);
  const moveId = await moveTo(tx, { compoundId: compound.id, gridCode, reason, by, at });
  const { households, vacantHouseholds, people } = doors;
  await changeRegister(
    tx,
    [
      { areaCode: compound.areaCode, households: -households, vacantHouseholds: -vacantHouseholds, people: -people },
      { areaCode: gridCode, ...doors },
    ],
    at,
  );
  await emit(tx, CompoundMoved, {
    subject: compound.id,
    areaCode: gridCode,
    payload: { moveId, compoundId: compound.id, fromAreaCode: compound.areaCode, areaCode: gridCode, ...doors },
    at,
  });
}
