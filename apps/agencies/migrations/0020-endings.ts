import type { Migration } from '@lianfang/platform/persistence';

/** The end of an epidemic in an area, and the record of what was deleted for it. Ids, codes and counts: it outlives the data. */
export const endings: Migration = {
  name: '0020-endings',
  sql: `
    CREATE TABLE endings (
      id uuid PRIMARY KEY,
      area_code text COLLATE "C" NOT NULL CHECK (area_code ~ '^\\d+$'),
      rule text NOT NULL CHECK (rule <> ''),
      state text NOT NULL CHECK (state IN ('PROPOSED', 'REJECTED', 'ERASING', 'DONE')),
      services text[] NOT NULL CHECK (cardinality(services) > 0),
      proposed_by text NOT NULL,
      proposed_agency text NOT NULL,
      proposed_at timestamptz NOT NULL,
      decided_by text,
      decided_agency text,
      decided_at timestamptz,
      done_at timestamptz,
      CONSTRAINT second_person CHECK (decided_by <> proposed_by),
      CHECK ((state = 'PROPOSED') = (decided_by IS NULL)),
      CHECK ((decided_by IS NULL) = (decided_at IS NULL) AND (decided_by IS NULL) = (decided_agency IS NULL)),
      CHECK ((state = 'DONE') = (done_at IS NOT NULL))
    );
    COMMENT ON COLUMN endings.services IS 'whose answers are waited for';
    CREATE INDEX endings_by_area ON endings (area_code, id);
    CREATE UNIQUE INDEX one_open_ending_per_area ON endings (area_code) WHERE state IN ('PROPOSED', 'ERASING');

    CREATE TABLE ending_answers (
      ending_id uuid NOT NULL REFERENCES endings (id),
      service text NOT NULL,
      started_at timestamptz NOT NULL,
      finished_at timestamptz NOT NULL,
      tables jsonb NOT NULL CHECK (jsonb_typeof(tables) = 'array'),
      PRIMARY KEY (ending_id, service)
    );

    -- What was deleted, on whose order, is never told otherwise.
    CREATE FUNCTION deletion_record_stays() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
      RAISE EXCEPTION 'a deletion record is never edited or deleted' USING ERRCODE = 'restrict_violation';
    END $$;
    CREATE TRIGGER endings_stay BEFORE DELETE OR TRUNCATE ON endings FOR EACH STATEMENT EXECUTE FUNCTION deletion_record_stays();
    CREATE TRIGGER endings_are_final BEFORE UPDATE ON endings FOR EACH ROW WHEN (OLD.state IN ('REJECTED', 'DONE')) EXECUTE FUNCTION deletion_record_stays();
    CREATE TRIGGER ending_answers_stay BEFORE UPDATE OR DELETE OR TRUNCATE ON ending_answers FOR EACH STATEMENT EXECUTE FUNCTION deletion_record_stays();
  `,
};
