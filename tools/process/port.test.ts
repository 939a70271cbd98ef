import { createServer, type Server } from 'node:net';
import { anyPorts, freePort } from './port.ts';

let busy: Server;
let port: number;

beforeAll(async () => {
  busy = createServer();
  await new Promise<void>((listening) => busy.listen(0, '127.0.0.1', listening));
  port = (busy.address() as { port: number }).port;
});
afterAll(() => new Promise((closed) => busy.close(closed)));

test('a busy port is stepped over', async () => {
  expect(await freePort(port)).toBeGreaterThan(port);
});

test('a port promised to somebody else is stepped over', async () => {
  const next = await freePort(port);
  expect(await freePort(port, new Set([next]))).toBeGreaterThan(next);
});

test('ports picked together differ', async () => {
  expect(new Set(await anyPorts(8)).size).toBe(8);
});
