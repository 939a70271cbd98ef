import { createClient } from 'graphql-ws';
import WebSocket from 'ws';
import type { House } from './house.ts';

export type FigureValues = Record<string, number>;

export interface FiguresFollowed {
  /** Resolves with the milliseconds since the call when the newest figures satisfy; throws when they do not in time. */
  moved(what: string, satisfies: (now: FigureValues) => boolean, within?: number): Promise<number>;
  /** Resolves when nothing has moved for a second: events of what was done before have all arrived. */
  quiet(): Promise<void>;
  latest(): FigureValues;
  /** Milliseconds each awaited movement took, by name. */
  readonly times: ReadonlyMap<string, number>;
  stop(): Promise<void>;
}

/** The wall's own subscription on one area, over a WebSocket as the page has it. */
export async function followFigures(house: House, user: string, areaCode: string, fields: readonly string[]): Promise<FiguresFollowed> {
  const client = createClient({
    url: house.started.gateway.graphql.replace(/^http/, 'ws'), webSocketImpl: WebSocket, lazy: false, retryAttempts: 0,
    connectionParams: { authorization: `Bearer ${house.token(user)}`, language: 'zh' },
  });
  const first = await house.call<{ figures: FigureValues }>(user, `query ($areaCode: ID!) { figures(areaCode: $areaCode) { ${fields.join(' ')} } }`, { areaCode });
  let latest: FigureValues = first.figures;
  let movedAt = performance.now();
  let broken: unknown = null;
  const watchers = new Set<() => void>();
  const wake = () => watchers.forEach((watcher) => watcher());
  const end = client.subscribe<{ figuresChanged: FigureValues }>(
    { query: `subscription ($areaCode: ID!) { figuresChanged(areaCode: $areaCode) { ${fields.join(' ')} } }`, variables: { areaCode } },
    {
      next({ data, errors }) {
        if (errors) broken = new Error(errors.map(({ message }) => message).join('; '));
        if (data) {
          latest = data.figuresChanged;
          movedAt = performance.now();
        }
        wake();
      },
      error(error) {
        broken = error;
        wake();
      },
      complete: wake,
    },
  );
  const times = new Map<string, number>();
  return {
    latest: () => latest,
    async quiet() {
      while (performance.now() - movedAt < 1_000) await new Promise((again) => setTimeout(again, 50));
    },
    times,
    moved: (what, satisfies, within = 1_000) => new Promise((resolve, reject) => {
      const began = performance.now();
      const finish = (outcome: () => void) => {
        clearTimeout(late);
        watchers.delete(look);
        outcome();
      };
      const look = () => {
        if (broken) return finish(() => reject(broken));
        if (!satisfies(latest)) return;
        const took = performance.now() - began;
        times.set(what, took);
        finish(() => resolve(took));
      };
      const late = setTimeout(() => finish(() => reject(new Error(`the wall did not move within ${within} ms: ${what}\nit shows ${JSON.stringify(latest)}`))), within);
      watchers.add(look);
      look();
    }),
    async stop() {
      end();
      await client.dispose();
    },
  };
}
