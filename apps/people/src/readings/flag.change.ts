import { shanghaiDay } from '@lianfang/platform/clock';
import type { Tx } from '@lianfang/platform/persistence';
import { occupyHousehold } from '../households/household.store.ts';
import { changeRegister } from '../register/register.change.ts';
import { callForRevisit } from '../sweeps/visit.change.ts';
import { meterStates } from './flag.rules.ts';
import type { FlagOutcome, ReadingFlag } from './flag.rules.ts';
import { judgeMeters, setMeterState, settleFlag } from './flag.store.ts';

/** Somebody who was found behind the door is to be met by the squad within a day. */
const meetWithinMs = 24 * 3_600_000;

/**
 * Settles a flag. Somebody who lives there becomes a correction of the register and a door that the squad visits again; a meter that
 * does not speak of its door is left out from now on.
 */
export async function settle(tx: Tx, flag: ReadingFlag, settled: { outcome: FlagOutcome; note: string | null; by: string; at: Date }): Promise<void> {
  await settleFlag(tx, flag, settled);
  const meterState = meterStates[settled.outcome];
  if (meterState) await setMeterState(tx, flag.meterId, meterState);
  if (settled.outcome !== 'SOMEBODY_LIVES') return;
  const areaCode = await occupyHousehold(tx, flag.householdId);
  if (areaCode) await changeRegister(tx, [{ areaCode, households: 0, vacantHouseholds: -1, people: 0 }], settled.at);
  await callForRevisit(tx, { householdId: flag.householdId, dueAt: new Date(settled.at.getTime() + meetWithinMs) });
  // The other meters of the same door ask nothing more that was not answered.
  await judgeMeters(tx, { householdIds: [flag.householdId] }, shanghaiDay(settled.at), settled.at);
}

