import { execFile, spawn, type ChildProcess } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, open, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { join, resolve } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { promisify } from 'node:util';
import type { KafkaHome } from './jars.ts';
import { endProcess, ourMark, stopOrphan, writePid } from './orphan.ts';
import { logProperties, newClusterId, serverProperties, type KafkaPorts } from './settings.ts';

export { isKafkaHome, prepareKafka } from './jars.ts';
export type { KafkaHome, KafkaMissing } from './jars.ts';
export { stopOrphan } from './orphan.ts';

const run = promisify(execFile);
const START_LIMIT_MS = 60_000;
const ANSWER_LIMIT_MS = 2_000;

export interface RunningKafka {
  brokers: string[];
  pid: number;
  /** Settles when the process has ended, for whatever reason. */
  exited: Promise<void>;
  stop(): Promise<void>;
}

/**
 * Starts one Apache Kafka node on 127.0.0.1 and returns when it answers requests. The data folder outlives the process and
 * a kill -9; a Kafka that an earlier, killed parent left running on it is stopped first. The process has its own process
 * group, so Ctrl-C in a terminal leaves it up until the services that need it have drained and call `stop`.
 */
export async function startKafka(
  o: KafkaPorts & { home: KafkaHome; dataDir: string; heapMb?: number },
): Promise<RunningKafka> {
  const dataDir = resolve(o.dataDir);
  await mkdir(dataDir, { recursive: true });
  await stopOrphan(dataDir);
  await writeFile(join(dataDir, 'log4j2.properties'), logProperties(join(dataDir, 'kafka.log')));
  await formatOnce(o.home, dataDir, o);
  const settings = join(dataDir, 'server.properties');
  await writeFile(settings, serverProperties({ ...o, logDir: join(dataDir, 'logs') }));

  const child = await spawnBroker(o.home, dataDir, settings, o.heapMb ?? 256);
  const exited = new Promise<void>((settle) => child.once('exit', () => settle()));
  const pid = child.pid!;
  await writePid(dataDir, pid);
  const stop = async () => {
    await endProcess(pid);
    await rm(join(dataDir, 'kafka.pid'), { force: true });
  };
  await untilReady(child, o.port).catch(async (error: Error) => {
    await stop();
    throw new Error(`Kafka did not start: ${error.message}\n${await lastWords(dataDir)}`);
  });
  return { brokers: [`127.0.0.1:${o.port}`], pid, exited, stop };
}

/** Formats beside and renames, so a format that was cut is never taken for a formatted store. */
async function formatOnce(home: KafkaHome, dataDir: string, ports: KafkaPorts): Promise<void> {
  if (existsSync(join(dataDir, 'logs'))) return;
  const fresh = join(dataDir, 'logs.new');
  const settings = join(dataDir, 'format.properties');
  await rm(fresh, { recursive: true, force: true });
  await writeFile(settings, serverProperties({ ...ports, logDir: fresh }));
  const tool = ['kafka.tools.StorageTool', 'format', '--cluster-id', newClusterId(), '--config', settings];
  await run(home.java, [...javaOptions(home, dataDir, 128), ...tool]);
  await rename(fresh, join(dataDir, 'logs'));
  await rm(settings);
}

async function spawnBroker(home: KafkaHome, dataDir: string, settings: string, heapMb: number): Promise<ChildProcess> {
  const output = await open(join(dataDir, 'kafka.out'), 'w');
  try {
    const child = spawn(home.java, [...javaOptions(home, dataDir, heapMb), 'kafka.Kafka', settings], {
      cwd: dataDir,
      detached: true,
      stdio: ['ignore', output.fd, output.fd],
    });
    await new Promise<void>((spawned, failed) => child.once('spawn', spawned).once('error', failed));
    child.unref();
    return child;
  } finally {
    await output.close();
  }
}

function javaOptions(home: KafkaHome, dataDir: string, heapMb: number): string[] {
  return [
    `-Xms${Math.min(heapMb, 64)}m`,
    `-Xmx${heapMb}m`,
    '-XX:+UseSerialGC',
    '-XX:TieredStopAtLevel=1', // halves the CPU of a start; one node for one machine never needs the second compiler
    '-Xshare:auto',
    '-Djava.awt.headless=true',
    `-Dlog4j2.configurationFile=${join(dataDir, 'log4j2.properties')}`,
    ourMark(dataDir),
    '-cp',
    home.classpath,
  ];
}

async function untilReady(child: ChildProcess, port: number): Promise<void> {
  for (const end = Date.now() + START_LIMIT_MS; Date.now() < end; await pause(50)) {
    if (child.exitCode !== null || child.signalCode !== null) throw new Error('the process ended');
    if (await answers(port)) return;
  }
  throw new Error(`no answer on 127.0.0.1:${port} within ${START_LIMIT_MS / 1000} s`);
}

/**
 * Asks ApiVersions (v0, correlation 1, no client id) on the wire. The port is open long before the broker is let into
 * its own cluster, but it answers nothing until then.
 */
function answers(port: number): Promise<boolean> {
  const request = Buffer.from([0, 0, 0, 10, 0, 18, 0, 0, 0, 0, 0, 1, 0xff, 0xff]);
  return new Promise((settle) => {
    const socket = connect({ port, host: '127.0.0.1' }, () => socket.write(request));
    const close = (answered: boolean) => {
      socket.destroy();
      settle(answered);
    };
    socket.setTimeout(ANSWER_LIMIT_MS, () => close(false));
    socket.once('data', () => close(true)).once('error', () => close(false)).once('end', () => close(false));
  });
}

async function lastWords(dataDir: string): Promise<string> {
  const texts = await Promise.all(
    ['kafka.out', 'kafka.log'].map((name) => readFile(join(dataDir, name), 'utf8').catch(() => '')),
  );
  return texts.join('').trim().split('\n').slice(-15).join('\n');
}
