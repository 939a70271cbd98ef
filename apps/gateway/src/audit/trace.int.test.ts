import { createServer } from 'node:http';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { anonymous } from '@lianfang/platform/auth';
import type { Actor } from '@lianfang/platform/auth';
import { createLog } from '@lianfang/platform/observability';
import { eventually } from '@lianfang/testing/wait';
import type { Telling } from './sender.ts';
import { openTrace } from './trace.ts';
import type { Trace } from './trace.ts';

const lines: string[] = [];
const log = createLog({ name: 'test', level: 'info' }, { write: (line) => void lines.push(line) });
const clerk: Actor = { ...anonymous, id: 'community', kind: 'user', agency: 'community', roles: ['community-clerk'], areaCode: '410811001001', tokenId: 'one', token: 'a.b.c' };
const from = { address: '203.0.113.9', requestId: 'request-1' };

let told: Telling[];
let posts: number;
let status: number;
let server: Server;
let trace: Trace;

beforeEach(async () => {
  [told, posts, status] = [[], 0, 200];
  server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk)).on('end', () => {
      posts += 1;
      const isRight = request.url === '/audit' && request.headers['x-lianfang-gateway'] === 'the-credential';
      if (isRight && status === 200) told.push(...(JSON.parse(Buffer.concat(chunks).toString()) as { entries: Telling[] }).entries);
      response.writeHead(isRight ? status : 403).end('{}');
    });
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  trace = openTrace({ url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/graphql`, secret: 'the-credential', log });
});
afterEach(async () => {
  await trace.stop();
  await new Promise((closed) => server.close(closed));
});

it('a token is told when it is first seen, and not again', async () => {
  for (let n = 0; n < 100; n += 1) trace.login({ actor: clerk, ...from });
  trace.login({ actor: { ...clerk, tokenId: '', token: 'd.e.f' }, ...from });
  trace.login({ actor: null });
  await eventually(() => expect(told).toHaveLength(2), { within: 3_000 });
  expect(posts).toBe(1);
  expect(told[0]).toEqual({
    at: expect.any(String), kind: 'LOGIN', operation: 'login', outcome: 'DONE', actor: 'community', actorKind: 'user', agency: 'community', roles: ['community-clerk'],
    actorArea: '410811001001', areaCode: '410811001001', records: [], request: 'request-1', address: '203.0.113.9', token: 'one',
  });
  expect(told[1]!.token).toMatch(/^[0-9a-f]{32}$/);
});

it('refusals of one kind are told as one, with their number', async () => {
  for (let n = 0; n < 5; n += 1) trace.refused({ actor: null, address: '203.0.113.9' }, { operation: 'call', code: 'UNAUTHENTICATED' });
  trace.refused({ actor: clerk, ...from }, { operation: 'people', code: 'UNAUTHORIZED_FIELD_OR_TYPE' });
  await trace.stop();
  expect(told).toMatchObject([
    { kind: 'REFUSAL', actor: 'anonymous', outcome: 'UNAUTHENTICATED', address: '203.0.113.9', count: 5 },
    { kind: 'REFUSAL', actor: 'community', outcome: 'UNAUTHORIZED_FIELD_OR_TYPE', operation: 'people' },
  ]);
});

it('while the agencies are away entries wait; nothing is told twice or lost', async () => {
  status = 503;
  trace.login({ actor: clerk, ...from });
  await eventually(() => expect(posts).toBeGreaterThan(1), { within: 3_000 });
  trace.login({ actor: { ...clerk, tokenId: 'two' }, ...from });
  status = 200;
  await eventually(() => expect(told.map(({ token }) => token)).toEqual(['one', 'two']), { within: 5_000 });
  expect(lines.join('')).toContain('wait to be written');
});
