import pg from 'pg';

/**
 * The log's own tables. Offsets of a partition have no gap and grow in the order of commits, because the row of the partition
 * stays locked from counting to commit: who has read up to an offset can never be overtaken by a smaller one.
 */
const TABLES = `
CREATE SCHEMA IF NOT EXISTS event_log;

CREATE TABLE IF NOT EXISTS event_log.topics (
  id         int GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  name       text NOT NULL UNIQUE,
  partitions int NOT NULL CHECK (partitions > 0)
);

CREATE TABLE IF NOT EXISTS event_log.partitions (
  topic_id     int NOT NULL REFERENCES event_log.topics,
  partition    int NOT NULL,
  first_offset bigint NOT NULL DEFAULT 0,
  next_offset  bigint NOT NULL DEFAULT 0,
  PRIMARY KEY (topic_id, partition),
  CHECK (first_offset <= next_offset)
) WITH (fillfactor = 50);

CREATE TABLE IF NOT EXISTS event_log.messages (
  topic_id  int NOT NULL,
  partition int NOT NULL,
  "offset"  bigint NOT NULL,
  key       bytea NOT NULL,
  value     bytea NOT NULL,
  headers   text NOT NULL,
  at        timestamptz NOT NULL,
  PRIMARY KEY (topic_id, partition, "offset"),
  FOREIGN KEY (topic_id, partition) REFERENCES event_log.partitions
);

CREATE TABLE IF NOT EXISTS event_log.positions (
  group_name  text NOT NULL,
  topic_id    int NOT NULL,
  partition   int NOT NULL,
  next_offset bigint NOT NULL,
  PRIMARY KEY (group_name, topic_id, partition),
  FOREIGN KEY (topic_id, partition) REFERENCES event_log.partitions
) WITH (fillfactor = 50);

CREATE OR REPLACE FUNCTION event_log.append(topic int, parts int[], keys bytea[], bodies bytea[], heads text[])
RETURNS void LANGUAGE plpgsql AS $append$
DECLARE
  part int;
  many int;
  base bigint;
BEGIN
  -- Ascending, so that two appends to several partitions never wait for each other in a ring.
  FOR part, many IN SELECT p, count(*) FROM unnest(parts) AS p GROUP BY p ORDER BY p LOOP
    UPDATE event_log.partitions AS o SET next_offset = o.next_offset + many
      WHERE o.topic_id = topic AND o.partition = part RETURNING o.next_offset - many INTO STRICT base;
    INSERT INTO event_log.messages (topic_id, partition, "offset", key, value, headers, at)
      SELECT topic, part, base + row_number() OVER (ORDER BY i.nth) - 1, i.k, i.b, i.h, clock_timestamp()
      FROM unnest(parts, keys, bodies, heads) WITH ORDINALITY AS i(p, k, b, h, nth) WHERE i.p = part;
  END LOOP;
  PERFORM pg_notify('event_log', topic || ':' || (SELECT string_agg(DISTINCT p::text, ',') FROM unnest(parts) AS p));
END $append$;
`;

const MAKING = 7_215_001; // any number of our own: two processes that start at once make the tables one after the other

/** Opens the pool on the log's database, making the database and its tables where they are missing. */
export async function openLogDatabase(url: string, applicationName: string): Promise<pg.Pool> {
  await ensureDatabase(url);
  const pool = new pg.Pool({
    connectionString: url,
    max: 6,
    application_name: applicationName,
    connectionTimeoutMillis: 10_000,
    keepAlive: true,
  });
  const client = await pool.connect();
  try {
    await client.query('BEGIN');
    await client.query('SELECT pg_advisory_xact_lock($1)', [MAKING]);
    await client.query(TABLES);
    await client.query('COMMIT');
  } catch (error) {
    client.release(true);
    await pool.end();
    throw error;
  }
  client.release();
  return pool;
}

async function ensureDatabase(url: string): Promise<void> {
  const name = decodeURIComponent(new URL(url).pathname.slice(1));
  const anywhere = new URL(url);
  anywhere.pathname = '/postgres';
  const client = new pg.Client({ connectionString: url });
  try {
    await client.connect();
    await client.end();
  } catch (error) {
    if (codeOf(error) !== '3D000') throw error; // 3D000: no such database
    await createDatabase(anywhere.href, name);
  }
}

async function createDatabase(url: string, name: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    await client.query(`CREATE DATABASE ${pg.escapeIdentifier(name)} ENCODING 'UTF8' TEMPLATE template0`);
  } catch (error) {
    // 42P04, 23505: another process was faster
    if (!['42P04', '23505'].includes(codeOf(error) ?? '')) throw error;
  } finally {
    await client.end();
  }
}

function codeOf(error: unknown): string | undefined {
  return (error as { code?: string }).code;
}
