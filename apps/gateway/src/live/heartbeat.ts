import type { WebSocket } from 'ws';

/** Finds out sockets whose other end is gone or does not read: neither answers a ping. */
export interface Heartbeat {
  watch(socket: WebSocket, watched: Watched): void;
  stop(): void;
}

interface Watched {
  ping(): void;
  /** Called once, when a ping was not answered for a whole period. */
  silent(): void;
}

/** Pings of thousands of sockets are spread over the period, so that no event waits behind all of them. */
const slots = 10;

/** @param periodMs between two pings of a socket, and how long each may stay unanswered: a dead one is found within two */
export function createHeartbeat(periodMs: number): Heartbeat {
  const watched = Array.from({ length: slots }, () => new Map<WebSocket, Watched>());
  const unanswered = new WeakSet<WebSocket>();
  let [turn, joined, lastTick] = [0, 0, performance.now()];

  const timer = setInterval(() => {
    const since = performance.now() - lastTick;
    lastTick += since;
    // After a stall of this process pongs lie in the sockets unread: nobody is to blame.
    const stalled = since > periodMs / 2;
    for (const [socket, { ping, silent }] of watched[turn++ % slots]!) {
      if (unanswered.has(socket) && !stalled) {
        watched.forEach((slot) => slot.delete(socket));
        silent();
      } else {
        unanswered.add(socket);
        ping();
      }
    }
  }, periodMs / slots).unref();

  return {
    watch(socket, each) {
      const slot = watched[joined++ % slots]!;
      slot.set(socket, each);
      const heard = () => void unanswered.delete(socket);
      socket.on('pong', heard).on('ping', heard).on('message', heard);
      socket.once('close', () => slot.delete(socket));
    },
    stop: () => clearInterval(timer),
  };
}
