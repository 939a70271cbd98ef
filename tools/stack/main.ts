import { claim, release } from './claim.ts';
import { endOwnChildren } from './children.ts';
import { overview } from './print.ts';
import { rebuild } from './rebuild.ts';
import { endLeftOvers } from './recover.ts';
import { takeRenewalWish } from './renew.ts';
import { reset } from './reset.ts';
import { seed } from './seed.ts';
import { readSecrets } from './secrets.ts';
import { readSettings, type StackSettings } from './settings.ts';
import { planStart, type Start } from './start.ts';
import type { Stack } from './stack.ts';
import { runningState } from './state.ts';
import { address, readOverview, readStatus } from './status.ts';
import { tick } from '../tick/tick.ts';

const longestStop = 9_000;
const halfStarted = 2_000;
const say = (line: string) => void process.stdout.write(`${line}\n`);

const commands: Record<string, (settings: StackSettings, flags: string[]) => Promise<number>> = {
  async start(settings) {
    if (!claim(settings.stateDir)) return tellRunning(settings);
    try {
      return await live(settings);
    } finally {
      release(settings.stateDir);
    }
  },
  async status(settings, flags) {
    if (flags.includes('--json')) {
      say(JSON.stringify(await readStatus(settings.stateDir), null, 2));
      return 0;
    }
    const state = runningState(settings.stateDir);
    say(state ? overview(await readOverview(state)) : 'Lianfang does not run. Start it: npm start');
    return state ? 0 : 1;
  },
  async tick(settings) {
    const state = runningState(settings.stateDir);
    if (!state) throw new Error('Lianfang does not run. Start it in another terminal: npm start');
    const stop = new AbortController();
    for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(name, () => stop.abort());
    say('The district lives. Ctrl-C stops it.');
    await tick({ graphql: `${address(state, 'gateway')}/graphql`, identity: address(state, 'identity'), say, signal: stop.signal });
    return 0;
  },
  async rebuild(settings) {
    await rebuild(settings, say);
    return 0;
  },
  // Loaded when asked for: with them come the libraries of the services, which a starter has no room for.
  retention: async (settings, flags) => (await import('../keeping/retention.ts')).retention(settings, flags, say),
  'rotate-keys': async (settings) => (await import('../keeping/rotate.ts')).rotateKeys(settings, say),
  'end-of-epidemic': async (settings, flags) => (await import('../keeping/end.ts')).endEpidemic(settings, flags, say),
  async reset(settings) {
    await reset(settings, say);
    return 0;
  },
};

async function tellRunning(settings: StackSettings): Promise<number> {
  const state = runningState(settings.stateDir);
  say(`Lianfang runs already${state ? ` (process ${state.pid}, since ${state.startedAt})` : ''}. Stop it with Ctrl-C in its terminal.`);
  if (state) say(overview(await readOverview(state)));
  return 0;
}

/** From the first step to the last process gone. */
async function live(settings: StackSettings): Promise<number> {
  const began = performance.now();
  const stopping = new AbortController();
  const asked = new Promise<'asked'>((stop) => {
    for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(name, () => stop('asked'));
  });
  const ended = await endLeftOvers(settings.stateDir);
  if (ended.length > 0) say(`An earlier start was killed; it left ${ended.join(', ')} running, which are stopped now.`);

  const start = await planStart(settings, stopping.signal, say);
  const outcome = await Promise.race([start.run().then(() => 'up' as const, (error: Error) => error), asked]);
  if (outcome === 'up') {
    await announce(start.stack, performance.now() - began);
    listenForWishes(start.stack, stopping.signal);
    // A promise alone does not keep a process; with external servers nothing else might.
    const awake = setInterval(() => {}, 60_000);
    await asked;
    clearInterval(awake);
  }
  stopping.abort();
  if (outcome instanceof Error) process.stderr.write(`\n${outcome.message}\n\n`);
  await stopAll(start);
  return outcome instanceof Error ? 1 : 0;
}

async function announce(stack: Stack, took: number): Promise<void> {
  stack.becameReady();
  say(overview(await readOverview(stack.state)));
  say(`Ready after ${(took / 1000).toFixed(1)} s. Ctrl-C stops everything.`);
}

/** SIGUSR2: the services start again with the secrets as they stand, when that was wished; else the demo is emptied. */
function listenForWishes(stack: Stack, signal: AbortSignal): void {
  let busy = false;
  process.on('SIGUSR2', async () => {
    if (busy || signal.aborted) return;
    busy = true;
    try {
      if (takeRenewalWish(stack.settings.stateDir)) {
        say('The services take new secrets …');
        await stack.renew(readSecrets(stack.settings.stateDir, stack.catalogue.subgraphs));
        return say('The services have new secrets.');
      }
      say('Emptying the demo …');
      await stack.reset();
      await seed(stack, signal, () => {});
      stack.resetDone();
      say('The demo is as new.');
    } catch (error) {
      if (!signal.aborted) process.stderr.write(`That could not be done: ${(error as Error).message}\n`);
    } finally {
      busy = false;
    }
  });
}

async function stopAll({ stack, settled }: Start): Promise<void> {
  const began = performance.now();
  say('Stopping …');
  const late = setTimeout(() => {
    process.stderr.write('Something did not stop in time and is ended by force.\n');
    endOwnChildren();
    process.exit(1);
  }, longestStop);
  // A step may be in the middle of starting a server; most end at once now that the start is given up.
  await Promise.race([settled, new Promise((wake) => setTimeout(wake, halfStarted))]);
  await stack.stop();
  clearTimeout(late);
  endOwnChildren();
  say(`Stopped after ${((performance.now() - began) / 1000).toFixed(1)} s.`);
}

const [name = 'start', ...flags] = process.argv.slice(2).filter((word) => !word.startsWith('--lianfang-stack='));
const command = commands[name];
if (!command) throw new Error(`unknown command ${name}; there are ${Object.keys(commands).join(', ')}`);
try {
  process.exitCode = await command(readSettings(process.cwd()), flags);
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
}
// A listener for signals would keep the process; everything it had to end has ended.
process.exit();
