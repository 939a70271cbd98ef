import type { Migration } from './migrate.ts';

/** The tables that every service has. They run before the service's own migrations. */
export const platformMigrations: readonly Migration[] = [
  {
    name: 'platform-0001-idempotency-keys',
    sql: `
      CREATE TABLE idempotency_keys (
        caller text NOT NULL,
        key text NOT NULL,
        operation text NOT NULL,
        payload_hash bytea NOT NULL,
        answer jsonb,
        created_at timestamptz NOT NULL DEFAULT now(),
        PRIMARY KEY (caller, key)
      );`,
  },
  {
    name: 'platform-0002-outbox',
    sql: `
      CREATE TABLE outbox (
        id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
        topic text NOT NULL,
        partition_key text NOT NULL,
        envelope json NOT NULL,
        created_at timestamptz NOT NULL DEFAULT now(),
        published_at timestamptz
      );
      CREATE INDEX outbox_unpublished ON outbox (id) WHERE published_at IS NULL;
      -- A queue: every row is updated once and deleted once, so dead rows are cleared by count, not by share of the table.
      ALTER TABLE outbox SET (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 5000, fillfactor = 80);`,
  },
  {
    name: 'platform-0003-inbox',
    sql: `
      CREATE TABLE inbox (
        event_id uuid PRIMARY KEY,
        applied_at timestamptz NOT NULL DEFAULT now()
      );
      CREATE TABLE dead_letters (
        id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
        topic text NOT NULL,
        partition int NOT NULL,
        position text NOT NULL,
        partition_key text NOT NULL,
        value text NOT NULL,
        reason text NOT NULL CHECK (reason IN ('POISON', 'PARKED')),
        error text,
        attempts int NOT NULL DEFAULT 0,
        dead_since timestamptz NOT NULL DEFAULT now(),
        settled_at timestamptz,
        UNIQUE (topic, partition, position)
      );
      COMMENT ON COLUMN dead_letters.settled_at IS 'when a replay applied it';
      CREATE INDEX dead_letters_waiting ON dead_letters (topic, partition_key, id) WHERE settled_at IS NULL;`,
  },
];
