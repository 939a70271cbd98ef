import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);
const OLDEST_JAVA = 17;
const DOWNLOAD_LIMIT_MS = 10 * 60_000;

/** A folder with the jars of Apache Kafka, and the Java that runs them. */
export interface KafkaHome {
  home: string;
  java: string;
  classpath: string;
}

/** What this machine lacks to run Kafka, and what to do about it, in words for a person. */
export interface KafkaMissing {
  missing: string;
  hint: string;
}

/**
 * Brings Apache Kafka's jars into `home` (about 43 MB from Maven Central, once per content of pom.xml) and finds Java.
 * Answers what is missing instead of throwing, because the caller has another broker to fall back on.
 */
export async function prepareKafka(o: {
  home: string;
  log(line: string): void;
  pom?: string;
}): Promise<KafkaHome | KafkaMissing> {
  const java = process.env.JAVA_HOME ? join(process.env.JAVA_HOME, 'bin', 'java') : 'java';
  const major = await javaMajor(java);
  if (major === null || major < OLDEST_JAVA) {
    const found = major === null ? 'no java was found' : `java ${major} was found`;
    return { missing: `java >= ${OLDEST_JAVA}`, hint: `${found}; Debian: apt-get install -y openjdk-17-jre-headless` };
  }
  const home = resolve(o.home);
  const prepared = { home, java, classpath: join(home, 'libs', '*') };
  const pom = o.pom ?? findPom();
  const stamp = createHash('sha256').update(await readFile(pom)).digest('hex');
  if (await isStamped(home, stamp)) return prepared;
  const missing = await copyJars(home, pom, o.log);
  if (missing) return missing;
  await writeFile(join(home, 'stamp'), stamp);
  return prepared;
}

export function isKafkaHome(prepared: KafkaHome | KafkaMissing): prepared is KafkaHome {
  return 'classpath' in prepared;
}

async function javaMajor(java: string): Promise<number | null> {
  try {
    const { stdout, stderr } = await run(java, ['-version']);
    const version = /version "(?:1\.)?(\d+)/.exec(stderr + stdout);
    return version ? Number(version[1]) : null;
  } catch {
    return null; // not there or not runnable: both are answered as "missing"
  }
}

/** The process may stand in any folder of the repository; jest loads this file as CommonJS, so there is no import.meta. */
function findPom(): string {
  for (let folder = process.cwd(); ; folder = dirname(folder)) {
    const pom = join(folder, 'tools', 'kafka', 'pom.xml');
    if (existsSync(pom)) return pom;
    if (folder === dirname(folder)) throw new Error(`tools/kafka/pom.xml was not found above ${process.cwd()}`);
  }
}

async function isStamped(home: string, stamp: string): Promise<boolean> {
  const file = join(home, 'stamp');
  return existsSync(file) && existsSync(join(home, 'libs')) && (await readFile(file, 'utf8')) === stamp;
}

async function copyJars(home: string, pom: string, log: (line: string) => void): Promise<KafkaMissing | null> {
  const arriving = join(home, `libs.${process.pid}`);
  await mkdir(arriving, { recursive: true });
  log('Fetching Apache Kafka (43 MB) from Maven Central, once …');
  try {
    const goal = ['-q', '-B', '-f', pom, 'dependency:copy-dependencies', `-DoutputDirectory=${arriving}`];
    await run('mvn', goal, { timeout: DOWNLOAD_LIMIT_MS, maxBuffer: 16 * 1024 * 1024 });
  } catch (error) {
    await rm(arriving, { recursive: true, force: true });
    return whyMavenFailed(error as NodeJS.ErrnoException & { stdout?: string; killed?: boolean });
  }
  // Renamed when whole, so a download cut in the middle is never taken for a Kafka.
  await rm(join(home, 'libs'), { recursive: true, force: true });
  await rename(arriving, join(home, 'libs'));
  return null;
}

function whyMavenFailed(error: NodeJS.ErrnoException & { stdout?: string; killed?: boolean }): KafkaMissing {
  if (error.code === 'ENOENT') {
    return { missing: 'mvn', hint: 'Debian: apt-get install -y --no-install-recommends maven' };
  }
  const said = (error.stdout ?? '').split('\n').find((line) => line.includes('[ERROR]')) ?? error.message;
  const why = error.killed ? `no answer within ${DOWNLOAD_LIMIT_MS / 60_000} minutes` : said.replace('[ERROR]', '').trim();
  return { missing: 'the jars of Apache Kafka', hint: `mvn could not fetch org.apache.kafka from Maven Central: ${why}` };
}
