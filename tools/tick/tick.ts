import { setTimeout as pause } from 'node:timers/promises';
import { createCaller, Refused, type Caller } from './caller.ts';
import { alertHandled, orderConfirmed, orderReleased, supportMoved } from './care.scenes.ts';
import { arrival, donation, passage, visit, type Scene } from './scenes.ts';

/** How often each happens: mostly people pass gates and squads knock on doors. */
const programme: readonly Scene[] = [
  passage, visit, passage, arrival, passage, visit, orderConfirmed, passage, visit, supportMoved, passage, arrival, visit, alertHandled, passage, donation, visit, orderReleased,
];

export interface Tick { graphql: string; identity: string; say(line: string): void; signal: AbortSignal; everyMs?: number }

/** Lets the district live until it is told to stop: one scene a second, whatever the graph answers. */
export async function tick(o: Tick): Promise<void> {
  const call = createCaller(o.graphql, o.identity);
  for (let at = 0; !o.signal.aborted; at += 1) {
    await play(programme[at % programme.length]!, call, o.say);
    await pause(o.everyMs ?? 1_000, undefined, { signal: o.signal }).catch(ignoreStop);
  }
}

/** A refusal is part of life in a district; only when nobody answers at all there is nothing to do but say so and go on. */
async function play(scene: Scene, call: Caller, say: (line: string) => void): Promise<void> {
  try {
    const line = await scene(call);
    if (line) say(line);
  } catch (error) {
    if (error instanceof Refused) say(`refused: ${error.code} ${error.message}`);
    else say(`no answer: ${(error as Error).message}`);
  }
}

function ignoreStop(error: Error): void {
  if (error.name !== 'AbortError') throw error;
}
