import { execFileSync, spawnSync } from 'node:child_process';
import { lookup } from 'node:dns/promises';
import { mkdtempSync, readFileSync, existsSync } from 'node:fs';
import { createServer, connect } from 'node:net';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const guard = join(process.cwd(), 'tools/test/no-outside.cjs');

/** Runs a line in a process of its own, so that what it tries is not counted against this run. */
function attempt(line: string): { output: string; noted: string } {
  const file = join(mkdtempSync(join(tmpdir(), 'lianfang-outside-')), 'noted');
  const { stdout, stderr } = spawnSync(process.execPath, ['--require', guard, '--eval', line], { encoding: 'utf8', env: { ...process.env, NODE_OPTIONS: '', LIANFANG_OUTSIDE_FILE: file }, timeout: 20_000 });
  return { output: `${stdout}${stderr}`, noted: existsSync(file) ? readFileSync(file, 'utf8') : '' };
}

const swallowed = 'catch (cause) { console.log((cause.cause ?? cause).code) }';

test.each([
  ['fetch', `(async () => { try { await fetch('http://192.0.2.1/') } ${swallowed} })()`, '192.0.2.1'],
  ['fetch by name', `(async () => { try { await fetch('https://example.com/') } ${swallowed} })()`, 'example.com'],
  ['http', "require('node:http').get('http://192.0.2.2:8080/').on('error', ({ code }) => console.log(code))", '192.0.2.2'],
  ['a socket', "require('node:net').connect(443, '192.0.2.3').on('error', ({ code }) => console.log(code))", '192.0.2.3'],
  ['a name', `(async () => { try { await new Promise((yes, no) => require('node:dns').lookup('example.org', (e) => e ? no(e) : yes())) } ${swallowed} })()`, 'example.org'],
  ['a datagram', `try { require('node:dgram').createSocket('udp4').send('x', 53, '192.0.2.4') } ${swallowed}; process.exit()`, '192.0.2.4'],
])('%s to elsewhere is refused, and noted even when the error is swallowed', (_, line, where) => {
  const { output, noted } = attempt(line);
  expect(output).toContain('EOUTSIDE');
  expect(noted).toContain(where);
});

test('this machine is reached as ever, by port, name and path', async () => {
  const server = createServer((socket) => socket.end('here'));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  for (const open of [() => connect(port, '127.0.0.1'), () => connect({ port, host: 'localhost' }), () => connect(port)]) {
    const said = await new Promise<string>((resolve, reject) => open().on('data', (bytes) => resolve(String(bytes))).on('error', reject));
    expect(said).toBe('here');
  }
  server.close();
  expect((await lookup('localhost')).address).toMatch(/^(127\.0\.0\.1|::1)$/);
});

test('the processes that tests start are watched as well', () => {
  expect(process.env.NODE_OPTIONS).toContain('no-outside.cjs');
  const child = execFileSync(process.execPath, ['--eval', 'console.log(require("node:net").Socket.prototype.connect.isWatched)'], { encoding: 'utf8' });
  expect(child.trim()).toBe('true');
});
