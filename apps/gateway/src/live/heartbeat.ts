import type { WebSocket } from 'ws';

/** Finds out sockets whose other end is gone or does not read: neither answers a ping. */
export interface Heartbeat {
  watch(socket: WebSocket, watched: Watched): void;
  stop(): void;
}

interface Watched {
  ping(): void;
  /** Called once, when a ping was not answered in time. */
  silent(): void;
}

/**
 * In ticks: each socket is pinged every `slots`, and has `patience` to answer. A dead one is found within their sum, a twentieth
 * before the time is up. Pings of thousands of sockets are spread over the slots, so that no event waits behind all of them.
 */
const [ticks, slots, patience] = [20, 11, 8] as const;

/** @param withinMs a socket whose other end is gone is found out within this time */
export function createHeartbeat(withinMs: number): Heartbeat {
  const watched = Array.from({ length: slots }, () => new Map<WebSocket, Watched>());
  const unanswered = new WeakSet<WebSocket>();
  let [turn, joined, lastTick] = [0, 0, performance.now()];
  let stalledUntil = 0;

  const judge = (slot: Map<WebSocket, Watched>) => {
    for (const [socket, { silent }] of slot) {
      if (!unanswered.has(socket)) continue;
      slot.delete(socket);
      silent();
    }
  };

  const timer = setInterval(() => {
    const since = performance.now() - lastTick;
    lastTick += since;
    turn += 1;
    // After a stall of this process pongs lie in the sockets unread: nobody is to blame for a while.
    if (since > (3 * withinMs) / ticks) stalledUntil = turn + patience;
    if (turn > stalledUntil) judge(watched[(turn + slots - patience) % slots]!);
    for (const [socket, { ping }] of watched[turn % slots]!) {
      unanswered.add(socket);
      ping();
    }
  }, withinMs / ticks).unref();

  return {
    watch(socket, each) {
      const slot = watched[joined++ % slots]!;
      slot.set(socket, each);
      const heard = () => void unanswered.delete(socket);
      heard();
      socket.on('pong', heard).on('ping', heard).on('message', heard);
      socket.once('close', () => slot.delete(socket));
    },
    stop: () => clearInterval(timer),
  };
}
