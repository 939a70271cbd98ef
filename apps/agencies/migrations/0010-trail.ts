import type { Migration } from '@lianfang/platform/persistence';

/**
 * The trail of all services: the place to ask, and the anchor of their chains outside their own databases. `entry` is the text
 * that the service sealed, to the letter.
 */
export const trail: Migration = {
  name: '0010-trail',
  sql: `
    CREATE TABLE trail_entries (
      service text COLLATE "C" NOT NULL,
      seq bigint NOT NULL CHECK (seq > 0),
      hash bytea NOT NULL,
      entry json NOT NULL,
      at timestamptz NOT NULL,
      kind text NOT NULL,
      operation text NOT NULL,
      actor text COLLATE "C" NOT NULL,
      agency text COLLATE "C" NOT NULL,
      area_code text COLLATE "C" NOT NULL,
      record_keys text[] NOT NULL,
      PRIMARY KEY (service, seq)
    );
    COMMENT ON COLUMN trail_entries.record_keys IS 'Type:id of every record that the entry names';
    CREATE INDEX trail_entries_by_time ON trail_entries (at DESC, service, seq);
    CREATE INDEX trail_entries_by_actor ON trail_entries (actor, at DESC);
    CREATE INDEX trail_entries_by_record ON trail_entries USING gin (record_keys);
    CREATE TRIGGER trail_entries_kept BEFORE UPDATE OR DELETE OR TRUNCATE ON trail_entries FOR EACH STATEMENT EXECUTE FUNCTION audit_log_stays();
  `,
};
