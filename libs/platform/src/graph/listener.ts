import { createServer } from 'node:http';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Log } from '../observability/index.ts';

type Handler = (request: IncomingMessage, response: ServerResponse) => Promise<void>;

export interface Listener {
  url: string;
  /** Takes no new call, lets running ones finish within the time given, then cuts them. */
  drain(withinMs: number): Promise<void>;
}

/** A bare HTTP server around one handler. @throws when the port is taken */
export async function listen(o: { port: number; host: string; log: Log; handle: Handler }): Promise<Listener> {
  const server = createServer({ requestTimeout: 120_000, headersTimeout: 15_000, keepAliveTimeout: 65_000 }, (request, response) => {
    void o.handle(request, response).catch((error: unknown) => {
      o.log.error({ err: error }, 'a request was not answered');
      response.destroy();
    });
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(o.port, o.host, () => resolve(void server.off('error', reject)));
  });
  return { url: `http://${hostOf(o.host)}:${(server.address() as AddressInfo).port}`, drain: (withinMs) => drain(server, withinMs) };
}

function hostOf(host: string): string {
  if (host === '0.0.0.0' || host === '::') return '127.0.0.1';
  return host.includes(':') ? `[${host}]` : host;
}

async function drain(server: Server, withinMs: number): Promise<void> {
  const closed = new Promise<void>((resolve) => server.close(() => resolve()));
  // Connections that are kept open fall idle after their last answer and close only when told again.
  const sweep = setInterval(() => server.closeIdleConnections(), 25);
  const cut = setTimeout(() => server.closeAllConnections(), withinMs);
  await closed;
  clearInterval(sweep);
  clearTimeout(cut);
}
