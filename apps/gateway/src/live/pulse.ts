import { readFile } from 'node:fs/promises';
import type { Socket } from 'node:net';
import type { Log } from '@lianfang/platform/observability';
import { connectionName, silentConnections } from './silence.ts';

/** Keeps event streams alive, and finds out those whose reader is gone. */
export interface Pulse {
  watch(socket: Socket, watched: Watched): void;
  stop(): void;
}

interface Watched {
  /** Sends something, so that the kernel finds out whether anybody is there. */
  beat(): void;
  /** Called once, when nobody has been there for long enough. */
  silent(): void;
}

/** In ticks: a stream is beaten every `slots`; the kernel sends again for about half the time; its table is read every tick. */
const [ticks, slots] = [10, 2] as const;
const tables = ['/proc/net/tcp', '/proc/net/tcp6'];

/**
 * @param withinMs a reader whose line is dead is found out within this time, at least 3 s; where the kernel has no such table
 *   (not Linux) only when it gives up by itself
 */
export function createPulse(withinMs: number, log: Log): Pulse {
  const watched = Array.from({ length: slots }, () => new Map<Socket, Watched>());
  let [turn, joined, looking] = [0, 0, false];

  const look = async () => {
    const silent = new Set((await Promise.all(tables.map(readTable))).flatMap(silentConnections));
    if (silent.size === 0) return;
    for (const slot of watched) {
      for (const [socket, each] of slot) {
        if (!silent.has(connectionName(socket.localPort ?? 0, socket.remoteAddress ?? '', socket.remotePort ?? 0))) continue;
        slot.delete(socket);
        each.silent();
      }
    }
  };

  const timer = setInterval(() => {
    for (const { beat } of watched[++turn % slots]!.values()) beat();
    if (looking || watched.every(({ size }) => size === 0)) return;
    looking = true;
    look()
      .catch((cause: unknown) => log.warn({ err: cause }, 'the connection table of the kernel cannot be read'))
      .finally(() => (looking = false));
  }, withinMs / ticks).unref();

  return {
    watch(socket, each) {
      const slot = watched[joined++ % slots]!;
      slot.set(socket, each);
      socket.once('close', () => slot.delete(socket));
    },
    stop: () => clearInterval(timer),
  };
}

async function readTable(file: string): Promise<string> {
  try {
    return await readFile(file, 'latin1');
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === 'ENOENT') return '';
    throw cause;
  }
}
