import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';

interface Part {
  what: string;
  present(): boolean;
  packages: string[];
  /** What the tests do without it. */
  without: string;
}

const chromium = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome', process.env.LIANFANG_CHROMIUM ?? ''];

const parts: Part[] = [
  {
    what: 'Chromium and a Chinese font',
    present: () => chromium.some((path) => path !== '' && existsSync(path)),
    packages: ['chromium', 'fonts-noto-cjk'],
    without: 'the walks in a browser fail',
  },
  { what: 'Java', present: () => runs('java', '-version'), packages: ['default-jre-headless'], without: 'the embedded event log stands in for Kafka' },
  { what: 'Maven', present: () => runs('mvn', '-version'), packages: ['maven'], without: 'Kafka’s jars cannot be fetched' },
];

/** Installs what the tests need of the machine, where that may be done. Answers what is still missing, and how to get it. */
export function ensureMachine(): string[] {
  const missing = parts.filter((part) => !part.present());
  if (missing.length > 0 && mayInstall()) aptInstall(missing);
  return missing.filter((part) => !part.present()).map((part) =>
    `${part.what} is missing: ${part.without}. To get it: sudo apt-get install -y --no-install-recommends ${part.packages.join(' ')}`);
}

function mayInstall(): boolean {
  return process.getuid?.() === 0 && runs('apt-get', '--version');
}

function aptInstall(missing: Part[]): void {
  const packages = missing.flatMap((part) => part.packages);
  process.stderr.write(`Installing ${packages.join(', ')} (apt-get) …\n`);
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  spawnSync('apt-get', ['update', '-qq'], { stdio: ['ignore', 'ignore', 'inherit'], env });
  spawnSync('apt-get', ['install', '-y', '-qq', '--no-install-recommends', ...packages], { stdio: ['ignore', 'ignore', 'inherit'], env });
}

function runs(command: string, argument: string): boolean {
  return spawnSync(command, [argument], { stdio: 'ignore' }).status === 0;
}
