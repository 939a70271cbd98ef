import { request as httpRequest } from 'node:http';
import { createTokenReader } from '@lianfang/platform/auth';
import type { Broker } from '@lianfang/platform/broker';
import { testBroker } from '@lianfang/testing/broker';
import { actorOf, testGatewaySecret, testIssuer } from '@lianfang/testing/graph';
import { startFixtureGateway } from '../fixtures/gateway.ts';
import { registry } from '../fixtures/registry.ts';
import { type Fixture, startFixture } from '../fixtures/serve.ts';

let fixture: Fixture;
let broker: Broker;
let gateway: Awaited<ReturnType<typeof startFixtureGateway>>;
let authorization: string;

beforeAll(async () => {
  fixture = await startFixture(registry);
  broker = await testBroker();
  const { issuer, jwksUrl, audience, sign } = await testIssuer();
  gateway = await startFixtureGateway(fixture, { tokens: createTokenReader({ issuer, jwksUrl, audience }), broker, gatewaySecret: testGatewaySecret });
  authorization = `Bearer ${await sign({ ...actorOf('community') })}`;
});
afterAll(async () => {
  await gateway.stop();
  await fixture.stop();
  await broker.close();
});

interface Forged {
  method?: string;
  path?: string;
  headers?: Record<string, string>;
  body?: string | Buffer;
}

/** By node:http: `fetch` refuses to send half of these. */
function send({ method = 'POST', path = '/graphql', headers = {}, body }: Forged): Promise<number> {
  return new Promise((resolve, reject) => {
    const sent = httpRequest(`${gateway.url}${path}`, { method, headers: { authorization, ...headers } }, (response) => {
      response.resume();
      resolve(response.statusCode ?? 0);
    });
    sent.on('upgrade', (_, socket) => (socket.destroy(), resolve(101)));
    sent.on('error', reject);
    sent.end(body);
  });
}

const mutation = 'mutation { write(text: "forged") }';
const json = JSON.stringify({ query: mutation });
const form = `query=${encodeURIComponent(mutation)}`;
const multipart = ['--x', 'content-disposition: form-data; name="operations"', '', json, '--x', 'content-disposition: form-data; name="map"', '', '{}', '--x--', ''].join('\r\n');
const type = (contentType: string): Record<string, string> => ({ 'content-type': contentType });
const own = type('application/json');

const forged: [string, Forged][] = [
  ['a form', { headers: type('application/x-www-form-urlencoded'), body: form }],
  ['a form that holds JSON', { headers: type('application/x-www-form-urlencoded'), body: json }],
  ['a form that is named JSON as well', { headers: type('application/x-www-form-urlencoded, application/json'), body: json }],
  ['a form with files', { headers: type('multipart/form-data; boundary=x'), body: multipart }],
  ['a form with files in a type of its own', { headers: type('multipart/mixed; boundary=x'), body: multipart }],
  ['plain text', { headers: type('text/plain'), body: json }],
  ['plain text that says it is JSON', { headers: type('text/plain; application/json'), body: json }],
  ['plain text in UTF-8', { headers: type('text/plain;charset=UTF-8'), body: json }],
  ['no content type', { body: json }],
  ['an empty content type', { headers: type(''), body: json }],
  ['JSON of another name', { headers: type('application/jsonp'), body: json }],
  ['JSON with something after it', { headers: type('application/json-patch+json'), body: json }],
  ['JSON in another charset', { headers: type('application/json; charset=utf-7'), body: json }],
  ['JSON in UTF-16', { headers: type('application/json; charset=utf-16'), body: Buffer.from(json, 'utf16le') }],
  ['the text of a query', { headers: type('application/graphql'), body: mutation }],
  ['XML', { headers: type('application/xml'), body: `<query>${mutation}</query>` }],
  ['bytes', { headers: type('application/octet-stream'), body: json }],
  ['a batch', { headers: own, body: `[${json}]` }],
  ['JSON that is no object', { headers: own, body: JSON.stringify(json) }],
  ['two bodies in one', { headers: own, body: `${json}${json}` }],
  ['the query in the address, the body elsewhere', { path: `/graphql?${form}`, headers: own, body: '{}' }],
  ['a mutation by GET', { method: 'GET', path: `/graphql?${form}` }],
  ['a mutation by GET that was preflighted', { method: 'GET', path: `/graphql?${form}`, headers: { 'apollo-require-preflight': '1', 'x-apollo-operation-name': 'x' } }],
  ['a mutation by GET among queries', { method: 'GET', path: `/graphql?query=${encodeURIComponent(`query A { list { id } } ${mutation.replace('mutation', 'mutation B')}`)}&operationName=B` }],
  ['a mutation by GET with a body', { method: 'GET', path: '/graphql', headers: own, body: json }],
  ['HEAD', { method: 'HEAD', path: `/graphql?${form}` }],
  ['PUT', { method: 'PUT', headers: own, body: json }],
  ['PATCH', { method: 'PATCH', headers: own, body: json }],
  ['DELETE', { method: 'DELETE', headers: own, body: json }],
  ['OPTIONS of a foreign page', { method: 'OPTIONS', headers: { origin: 'https://evil.example', 'access-control-request-method': 'POST' } }],
  ['a method in a header', { method: 'GET', path: `/graphql?${form}`, headers: { 'x-http-method-override': 'POST' } }],
  ...['https://evil.example', 'null', 'http://127.0.0.1:1', 'http://127.0.0.1.evil.example', 'file://', 'javascript:alert(1)', 'https://', ''].map(
    (origin): [string, Forged] => [`the origin "${origin}"`, { headers: { ...own, origin }, body: json }],
  ),
  ['a foreign origin by form', { headers: { ...type('application/x-www-form-urlencoded'), origin: 'https://evil.example' }, body: form }],
  ['a picture of a foreign page', { method: 'GET', path: '/graphql?query={list{id}}', headers: { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'no-cors' } }],
  ['a link of a neighbour', { method: 'GET', path: '/graphql?query={list{id}}', headers: { 'sec-fetch-site': 'same-site' } }],
  ['a link with a cookie', { method: 'GET', path: '/graphql?query={list{id}}', headers: { cookie: 'session=1' } }],
  ['a link with a referrer', { method: 'GET', path: '/graphql?query={list{id}}', headers: { referer: 'https://evil.example/' } }],
  ['a JSON request of a foreign page', { headers: { ...own, 'sec-fetch-site': 'cross-site' }, body: json }],
];

test.each(forged)('%s: a 4xx, nothing executed', async (_, request) => {
  fixture.calls.length = 0;
  const status = await send(request);
  expect(status).toBeGreaterThanOrEqual(400);
  expect(status).toBeLessThan(500);
  expect(fixture.calls).toEqual([]);
});

const handshake = { connection: 'Upgrade', upgrade: 'websocket', 'sec-websocket-version': '13', 'sec-websocket-key': 'dGhlIHNhbXBsZSBub25jZQ==', 'sec-websocket-protocol': 'graphql-transport-ws' };

test.each([
  ['a foreign page', { origin: 'https://evil.example' }],
  ['a page without an origin', { origin: 'null' }],
  ['a foreign page without Origin', { 'sec-fetch-site': 'cross-site' }],
  ['a page of another port', { origin: 'http://127.0.0.1:1' }],
])('a socket of %s is refused at the handshake', async (_, headers) => {
  const status = await send({ method: 'GET', headers: { ...handshake, ...headers } as Record<string, string> });
  expect(status).toBe(403);
});

test('an event stream of a foreign page is refused', async () => {
  expect(await send({ headers: { ...own, accept: 'text/event-stream', origin: 'https://evil.example' }, body: json })).toBe(403);
  expect(await send({ method: 'GET', path: `/graphql?${form}`, headers: { accept: 'text/event-stream', 'sec-fetch-site': 'cross-site' } })).toBe(403);
});

test('a mutation over an event stream by GET is not executed', async () => {
  fixture.calls.length = 0;
  const status = await send({ method: 'GET', path: `/graphql?${form}`, headers: { accept: 'text/event-stream' } });
  expect(status).toBeGreaterThanOrEqual(400);
  expect(fixture.calls).toEqual([]);
});

test('what belongs to us is served', async () => {
  expect(await send({ headers: own, body: json })).toBe(200);
  expect(await send({ headers: { ...own, origin: gateway.url }, body: json })).toBe(200);
  expect(await send({ method: 'GET', headers: handshake })).toBe(101);
});
