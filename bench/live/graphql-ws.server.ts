/** What the gateway is compared with: `graphql-ws` as it comes, one subscription, one constant payload, told whenever `/tell` is asked for. */
import { createServer } from 'node:http';
import { parseArgs } from 'node:util';
import { buildSchema } from 'graphql';
import { useServer } from 'graphql-ws/use/ws';
import { WebSocketServer } from 'ws';

const { values } = parseArgs({ options: { port: { type: 'string' }, bytes: { type: 'string' } } });
const payload = 'x'.repeat(Number(values.bytes));
const waiting = new Set<() => void>();
const server = createServer((request, response) => {
  if (request.url === '/tell') {
    const now = [...waiting];
    waiting.clear();
    for (const tell of now) tell();
  }
  response.end();
});
const schema = buildSchema('type Query { a: String } type Subscription { told: String! }');

async function* told(): AsyncGenerator<{ told: string }> {
  for (;;) {
    await new Promise<void>((proceed) => waiting.add(proceed));
    yield { told: payload };
  }
}

useServer({ schema, roots: { subscription: { told } } }, new WebSocketServer({ server, path: '/graphql' }));
server.listen(Number(values.port), '127.0.0.1');
process.once('SIGTERM', () => process.exit(0));
