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
  {
    name: 'platform-0004-forged-events',
    sql: `
      -- NOT VALID: the rows there are kept the old rule, and the table is not read through under the lock.
      ALTER TABLE dead_letters DROP CONSTRAINT dead_letters_reason_check;
      ALTER TABLE dead_letters ADD CONSTRAINT dead_letters_reason_check CHECK (reason IN ('POISON', 'PARKED', 'FORGED')) NOT VALID;
      COMMENT ON COLUMN dead_letters.settled_at IS 'when a replay applied it; a forged one is settled from the beginning';
      COMMENT ON COLUMN dead_letters.value IS 'the message; of a forged one its SHA-256';`,
  },
  {
    name: 'platform-0005-audit',
    sql: `
      CREATE TABLE audit_log (
        id bigint GENERATED ALWAYS AS IDENTITY,
        entry json NOT NULL,
        seal bytea NOT NULL CHECK (octet_length(seal) = 32),
        seq bigint,
        hash bytea,
        CHECK ((seq IS NULL) = (hash IS NULL))
      );
      COMMENT ON TABLE audit_log IS 'who saw or changed what; ids and codes only. Append-only, chained by seq and hash; verify: npm run audit -- verify';
      COMMENT ON COLUMN audit_log.seal IS 'HMAC of the entry, made where it was written';
      COMMENT ON COLUMN audit_log.hash IS 'HMAC of the hash before, seq, id and seal; null until the chainer came by';
      CREATE INDEX audit_log_pending ON audit_log (id) WHERE seq IS NULL;
      CREATE UNIQUE INDEX audit_log_seq ON audit_log (seq) WHERE seq IS NOT NULL;
      -- Every row is updated once: dead rows are cleared by count, not by share of the table.
      ALTER TABLE audit_log SET (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 10000, fillfactor = 100);

      CREATE TABLE audit_head (
        one boolean PRIMARY KEY DEFAULT true CHECK (one),
        seq bigint NOT NULL,
        hash bytea NOT NULL
      );
      INSERT INTO audit_head (seq, hash) VALUES (0, decode(repeat('00', 32), 'hex'));

      CREATE FUNCTION audit_log_stays() RETURNS trigger LANGUAGE plpgsql AS $$
      BEGIN
        RAISE EXCEPTION 'the audit log is append-only' USING ERRCODE = 'restrict_violation';
      END $$;
      CREATE TRIGGER audit_log_once BEFORE UPDATE ON audit_log FOR EACH ROW
        WHEN (OLD.seq IS NOT NULL OR NEW.seq IS NULL OR OLD.id <> NEW.id OR OLD.seal <> NEW.seal OR OLD.entry::text <> NEW.entry::text)
        EXECUTE FUNCTION audit_log_stays();
      CREATE TRIGGER audit_log_kept BEFORE DELETE OR TRUNCATE ON audit_log FOR EACH STATEMENT EXECUTE FUNCTION audit_log_stays();
      CREATE TRIGGER audit_head_kept BEFORE DELETE OR TRUNCATE ON audit_head FOR EACH STATEMENT EXECUTE FUNCTION audit_log_stays();
      CREATE TRIGGER audit_log_unchained BEFORE INSERT ON audit_log FOR EACH ROW WHEN (NEW.seq IS NOT NULL) EXECUTE FUNCTION audit_log_stays();`,
  },
  {
    name: 'platform-0006-keeping',
    sql: `
      CREATE TABLE legal_holds (
        hold_id uuid PRIMARY KEY,
        kind text NOT NULL CHECK (kind IN ('PERSON', 'HOUSEHOLD', 'AREA')),
        area_code text COLLATE "C" NOT NULL,
        person_id uuid,
        household_id uuid,
        placed_at timestamptz NOT NULL,
        lifted_at timestamptz
      );
      CREATE TABLE erasures (
        request_id uuid PRIMARY KEY,
        area_code text COLLATE "C" NOT NULL,
        asked_at timestamptz NOT NULL,
        started_at timestamptz,
        finished_at timestamptz,
        counts jsonb NOT NULL DEFAULT '{}'
      );
      COMMENT ON COLUMN erasures.counts IS 'by table: rows erased so far, and rows that a hold keeps';
      CREATE TABLE deletion_notes (
        id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
        rule text NOT NULL,
        table_name text NOT NULL,
        rows bigint NOT NULL,
        held bigint NOT NULL,
        noted_at timestamptz NOT NULL
      );
      COMMENT ON COLUMN deletion_notes.rule IS 'RETENTION:<class>:<day>, NIGHT:<day> for a night that was worked through, or END:<request>';`,
  },
  {
    // A stored key would make its payload's hash searchable: ID numbers are few enough to be tried one by one. Hashed together
    // with the key, which only the client knows, and the key hashed itself, neither leads back to anybody.
    name: 'platform-0007-blind-keys',
    sql: `
      UPDATE idempotency_keys SET
        payload_hash = sha256(convert_to(key, 'UTF8') || payload_hash),
        key = translate(encode(substr(sha256(convert_to(key, 'UTF8')), 1, 24), 'base64'), '+/', '-_');
      COMMENT ON COLUMN idempotency_keys.key IS 'first 24 bytes of the SHA-256 of the key, base64url';
      COMMENT ON COLUMN idempotency_keys.payload_hash IS 'SHA-256 of the key and the SHA-256 of the payload';`,
  },
];
