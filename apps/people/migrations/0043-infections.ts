import type { Migration } from '@lianfang/platform/persistence';

/**
 * Who infected whom. Links are made one after the other (one lock for all of them): two that together would close a circle cannot
 * both be written.
 */
export const infections: Migration = {
  name: '0043-infections',
  sql: `
    CREATE TABLE infection_links (
      id uuid PRIMARY KEY,
      source_case_id uuid NOT NULL REFERENCES cases (id) ON DELETE CASCADE,
      case_id uuid NOT NULL REFERENCES cases (id) ON DELETE CASCADE,
      certainty text NOT NULL CHECK (certainty IN ('CERTAIN', 'PROBABLE', 'POSSIBLE')),
      note text,
      rule_id text,
      recorded_at timestamptz NOT NULL,
      recorded_by_id text NOT NULL,
      recorded_by text NOT NULL,
      withdrawn_at timestamptz,
      withdrawn_by text,
      withdrawn_reason text,
      CHECK ((withdrawn_at IS NULL) = (withdrawn_reason IS NULL))
    );
    CREATE UNIQUE INDEX infection_once ON infection_links (source_case_id, case_id) WHERE withdrawn_at IS NULL;
    CREATE UNIQUE INDEX one_certain_source ON infection_links (case_id) WHERE withdrawn_at IS NULL AND certainty = 'CERTAIN';
    CREATE INDEX infections_of_case ON infection_links (case_id) WHERE withdrawn_at IS NULL;

    CREATE FUNCTION demand_no_circle() RETURNS trigger LANGUAGE plpgsql AS $f$
    BEGIN
      IF NEW.withdrawn_at IS NOT NULL THEN RETURN NEW; END IF;
      PERFORM pg_advisory_xact_lock(hashtextextended('infection_links', 0));
      IF EXISTS (
        WITH RECURSIVE above AS (
          SELECT NEW.source_case_id AS id
          UNION SELECT l.source_case_id FROM above a JOIN infection_links l ON l.case_id = a.id AND l.withdrawn_at IS NULL
        ) SELECT FROM above WHERE id = NEW.case_id
      ) THEN
        RAISE EXCEPTION 'nobody is infected by whom he infected' USING ERRCODE = 'check_violation', CONSTRAINT = 'infection_circle';
      END IF;
      RETURN NEW;
    END $f$;
    CREATE TRIGGER demand_no_circle BEFORE INSERT ON infection_links FOR EACH ROW EXECUTE FUNCTION demand_no_circle();

    CREATE FUNCTION infection_stands() RETURNS trigger LANGUAGE plpgsql AS $f$
    BEGIN
      IF OLD.withdrawn_at IS NOT NULL OR NEW.withdrawn_at IS NULL
         OR (NEW.source_case_id, NEW.case_id, NEW.certainty) IS DISTINCT FROM (OLD.source_case_id, OLD.case_id, OLD.certainty) THEN
        RAISE EXCEPTION 'a link is only withdrawn' USING ERRCODE = 'check_violation', CONSTRAINT = 'infection_stands';
      END IF;
      RETURN NEW;
    END $f$;
    CREATE TRIGGER infection_stands BEFORE UPDATE ON infection_links FOR EACH ROW EXECUTE FUNCTION infection_stands();
  `,
};
