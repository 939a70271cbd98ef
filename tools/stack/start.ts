import { Listr, type ListrTask } from 'listr2';
import { makeBundles, makePage, makeTypes, type Build } from './build.ts';
import { readCatalogue } from './catalogue.ts';
import { planPorts } from './ports.ts';
import { readSecrets } from './secrets.ts';
import { seed } from './seed.ts';
import type { StackSettings } from './settings.ts';
import { Stack } from './stack.ts';

export interface Start {
  stack: Stack;
  /** Ends when all is up, or with the first failure. */
  run(): Promise<void>;
  /** Ends when no step is under way any more. */
  settled: Promise<unknown>;
}

/** Every step of a start, each as soon as what it needs is there: the jars of Kafka arrive while the pages are built. */
export async function planStart(settings: StackSettings, signal: AbortSignal, say: (line: string) => void): Promise<Start> {
  const catalogue = readCatalogue(settings.root);
  const { ports, notes } = await planPorts(settings, catalogue);
  for (const note of notes) say(note);
  const stack = new Stack(settings, catalogue, ports, readSecrets(settings.stateDir, catalogue.subgraphs));
  const build = (onLine: (line: string) => void): Build => ({ root: settings.root, signal, onLine });

  const postgres = step('PostgreSQL', [], async () => {
    const databases = await stack.startPostgres(say);
    databases.notes.forEach(say);
    return `PostgreSQL: ${databases.kind}${databases.kind === 'embedded' ? `, port ${ports.postgres}` : ''}`;
  });
  const broker = step('Kafka', [], async (onLine) => {
    const chosen = await stack.startBroker(onLine);
    return `Kafka: ${[nameOf[chosen.kind], ...chosen.brokers].join(' ')} — ${chosen.why}`;
  });
  const types = step('Types from the SDL', [], async (onLine) => madeOrKept('Types from the SDL', await makeTypes(build(onLine))));
  const bundles = step('Service bundles', [types], async (onLine) => madeOrKept('Service bundles', await makeBundles(build(onLine), catalogue)));
  const pages = catalogue.pages.map((app) =>
    step(`Pages of ${app}`, [types], async (onLine) => madeOrKept(`Pages of ${app}`, await makePage(build(onLine), app))));
  const services = step('Services', [postgres, broker, bundles], async (onLine) => {
    await stack.startServices((name) => onLine(`${name} is ready`));
    return `Services: ${catalogue.services.join(', ')}`;
  });
  const district = step('The district', [services], async (onLine) =>
    (await seed(stack, signal, onLine)) ? 'The district of 山阳区 lives' : 'The district: left as it is');

  const steps = [postgres, broker, types, bundles, ...pages, services, district];
  const list = new Listr(steps.map(({ task }) => task), {
    concurrent: true,
    registerSignalListeners: false,
    fallbackRendererCondition: () => !process.stdout.isTTY || Boolean(process.env.CI),
    fallbackRenderer: 'simple',
    rendererOptions: { collapseErrors: false, showErrorMessage: false },
  });
  return { stack, run: () => list.run().then(() => {}), settled: Promise.allSettled(steps.map(({ done }) => done)) };
}

const nameOf = { 'apache-kafka': 'Apache Kafka', external: 'the external', embedded: 'EMBEDDED LOG in PostgreSQL, not Kafka' };

function madeOrKept(what: string, made: boolean): string {
  return made ? what : `${what} (unchanged)`;
}

interface Step { task: ListrTask; done: Promise<void> }

/** A step waits for others; the time it shows is its own. `work` answers the line that stays. */
function step(title: string, after: readonly Step[], work: (onLine: (line: string) => void) => Promise<string>): Step {
  let finish!: () => void;
  let fail!: (error: unknown) => void;
  const done = new Promise<void>((resolve, reject) => {
    finish = resolve;
    fail = reject;
  });
  // Whoever waits for it hears of the failure; when nobody does, the list tells it.
  done.catch(() => {});
  const task: ListrTask = {
    title,
    task: async (_context, handle) => {
      try {
        await Promise.all(after.map((other) => other.done));
      } catch (error) {
        fail(error);
        return handle.skip(`${title}: not tried, as what it needs failed`);
      }
      try {
        const started = performance.now();
        const line = await work((text) => (handle.output = text));
        handle.title = `${line} — ${((performance.now() - started) / 1000).toFixed(1)} s`;
        finish();
      } catch (error) {
        fail(error);
        throw error;
      }
    },
  };
  return { task, done };
}
