import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';

// Root of the work tree: jest runs there.
const room = join(process.cwd(), 'libs/platform/src/observability/index.ts');

function processWith(steps: string): ReturnType<typeof spawn> {
  const source = `
    import { createLog, registerShutdown } from ${JSON.stringify(room)};
    registerShutdown(createLog({ name: 'fixture', level: 'silent' }), [${steps}]);
    setInterval(() => {}, 1000);
    console.log('up');`;
  return spawn(process.execPath, ['--experimental-strip-types', '--no-warnings', '--input-type=module', '-e', source], { stdio: ['ignore', 'pipe', 'inherit'] });
}

async function stopped(child: ReturnType<typeof spawn>): Promise<{ code: number | null; said: string }> {
  let said = '';
  child.stdout!.on('data', (chunk: Buffer) => {
    if (said === '') child.kill('SIGTERM');
    said += chunk.toString();
  });
  const [code] = (await once(child, 'close')) as [number | null];
  return { code, said };
}

describe('a process told to end', () => {
  it('stops its parts in order and leaves with 0', async () => {
    const steps = `{ name: 'http', stop: async () => console.log('http') }, { name: 'database', stop: async () => console.log('database') }`;
    expect(await stopped(processWith(steps))).toEqual({ code: 0, said: 'up\nhttp\ndatabase\n' });
  });

  it('stops the later parts when one fails, and leaves with 1', async () => {
    const steps = `{ name: 'http', stop: () => Promise.reject(new Error('no')) }, { name: 'database', stop: async () => console.log('database') }`;
    expect(await stopped(processWith(steps))).toEqual({ code: 1, said: 'up\ndatabase\n' });
  });
});
