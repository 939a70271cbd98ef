import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Health } from './health.ts';
import { metrics } from './metrics.ts';

/**
 * Answers `GET /health/live`, `/health/ready` and `/metrics`, the same in every process and without credential: they hold
 * no data of the domain. False when the path is another and the caller goes on.
 */
export async function answerProbe(request: IncomingMessage, response: ServerResponse, health: Health): Promise<boolean> {
  if (request.method !== 'GET' && request.method !== 'HEAD') return false;
  switch (request.url?.split('?')[0]) {
    case '/health/live':
      send(response, 200, 'application/json', JSON.stringify(health.live()));
      return true;
    case '/health/ready': {
      const readiness = await health.ready();
      send(response, readiness.ready ? 200 : 503, 'application/json', JSON.stringify(readiness));
      return true;
    }
    case '/metrics':
      send(response, 200, metrics.registry.contentType, await readMetrics());
      return true;
    default:
      return false;
  }
}

/** What `/metrics` tells: of this process, or of all that share its port. */
let readMetrics = (): Promise<string> => metrics.registry.metrics();

export function readMetricsWith(read: () => Promise<string>): void {
  readMetrics = read;
}

function send(response: ServerResponse, status: number, contentType: string, body: string): void {
  response.writeHead(status, { 'content-type': contentType, 'cache-control': 'no-store' }).end(body);
}
