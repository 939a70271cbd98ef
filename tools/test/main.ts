import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { generate } from '../codegen/codegen.ts';
import { ensureMachine } from './machine.ts';

interface Results { numPassedTests: number; numFailedTests: number; numRuntimeErrorTestSuites: number }

const root = process.cwd();
const resultFile = join(root, '.lianfang', 'test-results.json');

/** Prepares what the tests stand on, runs them, and ends with one line that sums up. */
async function main(argv: string[]): Promise<number> {
  for (const line of ensureMachine()) process.stderr.write(`${line}\n`);
  const began = performance.now();
  await generate(root);
  process.stdout.write(`Types from the SDL: ${((performance.now() - began) / 1000).toFixed(1)} s\n`);
  mkdirSync(join(root, '.lianfang'), { recursive: true });
  rmSync(resultFile, { force: true });
  const jest = [join(root, 'node_modules', 'jest', 'bin', 'jest.js'), '--json', `--outputFile=${resultFile}`, ...argv];
  const path = [join(root, 'node_modules', '.bin'), process.env.PATH].join(delimiter);
  // Its own report goes to stderr; stdout would repeat the results as JSON.
  const run = spawnSync(process.execPath, jest, { cwd: root, stdio: ['inherit', 'ignore', 'inherit'], env: { ...process.env, PATH: path, TZ: 'UTC' } });
  process.stdout.write(`${summary()}\n`);
  return run.status ?? 1;
}

/** A file that could not even be loaded counts as one failure: it hides an unknown number of tests. */
function summary(): string {
  if (!existsSync(resultFile)) return '0 passed, 1 failed';
  const results = JSON.parse(readFileSync(resultFile, 'utf8')) as Results;
  return `${results.numPassedTests} passed, ${results.numFailedTests + results.numRuntimeErrorTestSuites} failed`;
}

process.exitCode = await main(process.argv.slice(2));
