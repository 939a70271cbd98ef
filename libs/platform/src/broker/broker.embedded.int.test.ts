import { randomUUID } from 'node:crypto';
import pg from 'pg';
import pino from 'pino';
import { describeBroker } from './broker.contract.ts';
import { deleteExpired } from './embedded/log.retention.ts';
import { openBroker, PositionGone } from './index.ts';

const log = pino({ level: 'silent' });
const databases: string[] = [];

function freshUrl(): string {
  const url = new URL(process.env.LIANFANG_TEST_PG_URL!);
  url.pathname = `/event_log_${randomUUID().slice(0, 8)}`;
  databases.push(url.pathname.slice(1));
  return url.href;
}

afterAll(async () => {
  const client = new pg.Client({ connectionString: process.env.LIANFANG_TEST_PG_URL });
  await client.connect();
  for (const name of databases) await client.query(`DROP DATABASE IF EXISTS ${pg.escapeIdentifier(name)} WITH (FORCE)`);
  await client.end();
});

const shared = { url: '' };
describeBroker('the embedded event log', () => ({ embeddedLogUrl: (shared.url ||= freshUrl()) }));

describe('the embedded event log in particular', () => {
  it('is made once by processes that start at the same moment', async () => {
    const url = freshUrl();
    const opening = ['a', 'b', 'c', 'd'].map((clientId) => openBroker({ embeddedLogUrl: url, clientId, log }));
    const brokers = await Promise.all(opening);
    await Promise.all(brokers.map((broker) => broker.close()));
  });

  it('keeps what retention leaves, and says so to a tail that asks for more', async () => {
    const url = freshUrl();
    const broker = await openBroker({ embeddedLogUrl: url, clientId: 'retention', log });
    const pool = new pg.Pool({ connectionString: url });
    await broker.ensureTopics(['t'], 1);
    const producer = await broker.producer();
    await producer.send('t', Array.from({ length: 10 }, (_, n) => ({ key: 'k', value: `${n}`.repeat(1024) })));

    expect(await deleteExpired(pool, { days: 1 })).toBe(0);
    expect(await deleteExpired(pool, { megabytesPerPartition: 4 / 1024 })).toBe(6);
    expect((await broker.positions(['t'])).earliest).toEqual({ t: { 0: '6' } });
    const gone = broker.tail({ topics: ['t'], from: { t: { 0: '5' } }, onMessage() {} });
    await expect(gone).rejects.toBeInstanceOf(PositionGone);

    await pool.query("UPDATE event_log.messages SET at = now() - interval '3 days' WHERE \"offset\" < 8");
    expect(await deleteExpired(pool, { days: 2 })).toBe(2);
    const seen: string[] = [];
    await broker.consume({ group: 'late', topics: ['t'], onMessage: async ({ offset }) => void seen.push(offset) });
    for (let tries = 0; seen.length < 2 && tries < 1_000; tries++) await new Promise((done) => setTimeout(done, 10));
    expect(seen).toEqual(['8', '9']);
    await pool.end();
    await broker.close();
  });

  it('goes on when PostgreSQL drops every connection', async () => {
    const url = freshUrl();
    const broker = await openBroker({ embeddedLogUrl: url, clientId: 'dropped', log });
    const producer = await broker.producer();
    const seen: string[] = [];
    await broker.consume({ group: 'g', topics: ['t'], onMessage: async ({ value }) => void seen.push(value) });
    await producer.send('t', [{ key: 'k', value: 'before' }]);
    const killer = new pg.Client({ connectionString: url });
    await killer.connect();
    await killer.query(
      'SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()',
    );
    await killer.end();
    await producer.send('t', [{ key: 'k', value: 'after' }]);
    for (let tries = 0; !seen.includes('after') && tries < 1_000; tries++) await new Promise((done) => setTimeout(done, 10));
    expect(seen).toContain('after');
    await broker.close();
  });
});
