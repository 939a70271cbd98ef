import type { Migration } from '@lianfang/platform/persistence';

/**
 * Lists of people from outside (telecom, rail, police), checked one by one against the register.
 *
 * A listed person has exactly one outcome, and reconciliation_counts is kept by a trigger on every statement that touches one, so
 * the sums of an area balance at every moment, whichever code changed the row. The matched person has no foreign key: the register
 * may erase a person while the list, under its own period, still counts that there was one.
 */
export const reconciliation: Migration = {
  name: '0010-reconciliation',
  sql: `
    CREATE TABLE list_sources (
      id uuid PRIMARY KEY,
      area_code text COLLATE "C" NOT NULL REFERENCES areas (code),
      name text NOT NULL,
      origin text NOT NULL CHECK (origin IN ('TELECOM', 'RAIL', 'AVIATION', 'POLICE', 'OTHER')),
      columns jsonb NOT NULL,
      version integer NOT NULL DEFAULT 1,
      UNIQUE (area_code, name)
    );

    CREATE TABLE reconciliation_lists (
      id uuid PRIMARY KEY,
      source_id uuid NOT NULL REFERENCES list_sources (id),
      area_code text COLLATE "C" NOT NULL REFERENCES areas (code),
      file_name text NOT NULL,
      received_at timestamptz NOT NULL,
      received_by text NOT NULL,
      rows integer NOT NULL,
      accepted integer NOT NULL,
      repeated integer NOT NULL,
      rejected integer NOT NULL,
      errors jsonb NOT NULL,
      error_sheet_sealed bytea,
      CHECK (rows = accepted + repeated + rejected)
    );
    CREATE INDEX reconciliation_lists_by_area ON reconciliation_lists (area_code, received_at DESC);

    CREATE TABLE listed_people (
      id uuid PRIMARY KEY,
      list_id uuid NOT NULL REFERENCES reconciliation_lists (id),
      source_id uuid NOT NULL,
      source_row integer NOT NULL,
      row_hash bytea NOT NULL,
      area_code text COLLATE "C" NOT NULL,
      name text,
      pinyin text,
      birth_date date,
      id_number_sealed bytea,
      id_number_index bytea,
      id_number_mask text,
      phone_sealed bytea,
      phone_index bytea,
      phone_mask text,
      address text,
      came_from text,
      arrived_on date,
      note text,
      outcome text NOT NULL
        CHECK (outcome IN ('MATCHED', 'MISSING', 'MOVED_AWAY', 'REFUSED', 'CLOSED', 'NOT_LOCAL', 'PUSHED', 'TRACING')),
      matched_by text CHECK (matched_by IN ('ID_NUMBER', 'PHONE', 'NAME_BIRTH_DATE', 'DECISION')),
      person_id uuid,
      conflicts text[] NOT NULL DEFAULT '{}',
      undecided boolean NOT NULL DEFAULT false,
      owner_area_code text COLLATE "C" NOT NULL,
      due_at timestamptz NOT NULL,
      changed_at timestamptz NOT NULL,
      version integer NOT NULL DEFAULT 1,
      UNIQUE (source_id, row_hash),
      CHECK ((outcome = 'MATCHED') = (person_id IS NOT NULL AND matched_by IS NOT NULL)),
      CHECK (NOT undecided OR outcome = 'TRACING')
    );
    CREATE INDEX listed_people_by_list ON listed_people (list_id, area_code, outcome, id);
    CREATE INDEX listed_people_by_number ON listed_people (id_number_index) WHERE outcome <> 'MATCHED';
    CREATE INDEX listed_people_by_phone ON listed_people (phone_index) WHERE outcome <> 'MATCHED';
    CREATE INDEX listed_people_by_name ON listed_people (name, birth_date) WHERE outcome <> 'MATCHED';
    CREATE INDEX listed_people_by_person ON listed_people (person_id) WHERE person_id IS NOT NULL;
    CREATE INDEX people_by_name_and_birth ON people (name, birth_date);
    CREATE INDEX people_by_pinyin_and_birth ON people (pinyin, birth_date);

    CREATE TABLE match_candidates (
      listed_id uuid NOT NULL REFERENCES listed_people (id) ON DELETE CASCADE,
      person_id uuid NOT NULL,
      score real NOT NULL CHECK (score BETWEEN 0 AND 1),
      because text[] NOT NULL,
      PRIMARY KEY (listed_id, person_id)
    );

    CREATE TABLE outcome_changes (
      id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
      listed_id uuid NOT NULL REFERENCES listed_people (id) ON DELETE CASCADE,
      was text NOT NULL,
      became text NOT NULL,
      cause text NOT NULL CHECK (cause IN ('DECISION', 'VISIT', 'PUSH', 'ASSIST', 'LATE_DATA', 'REOPENED')),
      note text,
      changed_by text,
      changed_at timestamptz NOT NULL
    );
    CREATE INDEX outcome_changes_by_listed ON outcome_changes (listed_id, id);

    CREATE TABLE assist_requests (
      id uuid PRIMARY KEY,
      listed_id uuid NOT NULL REFERENCES listed_people (id) ON DELETE CASCADE,
      from_area_code text COLLATE "C" NOT NULL,
      to_area_code text COLLATE "C" NOT NULL REFERENCES areas (code),
      note text,
      asked_by text NOT NULL,
      asked_at timestamptz NOT NULL,
      due_at timestamptz NOT NULL,
      answer text CHECK (answer IN ('FOUND', 'NOT_FOUND', 'SUPERSEDED')),
      answer_note text,
      answered_by text,
      answered_at timestamptz,
      CHECK ((answer IS NULL) = (answered_at IS NULL))
    );
    -- A listed person is looked for by one other area at a time.
    CREATE UNIQUE INDEX assist_requests_open ON assist_requests (listed_id) WHERE answer IS NULL;
    CREATE INDEX assist_requests_by_area ON assist_requests (to_area_code, id);

    CREATE TABLE reconciliation_counts (
      list_id uuid NOT NULL REFERENCES reconciliation_lists (id) ON DELETE CASCADE,
      area_code text COLLATE "C" NOT NULL,
      outcome text NOT NULL,
      people integer NOT NULL CHECK (people >= 0),
      PRIMARY KEY (list_id, area_code, outcome)
    );

    CREATE FUNCTION add_reconciliation_counts(moved reconciliation_counts[]) RETURNS void LANGUAGE sql AS $f$
      -- In the order of the key: two statements lock the counters in the same order and never deadlock.
      INSERT INTO reconciliation_counts AS c (list_id, area_code, outcome, people)
      SELECT list_id, area_code, outcome, 0 FROM unnest(moved) ORDER BY list_id, area_code, outcome
      ON CONFLICT DO NOTHING;
      WITH locked AS (
        SELECT c.list_id, c.area_code, c.outcome, m.people FROM reconciliation_counts c
          JOIN unnest(moved) AS m USING (list_id, area_code, outcome)
         ORDER BY c.list_id, c.area_code, c.outcome FOR UPDATE OF c
      )
      UPDATE reconciliation_counts c SET people = c.people + l.people FROM locked l
       WHERE c.list_id = l.list_id AND c.area_code = l.area_code AND c.outcome = l.outcome;
    $f$;

    CREATE FUNCTION count_listed_people() RETURNS trigger LANGUAGE plpgsql AS $f$
    DECLARE
      moved reconciliation_counts[];
    BEGIN
      IF TG_OP = 'INSERT' THEN
        SELECT array_agg(ROW(list_id, area_code, outcome, people)::reconciliation_counts) INTO moved FROM (
          SELECT list_id, area_code, outcome, count(*)::int AS people FROM now_rows GROUP BY 1, 2, 3) AS d;
      ELSIF TG_OP = 'DELETE' THEN
        SELECT array_agg(ROW(list_id, area_code, outcome, people)::reconciliation_counts) INTO moved FROM (
          SELECT list_id, area_code, outcome, -count(*)::int AS people FROM was_rows GROUP BY 1, 2, 3) AS d;
      ELSE
        SELECT array_agg(ROW(list_id, area_code, outcome, people)::reconciliation_counts) INTO moved FROM (
          SELECT list_id, area_code, outcome, sum(one)::int AS people FROM (
            SELECT list_id, area_code, outcome, 1 AS one FROM now_rows
            UNION ALL SELECT list_id, area_code, outcome, -1 FROM was_rows) AS both_rows
           GROUP BY 1, 2, 3 HAVING sum(one) <> 0) AS d;
      END IF;
      IF moved IS NOT NULL THEN PERFORM add_reconciliation_counts(moved); END IF;
      RETURN NULL;
    END $f$;

    CREATE TRIGGER count_listed_in AFTER INSERT ON listed_people
      REFERENCING NEW TABLE AS now_rows FOR EACH STATEMENT EXECUTE FUNCTION count_listed_people();
    CREATE TRIGGER count_listed_changed AFTER UPDATE ON listed_people
      REFERENCING OLD TABLE AS was_rows NEW TABLE AS now_rows FOR EACH STATEMENT EXECUTE FUNCTION count_listed_people();
    CREATE TRIGGER count_listed_out AFTER DELETE ON listed_people
      REFERENCING OLD TABLE AS was_rows FOR EACH STATEMENT EXECUTE FUNCTION count_listed_people();
  `,
};
