import { createServer } from 'node:net';

/** The wished port of 127.0.0.1, or the next free one after it. `taken` are ports promised to others already. */
export async function freePort(wished: number, taken: ReadonlySet<number> = new Set()): Promise<number> {
  for (let port = wished; port < wished + 1_000 && port < 65_536; port += 1) {
    if (!taken.has(port) && (await isFree(port))) return port;
  }
  throw new Error(`no free port between ${wished} and ${wished + 999} on 127.0.0.1`);
}

/** Ports that the system picks; they are held open together, so they differ. */
export async function anyPorts(count: number): Promise<number[]> {
  const servers = await Promise.all(Array.from({ length: count }, () => listen(0)));
  const ports = servers.map((server) => (server!.address() as { port: number }).port);
  await Promise.all(servers.map((server) => new Promise((closed) => server!.close(closed))));
  return ports;
}

async function isFree(port: number): Promise<boolean> {
  const server = await listen(port);
  if (server) await new Promise((closed) => server.close(closed));
  return server !== null;
}

function listen(port: number): Promise<ReturnType<typeof createServer> | null> {
  return new Promise((settle, fail) => {
    const server = createServer();
    server.once('error', (error: NodeJS.ErrnoException) =>
      error.code === 'EADDRINUSE' || error.code === 'EACCES' ? settle(null) : fail(error));
    server.listen(port, '127.0.0.1', () => settle(server));
  });
}
