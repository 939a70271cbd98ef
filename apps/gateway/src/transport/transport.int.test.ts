import { type Server, type Socket, createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { createBreaker } from './breaker.ts';
import { createReplyReader } from './reply.ts';
import { type SubgraphClient, SubgraphUnavailable, openSubgraph } from './subgraph.ts';

const ok = (body: string, more = '') => `HTTP/1.1 200 OK\r\n${more}content-length: ${Buffer.byteLength(body)}\r\n\r\n${body}`;

/** A server that does with each request what the script says. */
async function scripted(answer: (socket: Socket, request: string, at: number) => void): Promise<{ url: string; requests: string[]; sockets: Set<Socket>; stop(): Promise<void> }> {
  const requests: string[] = [];
  const sockets = new Set<Socket>();
  const server: Server = createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => socket.destroy());
    socket.on('close', () => sockets.delete(socket));
    socket.on('data', (chunk) => {
      requests.push(chunk.toString());
      answer(socket, chunk.toString(), requests.length);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/graphql?v=1`,
    requests,
    sockets,
    stop: () => new Promise((resolve) => {
      for (const socket of sockets) socket.destroy();
      server.close(() => resolve());
    }),
  };
}

const open = (url: string, more: { connections?: number; headers?: Record<string, string> } = {}) => openSubgraph({ url, connections: more.connections ?? 4, headers: more.headers ?? {} });
const ask = (client: SubgraphClient, o: { kind?: 'query' | 'mutation'; headers?: Record<string, string>; within?: number } = {}) =>
  client.send({ body: '{"query":"{ a }"}', headers: o.headers ?? {}, kind: o.kind ?? 'query', deadline: Date.now() + (o.within ?? 2_000) });

describe('a subgraph', () => {
  test('is asked over connections that stay open', async () => {
    const server = await scripted((socket) => socket.write(ok('{}')));
    const client = open(server.url, { headers: { 'x-lianfang-gateway': 's' } });
    for (let at = 0; at < 5; at++) expect((await ask(client, { headers: { authorization: 'Bearer t' } })).body.toString()).toBe('{}');
    expect(server.sockets.size).toBe(1);
    expect(server.requests[0]).toBe(
      `POST /graphql?v=1 HTTP/1.1\r\nhost: ${new URL(server.url).host}\r\ncontent-type: application/json\r\naccept: application/graphql-response+json, application/json\r\n` +
        'x-lianfang-gateway: s\r\nauthorization: Bearer t\r\ncontent-length: 17\r\n\r\n{"query":"{ a }"}',
    );
    await client.close();
    await server.stop();
  });

  test('never sees more connections than agreed; who comes later waits', async () => {
    const server = await scripted((socket) => setTimeout(() => socket.write(ok('{}')), 30));
    const client = open(server.url, { connections: 2 });
    const answers = await Promise.all(Array.from({ length: 6 }, () => ask(client)));
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 200, 200, 200]);
    expect(server.sockets.size).toBe(2);
    await client.close();
    await server.stop();
  });

  test('that breaks a connection is asked a query again, and never a mutation', async () => {
    const server = await scripted((socket, _, at) => (at === 1 ? socket.destroy() : socket.write(ok('{}'))));
    const client = open(server.url);
    expect((await ask(client)).status).toBe(200);
    await client.close();
    await server.stop();

    const breaking = await scripted((socket) => socket.destroy());
    const other = open(breaking.url);
    await expect(ask(other, { kind: 'mutation' })).rejects.toThrow(SubgraphUnavailable);
    expect(breaking.requests.length).toBe(1);
    await other.close();
    await breaking.stop();
  });

  test('that does not answer in time is unavailable, and its connection is not used again', async () => {
    const server = await scripted((socket, _, at) => void (at > 1 && socket.write(ok('{}'))));
    const client = open(server.url);
    await expect(ask(client, { within: 150 })).rejects.toThrow(/too late/);
    expect((await ask(client)).status).toBe(200);
    await client.close();
    await server.stop();
  });

  test('is told no line that a header value smuggles in', async () => {
    const server = await scripted((socket) => socket.write(ok('{}')));
    const client = open(server.url);
    await ask(client, { headers: { authorization: 'Bearer x\r\nx-lianfang-gateway: stolen', traceparent: '00-1' } });
    expect(server.requests[0]).not.toContain('stolen');
    expect(server.requests[0]).toContain('traceparent: 00-1\r\n');
    await client.close();
    await server.stop();
  });

  test('that is down is left alone, probed, and asked again once it is back', async () => {
    const server = await scripted((socket) => socket.write(ok('{}')));
    await server.stop();
    const client = open(server.url);
    for (let at = 0; at < 5; at++) await expect(ask(client, { within: 200 })).rejects.toThrow(SubgraphUnavailable);
    const began = Date.now();
    await expect(ask(client)).rejects.toThrow(/left alone/);
    expect(Date.now() - began).toBeLessThan(20);
    await client.close();
  }, 20_000);
});

test('the breaker lets one probe through, and its outcome decides', () => {
  let now = 0;
  const breaker = createBreaker({ failures: 2, openMs: 100, probeMs: 1_000, now: () => now });
  breaker.failed();
  breaker.succeeded();
  breaker.failed();
  expect(breaker.admits()).toBe(true);
  breaker.failed();
  expect([breaker.state, breaker.admits()]).toEqual(['open', false]);
  now = 100;
  expect([breaker.admits(), breaker.admits(), breaker.state]).toEqual([true, false, 'half-open']);
  breaker.failed();
  expect([breaker.state, breaker.admits()]).toEqual(['open', false]);
  now = 200;
  expect(breaker.admits()).toBe(true);
  breaker.succeeded();
  expect([breaker.state, breaker.admits(), breaker.admits()]).toEqual(['closed', true, true]);
});

describe('an answer is whole however it is cut', () => {
  const chunked = 'HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\nKeep-Alive: timeout=5\r\n\r\n3\r\n{"a\r\n5;x=y\r\n":"b"\r\n1\r\n}\r\n0\r\nx-t: 1\r\n\r\n';
  test.each([
    ['by its length', ok('{"a":"b"}')],
    ['in chunks', chunked],
    ['after a word in between', `HTTP/1.1 103 Early Hints\r\nlink: x\r\n\r\n${ok('{"a":"b"}')}`],
  ])('%s', (_, text) => {
    for (let size = 1; size <= text.length; size++) {
      const reader = createReplyReader();
      let reply;
      for (let at = 0; at < text.length && !reply; at += size) reply = reader.take(Buffer.from(text.slice(at, at + size)));
      expect([reply?.status, reply?.body.toString(), reply?.reusable]).toEqual([200, '{"a":"b"}', true]);
    }
  });

  test('or until the connection ends', () => {
    const reader = createReplyReader();
    expect(reader.take(Buffer.from('HTTP/1.0 500 No\r\n\r\nab'))).toBeUndefined();
    expect(reader.take(Buffer.from('c'))).toBeUndefined();
    expect(reader.end()).toMatchObject({ status: 500, reusable: false });
  });

  test('an empty one too', () => {
    expect(createReplyReader().take(Buffer.from('HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n'))?.body.length).toBe(0);
    expect(createReplyReader().take(Buffer.from('HTTP/1.1 204 No\r\n\r\n'))?.status).toBe(204);
  });

  test.each([['no HTTP', 'SSH-2.0\r\n\r\n'], ['a chunk without a size', 'HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\nzz\r\n'], ['more than announced', 'HTTP/1.1 200 OK\r\ncontent-length: 1\r\n\r\nab'], ['a packed body', 'HTTP/1.1 200 OK\r\ntransfer-encoding: gzip\r\n\r\n']])(
    '%s is refused',
    (_, text) => expect(() => createReplyReader().take(Buffer.from(text))).toThrow(),
  );
});
