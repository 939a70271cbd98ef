import type { IncomingMessage } from 'node:http';
import { Refusal } from '@lianfang/platform/refusals';
import { type SocketDoor, type SocketSink, type SubscribePayload, converse } from './socket.ts';

/*
 * The protocol's text, message by message and close code by close code: https://github.com/enisdenjo/graphql-ws PROTOCOL.md.
 * No network: the conversation knows a socket only as something to send to and to close.
 */

const request = { headers: {} } as IncomingMessage;
const init = '{"type":"connection_init"}';
const subscribe = (id: string) => JSON.stringify({ id, type: 'subscribe', payload: { query: 'subscription { a }' } });

function setUp(change: Partial<SocketDoor> = {}) {
  const sent: unknown[] = [];
  const closed: [number, string][] = [];
  const sinks = new Map<string, SocketSink>();
  const ended: string[] = [];
  const socket = {
    waiting: 0,
    send: (text: string) => void sent.push(JSON.parse(text)),
    sendFrame: (frame: Buffer) => void sent.push(JSON.parse(String(frame).slice(String(frame).indexOf('{')))),
    together: (act: () => void) => act(),
    close: (code: number, reason: string) => void closed.push([code, reason]),
  };
  let count = 0;
  const door: SocketDoor = {
    admit: async () => ({ actor: null, caller: { headers: {}, language: 'zh' } }),
    subscribe: async (_who: unknown, _asked: SubscribePayload, sink: SocketSink) => {
      const name = String(++count);
      sinks.set(name, sink);
      return { end: () => void ended.push(name) };
    },
    now: Date.now,
    freshness: () => ({ live: 'fresh' }),
    ...change,
  };
  const conversation = converse(door, socket, request);
  return { sent, closed, sinks, ended, socket, say: (text: string) => conversation.receive(text), conversation };
}

afterEach(() => jest.useRealTimers());

describe('the connection', () => {
  test('is acknowledged once it is initialised', async () => {
    const { say, sent, conversation } = setUp();
    await say(init);
    expect(sent).toEqual([{ type: 'connection_ack' }]);
    conversation.ended();
  });

  test('4408 when the client does not initialise it in time', () => {
    jest.useFakeTimers();
    const { closed } = setUp();
    jest.advanceTimersByTime(2_999);
    expect(closed).toEqual([]);
    jest.advanceTimersByTime(1);
    expect(closed).toEqual([[4408, 'Connection initialisation timeout']]);
  });

  test('4429 when it is initialised twice', async () => {
    const { say, closed } = setUp();
    await say(init);
    await say(init);
    expect(closed).toEqual([[4429, 'Too many initialisation requests']]);
  });

  test('4429 also before the first was acknowledged', async () => {
    const { say, closed } = setUp();
    await Promise.all([say(init), say(init)]);
    expect(closed).toEqual([[4429, 'Too many initialisation requests']]);
  });

  test('4403 when the token is refused', async () => {
    const { say, closed } = setUp({ admit: () => Promise.reject(new Refusal('UNAUTHENTICATED', { zh: '', en: '' })) });
    await say(init);
    expect(closed).toEqual([[4403, 'Forbidden']]);
  });

  test('4401 for an operation before the acknowledgement', async () => {
    const { say, closed } = setUp();
    await say(subscribe('1'));
    expect(closed).toEqual([[4401, 'Unauthorized']]);
  });

  test('a ping is answered, with its payload, also before the acknowledgement', async () => {
    const { say, sent, conversation } = setUp();
    await say('{"type":"ping"}');
    await say('{"type":"ping","payload":{"a":1}}');
    await say('{"type":"pong"}');
    expect(sent).toEqual([{ type: 'pong' }, { type: 'pong', payload: { a: 1 } }]);
    conversation.ended();
  });

  test('a stream that is not fresh is told so by a ping with a payload, from the acknowledgement on', async () => {
    const stale = { live: 'stale', lastEventAt: '2022-11-20T00:00:00.000Z' } as const;
    const { say, sent, conversation } = setUp({ freshness: () => stale });
    conversation.tellFreshness(stale);
    await say(init);
    conversation.tellFreshness({ live: 'fresh' });
    expect(sent).toEqual([{ type: 'connection_ack' }, { type: 'ping', payload: stale }, { type: 'ping', payload: { live: 'fresh' } }]);
    conversation.ended();
  });

  test.each([['{'], ['[]'], ['"x"'], ['{"type":"start"}'], ['{"type":"subscribe"}'], ['{"type":"subscribe","id":"","payload":{"query":"{a}"}}'], ['{"type":"subscribe","id":"1","payload":{}}'], ['{"type":"ping","payload":1}']])(
    '4400 for %s',
    async (text) => {
      const { say, closed } = setUp();
      await say(init);
      await say(text);
      expect(closed).toEqual([[4400, 'Invalid message']]);
    },
  );
});

describe('an operation', () => {
  test('is told, and completed by the server', async () => {
    const { say, sent, sinks, conversation } = setUp();
    await say(init);
    await say(subscribe('a'));
    sinks.get('1')!.tell({ payload: '{"data":{"a":1}}' });
    sinks.get('1')!.complete();
    sinks.get('1')!.tell({ payload: '{"data":{"a":2}}' });
    expect(sent.slice(1)).toEqual([{ id: 'a', type: 'next', payload: { data: { a: 1 } } }, { id: 'a', type: 'complete' }]);
    conversation.ended();
  });

  test('ends with its errors, without a complete', async () => {
    const { say, sent, sinks, conversation } = setUp();
    await say(init);
    await say(subscribe('a'));
    sinks.get('1')!.fail([{ message: 'no' }]);
    sinks.get('1')!.complete();
    expect(sent.slice(1)).toEqual([{ id: 'a', type: 'error', payload: [{ message: 'no' }] }]);
    conversation.ended();
  });

  test('4409 when its id is in use', async () => {
    const { say, closed } = setUp();
    await say(init);
    await say(subscribe('a'));
    await say(subscribe('a'));
    expect(closed).toEqual([[4409, 'Subscriber for a already exists']]);
  });

  test('its id may be used again after the client completed it, and the old stream is silent', async () => {
    const { say, sent, sinks, ended, closed, conversation } = setUp();
    await say(init);
    await say(subscribe('a'));
    await say('{"id":"a","type":"complete"}');
    await say(subscribe('a'));
    sinks.get('1')!.tell({ payload: '{"data":{"old":1}}' });
    sinks.get('2')!.tell({ payload: '{"data":{"new":1}}' });
    expect(ended).toEqual(['1']);
    expect(sent.slice(1)).toEqual([{ id: 'a', type: 'next', payload: { data: { new: 1 } } }]);
    expect(closed).toEqual([]);
    conversation.ended();
  });

  test('that the client completed while it was being opened is ended', async () => {
    let opened = (_: { end(): void }) => undefined as void;
    const ended: string[] = [];
    const { say, conversation } = setUp({ subscribe: () => new Promise((resolve) => (opened = resolve)) });
    await say(init);
    const opening = say(subscribe('a'));
    await say('{"id":"a","type":"complete"}');
    opened({ end: () => void ended.push('a') });
    await opening;
    expect(ended).toEqual(['a']);
    conversation.ended();
  });

  test('completing an unknown one is ignored', async () => {
    const { say, closed, conversation } = setUp();
    await say(init);
    await say('{"id":"unknown","type":"complete"}');
    expect(closed).toEqual([]);
    conversation.ended();
  });

  test('all end with the socket', async () => {
    const { say, ended, conversation } = setUp();
    await say(init);
    await say(subscribe('a'));
    await say(subscribe('b'));
    conversation.ended();
    expect(ended).toEqual(['1', '2']);
  });
});

describe('bounds', () => {
  test('4413 for a client that does not read, and nothing more is sent to it', async () => {
    const { say, sent, sinks, socket, closed, ended } = setUp();
    await say(init);
    await say(subscribe('a'));
    socket.waiting = 1_048_577;
    sinks.get('1')!.tell({ payload: '{}' });
    sinks.get('1')!.tell({ payload: '{}' });
    expect(closed.map(([code]) => code)).toEqual([4413]);
    expect([sent.length, ended]).toEqual([1, ['1']]);
  });

  test('4414 for more than a hundred streams', async () => {
    const { say, closed } = setUp();
    await say(init);
    for (let at = 0; at < 100; at++) await say(subscribe(`s${at}`));
    expect(closed).toEqual([]);
    await say(subscribe('one more'));
    expect(closed.map(([code]) => code)).toEqual([4414]);
  });
});
