import cluster, { type Worker } from 'node:cluster';
import { type Log, metrics, readMetricsWith, registerShutdown } from '@lianfang/platform/observability';
import { AggregatorRegistry } from 'prom-client';

interface MetricsAsked {
  lianfang: 'metrics asked';
  id: number;
}

interface MetricsTold {
  lianfang: 'metrics told';
  id: number;
  text: string;
}

const restartAfterMs = 1_000;
const metricsPatienceMs = 5_000;

/**
 * Several processes on one port. The first one starts the others, starts a fallen one again, and adds up their metrics; it never
 * comes back from here. A worker comes back at once and is a gateway like any other: a connection, and with it a socket and its
 * streams, stays with the worker that took it, and cursors are sealed with the gateway's secret, which all of them have.
 */
export async function workInParallel(count: number, log: Log): Promise<void> {
  if (cluster.isWorker) return tellMetricsOfAll();
  if (count === 1) return;
  addUpMetrics();
  let stopping = false;
  cluster.on('exit', (worker, code, signal) => {
    if (stopping) return;
    log.error({ pid: worker.process.pid, code, signal }, 'a worker of the gateway fell and is started again');
    setTimeout(() => void (stopping || cluster.fork()), restartAfterMs);
  });
  registerShutdown(log, [
    {
      name: 'workers',
      async stop() {
        stopping = true;
        await Promise.all(Object.values(cluster.workers ?? {}).map((worker) => end(worker)));
      },
    },
  ]);
  for (let at = 0; at < count; at++) cluster.fork();
  log.info({ workers: count }, 'the gateway serves with several workers');
  await new Promise<never>(() => undefined);
}

function end(worker: Worker | undefined): Promise<void> {
  if (!worker || worker.isDead()) return Promise.resolve();
  return new Promise((resolve) => {
    worker.once('exit', () => resolve());
    worker.process.kill('SIGTERM');
  });
}

function addUpMetrics(): void {
  const all = new AggregatorRegistry();
  cluster.on('message', (worker, message: unknown) => {
    if (!isAsked(message)) return;
    all.clusterMetrics().then(
      (text) => worker.send({ lianfang: 'metrics told', id: message.id, text } satisfies MetricsTold),
      // One that fell in the middle does not answer; the next reading is whole again.
      () => worker.send({ lianfang: 'metrics told', id: message.id, text: '' } satisfies MetricsTold),
    );
  });
}

/** Whichever worker is asked for `/metrics` tells of all. */
function tellMetricsOfAll(): void {
  AggregatorRegistry.setRegistries(metrics.registry);
  new AggregatorRegistry();
  const waiting = new Map<number, (text: string) => void>();
  let last = 0;
  process.on('message', (message: unknown) => {
    if (!isTold(message)) return;
    waiting.get(message.id)?.(message.text);
    waiting.delete(message.id);
  });
  readMetricsWith(async () => {
    const id = ++last;
    const text = await new Promise<string>((resolve) => {
      waiting.set(id, resolve);
      setTimeout(() => resolve(''), metricsPatienceMs).unref();
      process.send!({ lianfang: 'metrics asked', id } satisfies MetricsAsked);
    });
    waiting.delete(id);
    return text || metrics.registry.metrics();
  });
}

function isAsked(message: unknown): message is MetricsAsked {
  return typeof message === 'object' && message !== null && (message as MetricsAsked).lianfang === 'metrics asked';
}

function isTold(message: unknown): message is MetricsTold {
  return typeof message === 'object' && message !== null && (message as MetricsTold).lianfang === 'metrics told';
}
