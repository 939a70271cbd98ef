import { HouseholdSwept, RegisterChanged, SweepRoundClosed } from '@lianfang/contracts/events';
import { shanghaiDay } from '@lianfang/platform/clock';
import { on } from '@lianfang/platform/consumer';
import type { Tx } from '@lianfang/platform/persistence';
import { judgeMeters } from './flag.store.ts';
import type { Judged } from './flag.store.ts';

/** What the squads and the register tell of a door changes what its meters mean. Judging twice changes nothing. */
export const readingSubscriptions = [
  on(HouseholdSwept, (tx, { data }, { clock }) => judge(tx, { householdIds: [data.householdId] }, clock.now())),
  on(SweepRoundClosed, (tx, { data }, { clock }) => judge(tx, { areaCode: data.areaCode }, clock.now())),
  on(RegisterChanged, async (tx, { data }, { clock }) => {
    if (data.vacantHouseholds !== 0) await judge(tx, { areaCode: data.areaCode }, clock.now());
  }),
];

async function judge(tx: Tx, judged: Judged, now: Date): Promise<void> {
  await judgeMeters(tx, judged, shanghaiDay(now), now);
}
