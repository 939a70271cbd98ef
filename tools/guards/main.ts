import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startTestServices } from '../test/services.ts';
import { copyTree } from './copy.ts';
import { takeAway } from './guard.ts';
import { guards } from './guards.ts';

// npm run guards [-- words]: takes each guard away in a copy of the tree and runs the tests that must go red without it. Words
// choose the guards whose sentence or file holds one of them.

const root = process.cwd();
const words = process.argv.slice(2).filter((word) => !word.startsWith('-'));
const chosen = guards.filter(({ keeps, file }) => words.length === 0 || words.some((word) => keeps.includes(word) || file.includes(word)));
const say = (line: string) => void process.stdout.write(`${line}\n`);

interface Verdict { red: readonly string[]; broken: boolean }

/** The tests that went red. A file that cannot even be loaded proves nothing. */
function test(copy: string, tests: readonly string[], env: NodeJS.ProcessEnv): Promise<Verdict> {
  const report = join(copy, 'guards.json');
  rmSync(report, { force: true });
  const jest = join(copy, 'node_modules', 'jest', 'bin', 'jest.js');
  return new Promise((settle) => {
    execFile(process.execPath, ['--disable-warning=ExperimentalWarning', jest, ...tests, '--json', `--outputFile=${report}`, '--maxWorkers=2', '--passWithNoTests'],
      { cwd: copy, env, maxBuffer: 1 << 28, timeout: 600_000 },
      () => {
        const told = JSON.parse(readFileSync(report, 'utf8')) as { numTotalTests: number; testResults: { assertionResults: { status: string; fullName: string }[] }[] };
        const red = told.testResults.flatMap(({ assertionResults }) => assertionResults.filter(({ status }) => status === 'failed').map(({ fullName }) => fullName));
        settle({ red, broken: told.numTotalTests === 0 });
      });
  });
}

const folder = mkdtempSync(join(tmpdir(), 'lianfang-guards-'));
const services = await startTestServices({ root, postgresUrl: process.env.LIANFANG_TEST_PG_URL, kafka: process.env.LIANFANG_TEST_KAFKA, say });
const env = { ...process.env, LIANFANG_TEST_PG_URL: services.postgresUrl, ...(services.kafka ? { LIANFANG_TEST_KAFKA: services.kafka } : {}) };
let survived = 0;
try {
  copyTree(root, folder);
  const before = await test(folder, [...new Set(chosen.flatMap(({ tests }) => tests))], env);
  if (before.broken || before.red.length > 0) throw new Error(`with all guards in their places these are red: ${before.red.join(' · ') || 'no test ran'}`);
  for (const [at, guard] of chosen.entries()) {
    const putBack = takeAway(folder, guard);
    const { red, broken } = await test(folder, guard.tests, env);
    putBack();
    const good = red.length > 0 && !broken;
    if (!good) survived += 1;
    say(`${String(at + 1).padStart(3)}/${chosen.length} ${good ? 'red  ' : broken ? 'LOST ' : 'GREEN'} ${guard.bar ? `${guard.bar} ` : ''}${guard.keeps}${good ? ` · ${red.length}: ${red[0]}` : ` · ${guard.tests.join(' ')} stay green without it`}`);
  }
} finally {
  await services.stop();
  rmSync(folder, { recursive: true, force: true });
}
say(`${chosen.length - survived} of ${chosen.length} guards are missed by a test when they are away`);
process.exitCode = survived === 0 ? 0 : 1;
