/** The floor of a fan-out: `ws` alone, one constant payload, sent to everybody whenever `/tell` is asked for. */
import { createServer } from 'node:http';
import { parseArgs } from 'node:util';
import { WebSocketServer } from 'ws';

const { values } = parseArgs({ options: { port: { type: 'string' }, bytes: { type: 'string' } } });
const payload = 'x'.repeat(Number(values.bytes));
const server = createServer((request, response) => {
  if (request.url === '/tell') for (const socket of sockets.clients) socket.send(payload);
  response.end();
});
const sockets = new WebSocketServer({ server });
server.listen(Number(values.port), '127.0.0.1');
process.once('SIGTERM', () => process.exit(0));
