import { currentSession, onSession } from '../login/session.ts';
import { deliverEntries } from '../outbox/delivery.ts';
import { stranger } from '../outbox/use-outbox.ts';
import { createSender } from '../outbox/sender.ts';
import type { SenderState } from '../outbox/sender.ts';
import { openDeviceDatabase } from './database.ts';
import type { Device } from './device.tsx';

const lockName = 'lianfang-field-outbox';

/** Opens the phone's store and starts sending: at once, when the network returns, after a login, and by the sender's own timer. */
export function openDevice(): Device {
  const database = openDeviceDatabase();
  const listeners = new Set<() => void>();
  let state: SenderState = 'idle';
  const sender = createSender({
    database,
    deliver: deliverEntries,
    exclusively: (work) => navigator.locks.request(lockName, work),
    owner: () => currentSession()?.claims.sub ?? stranger.owner,
    now: Date.now,
    random: Math.random,
    onState(next) {
      state = next;
      for (const listener of listeners) listener();
    },
  });
  addEventListener('online', () => void sender.drain({ hasten: true }));
  document.addEventListener('visibilitychange', () => {
    if (document.visibilityState === 'visible') void sender.drain();
  });
  onSession(() => {
    if (currentSession()?.lapsed === false) void sender.drain({ hasten: true });
  });
  void sender.drain({ hasten: true });
  return {
    database,
    sender,
    senderState: () => state,
    onSenderState(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}
