import type { IncomingMessage } from 'node:http';
import { createOrigins } from './address.ts';

const from = (remoteAddress: string, headers: Record<string, string> = {}) => ({ socket: { remoteAddress }, headers }) as unknown as IncomingMessage;

test.each([
  ['nobody is trusted', [], '10.0.0.9', '203.0.113.7', '10.0.0.9'],
  ['a client that is no proxy', ['10.0.0.1'], '198.51.100.4', '203.0.113.7', '198.51.100.4'],
  ['a trusted proxy', ['10.0.0.0/8'], '10.0.0.9', '203.0.113.7', '203.0.113.7'],
  ['a chain of trusted proxies', ['10.0.0.0/8'], '10.0.0.9', '203.0.113.7, 10.1.1.1', '203.0.113.7'],
  ['what the client made up stands to the left', ['10.0.0.0/8'], '10.0.0.9', '1.2.3.4, 203.0.113.7, 10.1.1.1', '203.0.113.7'],
  ['nonsense ends it', ['10.0.0.0/8'], '10.0.0.9', 'nonsense, 10.1.1.1', '10.1.1.1'],
  ['an IPv4 address on a socket of both families', ['10.0.0.0/8'], '::ffff:10.0.0.9', '203.0.113.7:4711', '203.0.113.7'],
  ['IPv6', ['fd00::/8'], 'fd00::1', '[2001:db8::7]:443', '2001:db8::7'],
])('%s', (_, trusted, peer, forwarded, address) => {
  expect(createOrigins(trusted).addressOf(from(peer, { 'x-forwarded-for': forwarded }))).toBe(address);
});

test('a trusted proxy may name the request, nobody else', () => {
  const { requestIdOf } = createOrigins(['10.0.0.1']);
  expect(requestIdOf(from('10.0.0.1', { 'x-request-id': 'abcdef-123' }))).toBe('abcdef-123');
  expect(requestIdOf(from('10.0.0.2', { 'x-request-id': 'abcdef-123' }))).not.toBe('abcdef-123');
  expect(requestIdOf(from('10.0.0.1', { 'x-request-id': 'a\nb' }))).toMatch(/^[0-9a-f-]{36}$/);
});

test('what is no address is refused at the start', () => {
  expect(() => createOrigins(['proxy.local'])).toThrow(RangeError);
});
