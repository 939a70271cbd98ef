// Runs on the machine's own Node, before anything is installed: no package, no TypeScript here.
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const oldestForInstall = [20, 0];
const oldestForRunning = [22, 18]; // first 22 that runs TypeScript sources without a flag

/** Installs what the lock file says, if that is not there yet, and answers the Node that runs everything else. */
export async function prepare() {
  if (!isAtLeast(process.versions.node, oldestForInstall)) {
    fail(`Node ${process.versions.node} is too old to begin with: install Node 24 from https://nodejs.org (20 is enough to begin).`);
  }
  if (!isInstalled()) await install();
  return pickNode();
}

export function isAtLeast(version, [major, minor]) {
  const [ownMajor, ownMinor] = version.split('.').map(Number);
  return ownMajor > major || (ownMajor === major && ownMinor >= minor);
}

/** npm keeps beside the packages which of them it installed; every required one must stand there in the locked version. */
function isInstalled() {
  const kept = join(root, 'node_modules', '.package-lock.json');
  if (!existsSync(kept)) return false;
  const installed = JSON.parse(readFileSync(kept, 'utf8')).packages;
  const locked = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8')).packages;
  return Object.entries(locked).every(([path, one]) =>
    !path.startsWith('node_modules/') || one.optional || one.devOptional || one.peer || installed[path]?.version === one.version || one.link);
}

async function install() {
  const began = Date.now();
  process.stdout.write('Installing the packages of package-lock.json (npm ci), about a minute …\n');
  const warming = warmMaven();
  const [command, before] = process.env.npm_execpath ? [process.execPath, [process.env.npm_execpath]] : ['npm', []];
  const run = spawn(command, [...before, 'ci', '--no-audit', '--no-fund', '--loglevel=error'], { cwd: root, stdio: 'inherit' });
  run.once('error', () => fail('npm is missing. It comes with Node: https://nodejs.org, or on Debian: apt-get install -y npm'));
  const [status, signal] = await once(run, 'close');
  warming?.kill();
  if (signal) process.exit(130);
  if (status !== 0) fail('npm ci failed; its reason stands above. Is the registry reachable, is the disk full?');
  process.stdout.write(`Installed after ${((Date.now() - began) / 1000).toFixed(1)} s.\n`);
}

/**
 * While npm works, Maven fetches what Kafka will be made of into its own cache. Whether that succeeds shows later, where
 * the jars are needed and the reason can be told; here a failure costs nothing.
 */
function warmMaven() {
  const home = join(root, '.lianfang', 'kafka-home', 'stamp');
  if (existsSync(home) || process.env.LIANFANG_BROKER === 'embedded' || process.env.KAFKA_BROKERS) return null;
  const maven = spawn('mvn', ['-q', '-B', '-f', join(root, 'tools', 'kafka', 'pom.xml'), 'dependency:resolve'], { stdio: 'ignore' });
  maven.once('error', () => {});
  return maven;
}

/** Node 24 from the lock file; where it has no build for this machine, the machine's own. */
function pickNode() {
  const own = join(root, 'node_modules', '.bin', 'node');
  if (existsSync(own)) {
    const asked = spawnSync(own, ['--version'], { encoding: 'utf8' });
    if (asked.status === 0) return own;
  }
  if (isAtLeast(process.versions.node, oldestForRunning)) return process.execPath;
  return fail(`Node ${process.versions.node} cannot run TypeScript sources, and the locked Node 24 does not run on ${process.platform}-${process.arch}: install Node 24 (at least ${oldestForRunning.join('.')}) from https://nodejs.org.`);
}

export function fail(reason) {
  process.stderr.write(`${reason}\n`);
  process.exit(1);
}

/** Stands in for the other process: hands signals on, ends as it ends. */
export function become(node, argv, env = process.env) {
  const child = spawn(node, argv, { cwd: root, stdio: 'inherit', env });
  // Ctrl-C reaches the child by itself, as part of the terminal's group; the same signal twice is no harm there.
  for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(name, () => child.kill(name));
  child.on('exit', (code, signal) => process.exit(signal ? 1 : (code ?? 1)));
}

if (process.argv[1] && resolve(process.argv[1]) === fileURLToPath(import.meta.url)) {
  const stateDir = resolve(root, process.env.LIANFANG_STATE_DIR || '.lianfang');
  const flags = ['--max-old-space-size=256', '--max-semi-space-size=4', '--disable-warning=ExperimentalWarning'];
  const node = await prepare();
  // For scripts that only want the packages: `node tools/start.mjs install`.
  if (process.argv[2] === 'install') process.exit(0);
  become(node, [...flags, join(root, 'tools', 'stack', 'main.ts'), `--lianfang-stack=${stateDir}`, ...process.argv.slice(2)]);
}
