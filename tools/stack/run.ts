import { spawn } from 'node:child_process';

const longestOutput = 64 * 1024;

/** Runs one step in a process of its own; its output is told only when it fails. */
export function run(what: string, argv: string[], o: { cwd: string; env?: NodeJS.ProcessEnv; signal?: AbortSignal; onLine?(line: string): void }): Promise<void> {
  return new Promise((done, fail) => {
    const child = spawn(process.execPath, argv, { cwd: o.cwd, env: { ...process.env, NO_COLOR: '1', ...o.env }, stdio: ['ignore', 'pipe', 'pipe'], signal: o.signal, killSignal: 'SIGKILL' });
    let output = '';
    const keep = (chunk: Buffer) => {
      output = (output + chunk.toString()).slice(-longestOutput);
      const line = chunk.toString().trim().split('\n').at(-1);
      if (line) o.onLine?.(line);
    };
    child.stdout.on('data', keep);
    child.stderr.on('data', keep);
    child.once('error', fail);
    child.once('close', (code) => (code === 0 ? done() : fail(new Error(`${what} failed (exit code ${code}):\n${output.trim()}`))));
  });
}
