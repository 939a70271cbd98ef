import { existsSync } from 'node:fs';
import { dirname, join, resolve as absolute } from 'node:path';
import { Worker } from 'node:worker_threads';
import { print } from 'graphql';
import type { QueryPlan } from '../engine/plan.ts';
import type { Planner } from '../engine/planner.ts';
import { HttpRefusal } from '../http/refusal.ts';
import type { FromPlanner, ToPlanner } from './messages.ts';

/** A planner of one supergraph; closed when the supergraph is out of use. */
export interface OpenPlanner extends Planner {
  close(): void;
}

export interface RoomLimits {
  /** One plan may take so long; then it is refused. */
  readonly planMs: number;
  /** A supergraph may take so long to read. */
  readonly openMs: number;
  /** So many operations may wait for their plan. */
  readonly waiting: number;
  /** The thread's memory. */
  readonly megabytes: number;
}

const usual: RoomLimits = { planMs: 5_000, openMs: 60_000, waiting: 1_000, megabytes: 1_024 };

interface Job {
  readonly supergraph: number;
  readonly asked: ToPlanner;
  resolve(plan: QueryPlan): void;
  reject(cause: Error): void;
}

/**
 * A thread that plans for all supergraphs of this process, one operation after the other. The event loop never waits for a plan, however
 * long it takes; one that takes too long is refused, and the thread begun anew.
 */
export interface PlanningRoom {
  open(sdl: string): OpenPlanner;
}

export function createPlanningRoom(limits: Partial<RoomLimits> = {}): PlanningRoom {
  const file = workerFile();
  const { planMs, openMs, waiting, megabytes } = { ...usual, ...limits };
  const supergraphs = new Map<number, string>();
  const queue: Job[] = [];
  let numbers = 0;
  let worker: Worker | undefined;
  /** What the thread has been told. */
  let told = new Set<number>();
  let current: Job | undefined;
  let timer: NodeJS.Timeout | undefined;

  const start = (): Worker => {
    const fresh = new Worker(file, { resourceLimits: { maxOldGenerationSizeMb: megabytes } });
    told = new Set();
    fresh.on('message', (answer: FromPlanner) => fresh === worker && settle(answer));
    fresh.on('error', (cause: Error) => fresh === worker && fall(cause));
    fresh.unref();
    return fresh;
  };

  const next = () => {
    if (current) return;
    current = queue.shift();
    if (!current) return rest();
    worker ??= start();
    worker.ref();
    send(current);
  };

  /** An idle thread keeps no process alive; one that has nobody to plan for any more is ended. */
  const rest = () => {
    if (supergraphs.size > 0) return void worker?.unref();
    void worker?.terminate();
    worker = undefined;
  };

  /** The supergraph is read first, where it is new there: that time is not the operation's. */
  const send = ({ supergraph, asked }: Job) => {
    const isNew = !told.has(supergraph);
    timer = setTimeout(() => fall(tooSlow()), isNew ? openMs : planMs);
    worker!.postMessage(isNew ? { kind: 'open', supergraph, sdl: supergraphs.get(supergraph) ?? '' } : asked);
  };

  const settle = (answer: FromPlanner) => {
    clearTimeout(timer);
    const job = current!;
    const wasRead = told.has(job.supergraph);
    if (!('failure' in answer) && !wasRead) {
      told.add(job.supergraph);
      return send(job);
    }
    current = undefined;
    if ('failure' in answer) job.reject(new Error(`not planned: ${answer.failure}`));
    else job.resolve(answer.plan!);
    next();
  };

  /** The thread is stuck, or has fallen: what it was about is refused, the others are planned by a new one. */
  const fall = (cause: Error) => {
    clearTimeout(timer);
    const job = current;
    current = undefined;
    void worker?.terminate();
    worker = undefined;
    job?.reject(cause);
    next();
  };

  return {
    open(sdl) {
      const supergraph = ++numbers;
      supergraphs.set(supergraph, sdl);
      return {
        plan: (document, operationName, labels = []) =>
          new Promise((resolve, reject) => {
            if (!supergraphs.has(supergraph)) return reject(new Error('the supergraph is out of use'));
            if (queue.length >= waiting) return reject(tooMany());
            queue.push({ supergraph, asked: { kind: 'plan', supergraph, text: print(document), operationName, labels }, resolve, reject });
            next();
          }),
        close() {
          supergraphs.delete(supergraph);
          if (told.delete(supergraph)) worker?.postMessage({ kind: 'close', supergraph } satisfies ToPlanner);
          if (!current) rest();
        },
      };
    },
  };
}

let shared: PlanningRoom | undefined;

/** The one of this process; its thread begins with the first operation that is planned. */
export function planningRoom(): PlanningRoom {
  return (shared ??= createPlanningRoom());
}

/** Bundled beside the gateway's bundle, or the source. */
function workerFile(): string {
  const main = dirname(process.argv[1] ?? '');
  const found = [join(main, 'planner.worker.js'), join(main, 'planning', 'planner.worker.ts'), join('apps', 'gateway', 'src', 'planning', 'planner.worker.ts')].find((file) => existsSync(file));
  if (!found) throw new Error('planner.worker is neither beside the program nor in apps/gateway/src/planning');
  return absolute(found);
}

function tooSlow(): HttpRefusal {
  return new HttpRefusal(422, 'OPERATION_TOO_COMPLEX', { zh: '此操作过于复杂，无法执行，请拆分后再试', en: 'this operation is too complex to be planned; ask for it in parts' });
}

function tooMany(): HttpRefusal {
  return new HttpRefusal(503, 'PLANNER_BUSY', { zh: '系统繁忙，请稍后再试', en: 'too many new operations at once; try again later' }, { 'retry-after': '5' });
}
