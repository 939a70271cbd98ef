import { type ChildProcess, spawn } from 'node:child_process';
import { createHash, randomInt } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { Client } from 'pg';
import { migrations } from '../../apps/people/migrations/index.ts';
import { fill, livingSince, requests } from './fill.ts';

export interface Migrated {
  name: string;
  /** Of the run that succeeded, in milliseconds. */
  took: number;
  kills: number;
  /** The longest that a request took meanwhile, in milliseconds, and which. */
  longest: { ms: number; what: string };
}

export interface Outcome {
  migrated: Migrated[];
  /** The longest of the same requests when nothing is migrated. */
  floorMs: number;
  /** Requests that failed. */
  failed: string[];
  /** Rows of people, households and visits before and after. */
  rows: [before: string, after: string];
  /** Indexes that an interrupted migration left behind. */
  invalid: string[];
}

interface Plan {
  url: string;
  people: number;
  /** Every migration is killed so often, each time after a chance share of so many milliseconds. */
  kills: number;
  killWithinMs: number;
  callers: number;
  floorMs: number;
  /** False: all in one run, which is killed as often. */
  oneByOne: boolean;
  say?(line: string): void;
}

/** Each migration since the register lives, one by one, killed at random and run again, while requests go on. */
export async function migrateUnderLoad(plan: Plan): Promise<Outcome> {
  const first = migrations.findIndex(({ name }) => name === livingSince) + 1;
  await ended(start(plan.url, first));
  const client = new Client({ connectionString: plan.url });
  await client.connect();
  await fill(client, plan.people);
  const before = await rowsIn(client);
  plan.say?.(`${before} are there`);
  const load = startLoad(plan);
  try {
    await pause(plan.floorMs);
    const floorMs = load.longest().ms;
    const migrated: Migrated[] = [];
    for (let count = plan.oneByOne ? first + 1 : migrations.length; count <= migrations.length; count++) {
      load.begin();
      for (let kill = 0; kill < plan.kills; kill++) {
        const child = start(plan.url, count);
        await pause(randomInt(plan.killWithinMs));
        child.kill('SIGKILL');
        await exited(child);
      }
      const began = performance.now();
      await ended(start(plan.url, count));
      plan.say?.(`${migrations[count - 1]!.name}: ${load.longest().ms.toFixed(0)} ms`);
      migrated.push({ name: plan.oneByOne ? migrations[count - 1]!.name : 'all of them', took: performance.now() - began, kills: plan.kills, longest: load.longest() });
    }
    const { rows: invalid } = await client.query<{ name: string }>('SELECT indexrelid::regclass::text AS name FROM pg_index WHERE NOT indisvalid');
    return { migrated, floorMs, failed: load.failed, rows: [before, await rowsIn(client)], invalid: invalid.map(({ name }) => name) };
  } finally {
    await load.stop();
    await client.end();
  }
}

function start(url: string, count: number): ChildProcess {
  return spawn(process.execPath, ['bench/migrations/step.ts', url, String(count)], { stdio: ['ignore', 'ignore', 'pipe'] });
}

const exited = (child: ChildProcess) => new Promise<void>((resolve) => (child.exitCode !== null || child.signalCode !== null ? resolve() : child.once('exit', () => resolve())));

async function ended(child: ChildProcess): Promise<void> {
  let complaints = '';
  child.stderr!.on('data', (text) => (complaints += String(text)));
  await exited(child);
  if (child.exitCode !== 0) throw new Error(`a migration failed: ${complaints.slice(-2_000)}`);
}

async function rowsIn(client: Client): Promise<string> {
  const { rows } = await client.query(`SELECT (SELECT count(*) FROM people) || ' people, ' || (SELECT count(*) FROM households) || ' households, ' || (SELECT count(*) FROM sweep_visits) || ' visits, ' || (SELECT sum(reached) FROM sweep_counts) || ' reached' AS told`);
  return rows[0].told as string;
}

function startLoad({ url, people, callers }: Plan) {
  let [longest, over] = [{ ms: 0, what: '' }, false];
  const failed: string[] = [];
  const households = Math.ceil(people / 3);
  const idOf = (row: 'p' | 'h') => createHash('md5').update(`${row}${randomInt(row === 'p' ? people : households)}`).digest('hex');
  const call = async (client: Client, { what, sql, row }: (typeof requests)[number]) => {
    const began = performance.now();
    await client.query(sql, [idOf(row)]).catch((cause: unknown) => failed.push(`${what}: ${String(cause)}`));
    const ms = performance.now() - began;
    if (ms > longest.ms) longest = { ms, what };
  };
  const caller = async (at: number) => {
    const client = new Client({ connectionString: url });
    await client.connect();
    for (let turn = at; !over; turn++) {
      await call(client, requests[turn % requests.length]!);
      await pause(5);
    }
    await client.end();
  };
  const calling = Array.from({ length: callers }, (_, at) => caller(at));
  return {
    failed,
    longest: () => longest,
    begin: () => void (longest = { ms: 0, what: '' }),
    async stop() {
      over = true;
      await Promise.all(calling);
    },
  };
}
