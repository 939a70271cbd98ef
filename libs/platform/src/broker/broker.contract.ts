import { spawn, type ChildProcess } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as pause } from 'node:timers/promises';
import pino from 'pino';
import { openBroker, type Broker, type BrokerMessage, type OutgoingMessage, type Positions } from './index.ts';

type Place = { brokers: string[] } | { embeddedLogUrl: string };

/** What every broker promises; run against each of them. */
export function describeBroker(name: string, place: () => Place): void {
  describe(name, () => {
    const opened: Broker[] = [];
    const children: ChildProcess[] = [];
    let broker: Broker;

    const open = async (clientId: string) => {
      const one = await openBroker({ ...place(), clientId, log: pino({ level: process.env.LOG_LEVEL ?? 'silent' }) });
      opened.push(one);
      return one;
    };
    const freshTopic = async (partitions = 4) => {
      const topic = `contract.${randomUUID()}`;
      await broker.ensureTopics([topic], partitions);
      return topic;
    };
    const send = async (topic: string, messages: OutgoingMessage[]) => {
      const producer = await broker.producer();
      await producer.send(topic, messages);
      await producer.close();
    };

    beforeAll(async () => {
      broker = await open('contract');
    });
    afterEach(async () => {
      for (const child of children.splice(0)) child.kill('SIGKILL');
      await Promise.all(opened.splice(1).map((one) => one.close()));
    });
    afterAll(() => broker.close());

    it('keeps the messages of a key in order', async () => {
      const topic = await freshTopic();
      const seen = collect();
      await (await open('order')).consume({ group: randomUUID(), topics: [topic], onMessage: seen.take });
      const producer = await broker.producer();
      for (let round = 0; round < 20; round++) {
        await producer.send(topic, numbered(50, (n) => ({ key: `key-${n % 7}`, value: `${round * 50 + n}` })));
      }
      await seen.until(1_000);
      for (const values of byKey(seen.messages).values()) expect(values).toEqual([...values].sort((a, b) => a - b));
      expect(seen.messages.map(({ value }) => Number(value)).sort((a, b) => a - b)).toEqual(numbered(1_000, (n) => n));
    });

    it('gives every offset once, without a gap, to concurrent senders', async () => {
      const topic = await freshTopic(2);
      const producers = await Promise.all([open('a'), open('b'), open('c')].map(async (one) => (await one).producer()));
      const sends = producers.flatMap((producer, p) =>
        numbered(20, (n) => producer.send(topic, [{ key: `${n}`, value: `${p}` }, { key: `${n + 1}`, value: `${p}` }])),
      );
      await Promise.all(sends);
      const seen = collect();
      await broker.tail({ topics: [topic], from: { [topic]: {} }, onMessage: seen.take });
      await seen.until(120);
      for (const partition of [0, 1]) {
        const offsets = seen.messages.filter((one) => one.partition === partition).map(({ offset }) => Number(offset));
        expect(offsets).toEqual(numbered(offsets.length, (n) => n));
      }
    });

    it('goes on after a restart with what was not done, and with nothing that was', async () => {
      const topic = await freshTopic(1);
      const group = randomUUID();
      await send(topic, numbered(10, (n) => ({ key: 'k', value: `${n}` })));
      const first = collect();
      const one = await (await open('first')).consume({ group, topics: [topic], onMessage: first.take });
      await first.until(10);
      await one.stop();
      await send(topic, numbered(5, (n) => ({ key: 'k', value: `${10 + n}` })));
      const second = collect();
      await (await open('second')).consume({ group, topics: [topic], onMessage: second.take });
      await second.until(5);
      expect(second.values()).toEqual(['10', '11', '12', '13', '14']);
    });

    it('brings a message again that was refused, before any later one of its partition', async () => {
      const topic = await freshTopic(2);
      const tries: string[] = [];
      const done: string[] = [];
      const consumer = await (await open('thrower')).consume({
        group: randomUUID(),
        topics: [topic],
        async onMessage({ value }) {
          tries.push(value);
          if (value === 'b' && tries.filter((one) => one === 'b').length < 3) throw new Error('not yet');
          done.push(value);
        },
      });
      await send(topic, ['a', 'b', 'c'].map((value) => ({ key: 'stuck', value })));
      await send(topic, [{ key: 'free', value: 'other' }]);
      await until(() => done.includes('c') && done.includes('other'));
      expect(done.filter((value) => 'abc'.includes(value))).toEqual(['a', 'b', 'c']);
      expect(tries.filter((value) => value === 'b')).toHaveLength(3);
      await until(() => consumer.status().lag === 0);
    });

    it('does not advance past a message that is never accepted', async () => {
      const topic = await freshTopic(1);
      const group = randomUUID();
      await send(topic, ['good', 'poison', 'later'].map((value) => ({ key: 'k', value })));
      let refusals = 0;
      const refusing = await (await open('refusing')).consume({
        group,
        topics: [topic],
        async onMessage({ value }) {
          if (value !== 'poison') return;
          refusals += 1;
          throw new Error('poison');
        },
      });
      await until(() => refusals >= 2);
      expect(refusing.status().lag).toBe(2);
      await refusing.stop();
      const seen = collect();
      await (await open('patient')).consume({ group, topics: [topic], onMessage: seen.take });
      await seen.until(2);
      expect(seen.values()).toEqual(['poison', 'later']);
    });

    it('shares the partitions between two members of a group, none to both', async () => {
      const topic = await freshTopic(4);
      const group = randomUUID();
      const [left, right] = [collect(), collect()];
      const one = await (await open('left')).consume({ group, topics: [topic], onMessage: left.take });
      const two = await (await open('right')).consume({ group, topics: [topic], onMessage: right.take });
      await until(() => one.status().assigned === 2 && two.status().assigned === 2);
      await send(topic, numbered(200, (n) => ({ key: `key-${n}`, value: `${n}` })));
      await until(() => left.messages.length + right.messages.length >= 200);
      const partitions = (seen: ReturnType<typeof collect>) => new Set(seen.messages.map(({ partition }) => partition));
      expect(partitions(left).size).toBe(2);
      expect(partitions(right).size).toBe(2);
      expect(new Set([...partitions(left), ...partitions(right)]).size).toBe(4);
      expect(left.messages.length + right.messages.length).toBe(200);
    });

    it('gives the partitions of a killed member to the one that lives', async () => {
      const topic = await freshTopic(4);
      const group = randomUUID();
      const survivor = collect();
      const member = await (await open('survivor')).consume({ group, topics: [topic], onMessage: survivor.take });
      const child = spawnMember({ ...place(), group, topic });
      children.push(child.process);
      await until(() => member.status().assigned === 2, 20_000);
      await send(topic, numbered(100, (n) => ({ key: `key-${n}`, value: `before-${n}` })));
      await until(() => child.values.size + survivor.messages.length >= 100);
      expect(child.values.size).toBeGreaterThan(0);

      child.process.kill('SIGKILL');
      await send(topic, numbered(100, (n) => ({ key: `key-${n}`, value: `after-${n}` })));
      await until(() => survivor.values().filter((value) => value.startsWith('after')).length >= 100, 25_000);
      expect(member.status().assigned).toBe(4);
    }, 60_000);

    it('gives everything to each of two groups, from the first message', async () => {
      const topic = await freshTopic();
      await send(topic, numbered(30, (n) => ({ key: `key-${n}`, value: `${n}` })));
      const [one, two] = [collect(), collect()];
      await (await open('one')).consume({ group: randomUUID(), topics: [topic], onMessage: one.take });
      await (await open('two')).consume({ group: randomUUID(), topics: [topic], onMessage: two.take });
      await Promise.all([one.until(30), two.until(30)]);
      expect(new Set(one.values())).toEqual(new Set(two.values()));
    });

    it('tells where a topic begins and ends', async () => {
      const topic = await freshTopic(1);
      await send(topic, numbered(3, (n) => ({ key: 'k', value: `${n}` })));
      expect(await broker.positions([topic])).toEqual({ earliest: { [topic]: { 0: '0' } }, latest: { [topic]: { 0: '3' } } });
    });

    it('tails from explicit positions exactly what was missed, in order, then what comes', async () => {
      const topic = await freshTopic(3);
      await send(topic, numbered(20, (n) => ({ key: `key-${n % 5}`, value: `${n}` })));
      const { latest } = await broker.positions([topic]);
      await send(topic, numbered(40, (n) => ({ key: `key-${n % 5}`, value: `${20 + n}` })));
      const seen = collect();
      const tail = await (await open('tail')).tail({ topics: [topic], from: latest, onMessage: seen.take });
      await seen.until(40);
      await send(topic, numbered(10, (n) => ({ key: `key-${n % 5}`, value: `${60 + n}` })));
      await seen.until(50);
      expect(seen.values().map(Number).sort((a, b) => a - b)).toEqual(numbered(50, (n) => 20 + n));
      for (const values of byKey(seen.messages).values()) expect(values).toEqual([...values].sort((a, b) => a - b));
      expect(tail.positions()).toEqual((await broker.positions([topic])).latest);
    });

    it('tails from the latest position at the moment it was asked', async () => {
      const topic = await freshTopic(2);
      await send(topic, [{ key: 'k', value: 'old' }]);
      const seen = collect();
      await (await open('tail')).tail({ topics: [topic], from: 'latest', onMessage: seen.take });
      await send(topic, [{ key: 'k', value: 'new' }]);
      await seen.until(1);
      expect(seen.values()).toEqual(['new']);
    });

    it('lets two tails of one process read everything each', async () => {
      const topic = await freshTopic(2);
      const [one, two] = [collect(), collect()];
      const reader = await open('tails');
      await reader.tail({ topics: [topic], from: 'latest', onMessage: one.take });
      await reader.tail({ topics: [topic], from: 'latest', onMessage: two.take });
      await send(topic, numbered(10, (n) => ({ key: `${n}`, value: `${n}` })));
      await Promise.all([one.until(10), two.until(10)]);
    });

    it('carries large messages, any language, empty text and headers as they are', async () => {
      const topic = await freshTopic(2);
      const large = '联防联控'.repeat(250_000);
      const sent: Required<OutgoingMessage>[] = [
        { key: '户-解放区-🏠', value: '{"状态":"已签到"}', headers: { traceparent: '00-abc', 名: '值' } },
        { key: 'large', value: large, headers: {} },
        { key: 'nul', value: 'a\u0000b', headers: { odd: '\u0000"\\' } },
        { key: '', value: '', headers: {} },
      ];
      await send(topic, sent);
      const seen = collect();
      await (await open('big')).consume({ group: randomUUID(), topics: [topic], onMessage: seen.take });
      await seen.until(4);
      for (const { key, value, headers } of sent) {
        const arrived = seen.messages.find((message) => message.key === key)!;
        expect(arrived.value === value).toBe(true);
        expect(arrived.headers).toEqual(headers);
        expect(Math.abs(arrived.timestamp - Date.now())).toBeLessThan(60_000);
      }
    });

    it('reads several topics in one group', async () => {
      const topics = [await freshTopic(2), await freshTopic(2)];
      const seen = collect();
      const consumer = await (await open('several')).consume({ group: randomUUID(), topics, onMessage: seen.take });
      for (const topic of topics) await send(topic, [{ key: 'k', value: topic }]);
      await seen.until(2);
      expect(new Set(seen.values())).toEqual(new Set(topics));
      expect(consumer.status().assigned).toBe(4);
    });

    it('makes a topic once, whoever asks', async () => {
      const topic = `contract.${randomUUID()}`;
      const askers = await Promise.all(numbered(4, (n) => open(`asker-${n}`)));
      await Promise.all(askers.map((asker) => asker.ensureTopics([topic], 3)));
      await broker.ensureTopics([topic], 5);
      expect(Object.keys((await broker.positions([topic])).latest[topic]!)).toEqual(['0', '1', '2']);
    });

    it('shows work that does not go on', async () => {
      const topic = await freshTopic(1);
      let release = () => {};
      const held = new Promise<void>((resolve) => (release = resolve));
      const consumer = await (await open('slow')).consume({ group: randomUUID(), topics: [topic], onMessage: () => held });
      await send(topic, [{ key: 'k', value: '1' }]);
      await until(() => consumer.status().lag === 1);
      const then = consumer.status().lastProgressAt;
      await pause(2_500); // time is what is tested: nothing may count as progress meanwhile
      expect(consumer.status().lastProgressAt).toBe(then);
      release();
      await until(() => consumer.status().lag === 0 && consumer.status().lastProgressAt > then);
    });

    it('stops within 10 seconds though a message never ends, and leaves that message to the next', async () => {
      const topic = await freshTopic(1);
      const group = randomUUID();
      let hanging = false;
      const consumer = await (await open('hung')).consume({
        group,
        topics: [topic],
        onMessage: () => {
          hanging = true;
          return new Promise<never>(() => {});
        },
      });
      await send(topic, [{ key: 'k', value: 'endless' }]);
      await until(() => hanging);
      const began = Date.now();
      await consumer.stop();
      expect(Date.now() - began).toBeLessThan(10_000);
      const seen = collect();
      await (await open('next')).consume({ group, topics: [topic], onMessage: seen.take });
      await seen.until(1, 25_000);
      expect(seen.values()).toEqual(['endless']);
    }, 60_000);

    it('ignores positions of topics it was not asked for', async () => {
      const topic = await freshTopic(1);
      await send(topic, [{ key: 'k', value: 'first' }]);
      const from: Positions = { [topic]: { 0: '0' }, 'another.topic': { 0: '7' } };
      const seen = collect();
      await (await open('tail')).tail({ topics: [topic], from, onMessage: seen.take });
      await seen.until(1);
    });
  });
}

function collect() {
  const messages: BrokerMessage[] = [];
  return {
    messages,
    take: async (message: BrokerMessage) => void messages.push(message),
    values: () => messages.map(({ value }) => value),
    until: (count: number, withinMs?: number) => until(() => messages.length >= count, withinMs),
  };
}

async function until(condition: () => boolean, withinMs = 15_000): Promise<void> {
  for (const end = Date.now() + withinMs; !condition(); await pause(10)) {
    if (Date.now() > end) throw new Error(`not within ${withinMs} ms: ${condition}`);
  }
}

function numbered<T>(count: number, make: (n: number) => T): T[] {
  return Array.from({ length: count }, (_, n) => make(n));
}

function byKey(messages: BrokerMessage[]): Map<string, number[]> {
  const groups = Map.groupBy(messages, ({ key }) => key);
  return new Map([...groups].map(([key, own]) => [key, own.map(({ value }) => Number(value))]));
}

function spawnMember(member: Place & { group: string; topic: string }) {
  const file = join(__dirname, 'contract.consumer.ts');
  const child = spawn(process.execPath, [file, JSON.stringify(member)], { stdio: ['ignore', 'pipe', 'inherit'] });
  const values = new Set<string>();
  createInterface({ input: child.stdout! }).on('line', (line) => {
    if (line !== 'joined') values.add(JSON.parse(line).value);
  });
  return { process: child as ChildProcess, values };
}
