import type { Migration } from '@lianfang/platform/persistence';

/**
 * Cases and contacts are what their facts say: a fact is dated, never edited, and a correction is a new fact that names the one it
 * corrects. The columns that lists filter by, and the moves that bulletins add up, follow from the facts by one trigger.
 */
export const cases: Migration = {
  name: '0040-cases',
  sql: `
    CREATE TABLE case_numbers (
      county text COLLATE "C" NOT NULL,
      year integer NOT NULL,
      last integer NOT NULL,
      PRIMARY KEY (county, year)
    );

    CREATE TABLE cases (
      id uuid PRIMARY KEY,
      number text NOT NULL UNIQUE,
      person_id uuid NOT NULL,
      area_code text COLLATE "C" NOT NULL REFERENCES areas (code),
      onset_on date,
      class text CHECK (class IN ('SUSPECTED', 'CONFIRMED', 'ASYMPTOMATIC', 'EXCLUDED')),
      origin text CHECK (origin IN ('IMPORTED', 'LOCAL')),
      severity text CHECK (severity IN ('MILD', 'COMMON', 'SEVERE', 'CRITICAL')),
      outcome text NOT NULL DEFAULT 'UNDER_TREATMENT' CHECK (outcome IN ('UNDER_TREATMENT', 'CURED', 'DIED')),
      opened_on date NOT NULL,
      opened_at timestamptz NOT NULL,
      opened_by_id text NOT NULL,
      opened_by text NOT NULL,
      agency text NOT NULL
    );
    COMMENT ON COLUMN cases.class IS 'class, origin, severity and outcome follow from case_facts';
    CREATE UNIQUE INDEX one_open_case ON cases (person_id)
      WHERE class IN ('SUSPECTED', 'CONFIRMED', 'ASYMPTOMATIC') AND outcome = 'UNDER_TREATMENT';
    CREATE INDEX cases_by_area ON cases (area_code, id);
    CREATE INDEX cases_by_person ON cases (person_id);

    CREATE TABLE contacts (
      id uuid PRIMARY KEY,
      person_id uuid NOT NULL,
      area_code text COLLATE "C" NOT NULL REFERENCES areas (code),
      kind text CHECK (kind IN ('CLOSE', 'SECONDARY', 'GENERAL')),
      state text NOT NULL DEFAULT 'UNDER_OBSERVATION' CHECK (state IN ('UNDER_OBSERVATION', 'RELEASED', 'TURNED_CASE', 'WITHDRAWN')),
      declared_on date NOT NULL,
      last_exposure_on date NOT NULL,
      ends_on date NOT NULL,
      rule_version text NOT NULL,
      case_id uuid REFERENCES cases (id),
      declared_at timestamptz NOT NULL,
      declared_by_id text NOT NULL,
      declared_by text NOT NULL,
      agency text NOT NULL,
      CHECK (state <> 'TURNED_CASE' OR case_id IS NOT NULL)
    );
    COMMENT ON COLUMN contacts.kind IS 'kind and state follow from case_facts';
    COMMENT ON COLUMN contacts.case_id IS 'the case that the contact became';
    -- Whoever was exposed five times is observed once, and counted once.
    CREATE UNIQUE INDEX one_observation ON contacts (person_id) WHERE state = 'UNDER_OBSERVATION';
    CREATE INDEX contacts_by_area ON contacts (area_code, id);
    CREATE INDEX contacts_by_person ON contacts (person_id);
    CREATE INDEX contacts_by_end ON contacts (area_code, ends_on) WHERE state = 'UNDER_OBSERVATION';
    CREATE INDEX contacts_by_case ON contacts (case_id) WHERE case_id IS NOT NULL;

    CREATE TABLE case_facts (
      id uuid PRIMARY KEY,
      seq bigint GENERATED ALWAYS AS IDENTITY,
      place_in_day bigint NOT NULL,
      case_id uuid REFERENCES cases (id) ON DELETE CASCADE,
      contact_id uuid REFERENCES contacts (id) ON DELETE CASCADE,
      subject_id uuid NOT NULL GENERATED ALWAYS AS (coalesce(case_id, contact_id)) STORED,
      kind text NOT NULL,
      value text,
      on_day date NOT NULL,
      corrects uuid REFERENCES case_facts (id) ON DELETE CASCADE,
      reason text,
      rule_id text,
      rule_version text,
      recorded_at timestamptz NOT NULL,
      recorded_by_id text,
      recorded_by text,
      agency text,
      CHECK ((case_id IS NULL) <> (contact_id IS NULL)),
      CONSTRAINT fact_value CHECK (value IS NULL OR CASE kind
        WHEN 'CLASS' THEN contact_id IS NULL AND value IN ('SUSPECTED', 'CONFIRMED', 'ASYMPTOMATIC', 'EXCLUDED')
        WHEN 'ORIGIN' THEN contact_id IS NULL AND value IN ('IMPORTED', 'LOCAL')
        WHEN 'SEVERITY' THEN contact_id IS NULL AND value IN ('MILD', 'COMMON', 'SEVERE', 'CRITICAL')
        WHEN 'OUTCOME' THEN contact_id IS NULL AND value IN ('UNDER_TREATMENT', 'CURED', 'DIED')
        WHEN 'STATE' THEN case_id IS NULL AND value IN ('UNDER_OBSERVATION', 'RELEASED', 'TURNED_CASE')
        WHEN 'KIND' THEN case_id IS NULL AND value IN ('CLOSE', 'SECONDARY', 'GENERAL')
        ELSE false END),
      CONSTRAINT only_a_correction_takes_back CHECK (value IS NOT NULL OR corrects IS NOT NULL),
      CONSTRAINT correction_has_reason CHECK (corrects IS NULL OR coalesce(btrim(reason), '') <> ''),
      CONSTRAINT fact_not_ahead CHECK (on_day <= (recorded_at AT TIME ZONE 'Asia/Shanghai')::date),
      CONSTRAINT somebody_or_a_rule CHECK ((recorded_by_id IS NOT NULL) OR (rule_id IS NOT NULL))
    );
    COMMENT ON COLUMN case_facts.value IS 'null: takes back the fact that it corrects';
    COMMENT ON COLUMN case_facts.place_in_day IS 'order within a day; a correction takes the place of what it corrects';
    CREATE INDEX case_facts_by_subject ON case_facts (subject_id, on_day, place_in_day);
    CREATE INDEX case_facts_by_case ON case_facts (case_id) WHERE case_id IS NOT NULL;
    CREATE INDEX case_facts_by_contact ON case_facts (contact_id) WHERE contact_id IS NOT NULL;
    CREATE UNIQUE INDEX corrected_once ON case_facts (corrects) WHERE corrects IS NOT NULL;

    CREATE FUNCTION place_fact() RETURNS trigger LANGUAGE plpgsql AS $f$
    DECLARE
      corrected case_facts;
    BEGIN
      NEW.place_in_day := NEW.seq;
      IF NEW.corrects IS NOT NULL THEN
        SELECT * INTO corrected FROM case_facts WHERE id = NEW.corrects;
        IF corrected.subject_id IS DISTINCT FROM coalesce(NEW.case_id, NEW.contact_id) OR corrected.kind <> NEW.kind THEN
          RAISE EXCEPTION 'a fact corrects a fact of the same kind and subject' USING ERRCODE = 'check_violation', CONSTRAINT = 'corrects_its_own_kind';
        END IF;
        NEW.place_in_day := corrected.place_in_day;
      END IF;
      RETURN NEW;
    END $f$;
    CREATE TRIGGER place_fact BEFORE INSERT ON case_facts FOR EACH ROW EXECUTE FUNCTION place_fact();

    CREATE FUNCTION fact_stands() RETURNS trigger LANGUAGE plpgsql AS $f$
    BEGIN
      RAISE EXCEPTION 'a fact is never edited: record a correction' USING ERRCODE = 'check_violation', CONSTRAINT = 'fact_stands';
    END $f$;
    CREATE TRIGGER fact_stands BEFORE UPDATE ON case_facts FOR EACH ROW EXECUTE FUNCTION fact_stands();

    CREATE VIEW live_facts AS
      SELECT f.* FROM case_facts f WHERE f.value IS NOT NULL AND NOT EXISTS (SELECT FROM case_facts c WHERE c.corrects = f.id);

    -- What changed in a bulletin's cells, when (day) and since when it is known: what is learnt later is a further move, so a bulletin can
    -- be read as it was known on any day.
    CREATE TABLE bulletin_moves (
      id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
      subject_id uuid NOT NULL,
      area_code text COLLATE "C" NOT NULL,
      day date NOT NULL,
      known_on date NOT NULL,
      cell text NOT NULL,
      people integer NOT NULL CHECK (people <> 0)
    );
    CREATE INDEX bulletin_moves_by_subject ON bulletin_moves (subject_id, id);

    -- The moves added up for each area from the community up, so that a bulletin costs the same for any.
    CREATE TABLE bulletin_counts (
      area_code text COLLATE "C" NOT NULL,
      day date NOT NULL,
      known_on date NOT NULL,
      cell text NOT NULL,
      people integer NOT NULL,
      PRIMARY KEY (area_code, day, known_on, cell)
    );

    CREATE FUNCTION cell_of(class text, origin text, severity text, outcome text, state text, kind text) RETURNS text LANGUAGE sql IMMUTABLE AS $f$
      SELECT CASE
        WHEN class IS NOT NULL THEN concat_ws('|', 'CASE', class, coalesce(origin, 'LOCAL'), coalesce(severity, 'UNGRADED'), coalesce(outcome, 'UNDER_TREATMENT'))
        WHEN state IS NOT NULL THEN concat_ws('|', 'CONTACT', coalesce(kind, 'GENERAL'), state) END
    $f$;

    CREATE FUNCTION fact_steps(subjects uuid[]) RETURNS TABLE (subject_id uuid, day date, cell text, people integer) LANGUAGE sql STABLE AS $f$
      WITH standing AS (
        SELECT d.subject_id, d.on_day, s.class, cell_of(s.class, s.origin, s.severity, s.outcome, s.state, s.kind) AS cell
          FROM (SELECT DISTINCT l.subject_id, l.on_day FROM live_facts l WHERE l.subject_id = ANY (subjects)) d
         CROSS JOIN LATERAL (
           SELECT (array_agg(f.value ORDER BY f.on_day DESC, f.place_in_day DESC) FILTER (WHERE f.kind = 'CLASS'))[1] AS class,
                  (array_agg(f.value ORDER BY f.on_day DESC, f.place_in_day DESC) FILTER (WHERE f.kind = 'ORIGIN'))[1] AS origin,
                  (array_agg(f.value ORDER BY f.on_day DESC, f.place_in_day DESC) FILTER (WHERE f.kind = 'SEVERITY'))[1] AS severity,
                  (array_agg(f.value ORDER BY f.on_day DESC, f.place_in_day DESC) FILTER (WHERE f.kind = 'OUTCOME'))[1] AS outcome,
                  (array_agg(f.value ORDER BY f.on_day DESC, f.place_in_day DESC) FILTER (WHERE f.kind = 'STATE'))[1] AS state,
                  (array_agg(f.value ORDER BY f.on_day DESC, f.place_in_day DESC) FILTER (WHERE f.kind = 'KIND'))[1] AS kind
             FROM live_facts f WHERE f.subject_id = d.subject_id AND f.on_day <= d.on_day) s
      ), stepped AS (
        SELECT t.subject_id, t.on_day, t.class, t.cell, lag(t.class) OVER w AS class_before, lag(t.cell) OVER w AS cell_before
          FROM standing t WINDOW w AS (PARTITION BY t.subject_id ORDER BY t.on_day)
      )
      SELECT s.subject_id, s.on_day, s.cell, 1 FROM stepped s WHERE s.cell IS NOT NULL AND s.cell IS DISTINCT FROM s.cell_before
      UNION ALL
      SELECT s.subject_id, s.on_day, s.cell_before, -1 FROM stepped s WHERE s.cell_before IS NOT NULL AND s.cell IS DISTINCT FROM s.cell_before
      UNION ALL
      SELECT s.subject_id, s.on_day, concat_ws('|', 'FLOW', s.class_before, s.class), 1 FROM stepped s WHERE s.class_before IS NOT NULL AND s.class <> s.class_before
    $f$;

    CREATE FUNCTION settle_facts() RETURNS trigger LANGUAGE plpgsql AS $f$
    DECLARE
      touched uuid[];
      known date;
    BEGIN
      SELECT array_agg(DISTINCT f.subject_id), max((f.recorded_at AT TIME ZONE 'Asia/Shanghai')::date) INTO touched, known FROM fresh f;
      IF touched IS NULL THEN RETURN NULL; END IF;
      -- Knowledge only grows: what was told of an earlier day stays as it was told.
      SELECT greatest(known, max(m.known_on)) INTO known FROM bulletin_moves m WHERE m.subject_id = ANY (touched);

      UPDATE cases c SET class = n.class, origin = n.origin, severity = n.severity, outcome = coalesce(n.outcome, 'UNDER_TREATMENT')
        FROM (SELECT s.id,
                     (array_agg(l.value ORDER BY l.on_day DESC, l.place_in_day DESC) FILTER (WHERE l.kind = 'CLASS'))[1] AS class,
                     (array_agg(l.value ORDER BY l.on_day DESC, l.place_in_day DESC) FILTER (WHERE l.kind = 'ORIGIN'))[1] AS origin,
                     (array_agg(l.value ORDER BY l.on_day DESC, l.place_in_day DESC) FILTER (WHERE l.kind = 'SEVERITY'))[1] AS severity,
                     (array_agg(l.value ORDER BY l.on_day DESC, l.place_in_day DESC) FILTER (WHERE l.kind = 'OUTCOME'))[1] AS outcome
                FROM unnest(touched) AS s (id) LEFT JOIN live_facts l ON l.subject_id = s.id GROUP BY s.id) n
       WHERE c.id = n.id;
      UPDATE contacts c SET state = coalesce(n.state, 'WITHDRAWN'), kind = coalesce(n.kind, c.kind)
        FROM (SELECT s.id,
                     (array_agg(l.value ORDER BY l.on_day DESC, l.place_in_day DESC) FILTER (WHERE l.kind = 'STATE'))[1] AS state,
                     (array_agg(l.value ORDER BY l.on_day DESC, l.place_in_day DESC) FILTER (WHERE l.kind = 'KIND'))[1] AS kind
                FROM unnest(touched) AS s (id) LEFT JOIN live_facts l ON l.subject_id = s.id GROUP BY s.id) n
       WHERE c.id = n.id;

      WITH places AS (
        SELECT c.id, c.area_code FROM cases c WHERE c.id = ANY (touched) UNION ALL SELECT c.id, c.area_code FROM contacts c WHERE c.id = ANY (touched)
      ), moved AS (
        INSERT INTO bulletin_moves (subject_id, area_code, day, known_on, cell, people)
        SELECT b.subject_id, b.area_code, b.day, known, b.cell, sum(b.people)::int FROM (
          SELECT s.subject_id, p.area_code, s.day, s.cell, s.people FROM fact_steps(touched) s JOIN places p ON p.id = s.subject_id
          UNION ALL
          SELECT m.subject_id, m.area_code, m.day, m.cell, -m.people FROM bulletin_moves m WHERE m.subject_id = ANY (touched)) b
         GROUP BY 1, 2, 3, 5 HAVING sum(b.people) <> 0
        RETURNING area_code, day, known_on, cell, people
      )
      -- In the order of the key: two statements lock the counters in the same order and never deadlock.
      INSERT INTO bulletin_counts AS b (area_code, day, known_on, cell, people)
      SELECT left(m.area_code, l.digits), m.day, m.known_on, m.cell, sum(m.people)::int
        FROM moved m CROSS JOIN unnest(ARRAY[2, 4, 6, 9, 12]) AS l (digits) WHERE l.digits <= length(m.area_code)
       GROUP BY 1, 2, 3, 4 ORDER BY 1, 2, 3, 4
      ON CONFLICT (area_code, day, known_on, cell) DO UPDATE SET people = b.people + EXCLUDED.people;
      RETURN NULL;
    END $f$;
    CREATE TRIGGER settle_facts AFTER INSERT ON case_facts
      REFERENCING NEW TABLE AS fresh FOR EACH STATEMENT EXECUTE FUNCTION settle_facts();
  `,
};
