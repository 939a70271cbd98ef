import { EpidemicEnded, HoldLifted, HoldPlaced } from '@lianfang/contracts/events';
import { on } from '../consumer/index.ts';
import type { Subscription } from '../consumer/index.ts';
import { afterCommit } from '../persistence/index.ts';
import { insertErasure } from './ending.store.ts';
import { insertHold, liftHold } from './hold.store.ts';

/** What every service hears from the agencies about its own rows. The erasing itself takes longer than a message may. */
export function keepingSubscriptions(wake: () => void = () => undefined): Subscription[] {
  return [
    on(HoldPlaced, (tx, { data, time }) => insertHold(tx, data, new Date(time))),
    on(HoldLifted, (tx, { data, time }) => liftHold(tx, data.holdId, new Date(time))),
    on(EpidemicEnded, async (tx, { data, time }) => {
      await insertErasure(tx, { requestId: data.requestId, areaCode: data.areaCode, at: new Date(time) });
      afterCommit(tx, wake, wake);
    }),
  ];
}
