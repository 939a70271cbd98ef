import type { Migration } from '@lianfang/platform/persistence';

/**
 * Household liaison 干部联户: which official answers for which household, the daily visits, and plans that even the households out.
 *
 * The counts are kept by a trigger on every statement that touches an assignment: per grid and per official, how many households were
 * last seen on which day. "Not seen today" is then all of them less one row, and the sums balance whichever code changed the rows.
 */
export const liaison: Migration = {
  name: '0052-liaison',
  sql: `
    CREATE TABLE liaison_assignments (
      household_id uuid PRIMARY KEY REFERENCES households (id) ON DELETE CASCADE,
      official_id uuid NOT NULL REFERENCES officials (id),
      area_code text COLLATE "C" NOT NULL,
      door_order text COLLATE "C" NOT NULL,
      assigned_at timestamptz NOT NULL,
      last_seen_on date
    );
    CREATE INDEX liaison_by_official ON liaison_assignments (official_id, area_code, door_order, household_id);
    CREATE INDEX liaison_by_area ON liaison_assignments (area_code, door_order, household_id);

    CREATE TABLE liaison_visits (
      id uuid PRIMARY KEY,
      household_id uuid NOT NULL REFERENCES households (id) ON DELETE CASCADE,
      official_id uuid REFERENCES officials (id),
      area_code text COLLATE "C" NOT NULL,
      day date NOT NULL,
      outcome text NOT NULL CHECK (outcome IN ('SEEN', 'BY_PHONE', 'ABSENT', 'REFUSED')),
      note text,
      visited_at timestamptz NOT NULL,
      received_at timestamptz NOT NULL,
      visited_by text NOT NULL
    );
    CREATE INDEX liaison_visits_by_household ON liaison_visits (household_id, visited_at);

    CREATE TABLE liaison_checks (
      visit_id uuid NOT NULL REFERENCES liaison_visits (id) ON DELETE CASCADE,
      person_id uuid NOT NULL,
      health_code text CHECK (health_code IN ('GREEN', 'YELLOW', 'RED')),
      travel_code text CHECK (travel_code IN ('CLEAR', 'STARRED')),
      vaccine_doses smallint CHECK (vaccine_doses BETWEEN 0 AND 5),
      travels_to text COLLATE "C",
      travels_from date,
      travels_until date CHECK (travels_until >= travels_from),
      PRIMARY KEY (visit_id, person_id),
      CHECK ((travels_to IS NULL) = (travels_from IS NULL))
    );
    CREATE INDEX liaison_checks_by_person ON liaison_checks (person_id);
    CREATE INDEX liaison_checks_by_travel ON liaison_checks (travels_from) WHERE travels_from IS NOT NULL;

    CREATE TABLE liaison_plans (
      id uuid PRIMARY KEY,
      area_code text COLLATE "C" NOT NULL REFERENCES areas (code),
      kind text NOT NULL CHECK (kind IN ('ANEW', 'EVEN')),
      state text NOT NULL CHECK (state IN ('PREVIEWED', 'APPLIED', 'UNDONE')),
      households integer NOT NULL,
      officials integer NOT NULL,
      moves integer NOT NULL,
      made_at timestamptz NOT NULL,
      made_by text NOT NULL,
      applied_at timestamptz,
      undone_at timestamptz
    );
    CREATE INDEX liaison_plans_by_area ON liaison_plans (area_code, id);

    CREATE TABLE liaison_plan_moves (
      plan_id uuid NOT NULL REFERENCES liaison_plans (id) ON DELETE CASCADE,
      household_id uuid NOT NULL REFERENCES households (id) ON DELETE CASCADE,
      from_official uuid,
      to_official uuid,
      PRIMARY KEY (plan_id, household_id),
      CHECK (from_official IS DISTINCT FROM to_official)
    );
    CREATE INDEX liaison_plan_moves_by_household ON liaison_plan_moves (household_id);

    -- 'infinity' stands for never.
    CREATE TABLE liaison_area_counts (
      area_code text COLLATE "C" NOT NULL,
      seen_on date NOT NULL,
      households integer NOT NULL CHECK (households >= 0),
      PRIMARY KEY (area_code, seen_on)
    );
    CREATE TABLE liaison_official_counts (
      official_id uuid NOT NULL,
      seen_on date NOT NULL,
      households integer NOT NULL CHECK (households >= 0),
      PRIMARY KEY (official_id, seen_on)
    );

    CREATE TYPE liaison_area_move AS (area_code text, seen_on date, households integer);
    CREATE TYPE liaison_official_move AS (official_id uuid, seen_on date, households integer);

    CREATE FUNCTION add_liaison_counts(areas liaison_area_move[], holders liaison_official_move[]) RETURNS void LANGUAGE plpgsql AS $f$
    BEGIN
      -- In the order of the keys: two statements lock the counters in the same order and never deadlock.
      INSERT INTO liaison_area_counts SELECT m.area_code, m.seen_on, 0 FROM unnest(areas) AS m ORDER BY 1, 2 ON CONFLICT DO NOTHING;
      WITH locked AS (
        SELECT c.area_code, c.seen_on, m.households FROM liaison_area_counts c JOIN unnest(areas) AS m ON m.area_code COLLATE "C" = c.area_code AND m.seen_on = c.seen_on
         ORDER BY c.area_code, c.seen_on FOR UPDATE OF c)
      UPDATE liaison_area_counts c SET households = c.households + l.households FROM locked l WHERE c.area_code = l.area_code AND c.seen_on = l.seen_on;
      INSERT INTO liaison_official_counts SELECT m.official_id, m.seen_on, 0 FROM unnest(holders) AS m ORDER BY 1, 2 ON CONFLICT DO NOTHING;
      WITH locked AS (
        SELECT c.official_id, c.seen_on, m.households FROM liaison_official_counts c JOIN unnest(holders) AS m USING (official_id, seen_on)
         ORDER BY c.official_id, c.seen_on FOR UPDATE OF c)
      UPDATE liaison_official_counts c SET households = c.households + l.households FROM locked l WHERE c.official_id = l.official_id AND c.seen_on = l.seen_on;
      -- A day that nobody was last seen on is no row.
      DELETE FROM liaison_area_counts c USING unnest(areas) AS m WHERE c.area_code = m.area_code COLLATE "C" AND c.seen_on = m.seen_on AND c.households = 0;
      DELETE FROM liaison_official_counts c USING unnest(holders) AS m WHERE c.official_id = m.official_id AND c.seen_on = m.seen_on AND c.households = 0;
    END $f$;

    CREATE FUNCTION count_liaison() RETURNS trigger LANGUAGE plpgsql AS $f$
    DECLARE
      areas liaison_area_move[];
      holders liaison_official_move[];
    BEGIN
      IF TG_OP = 'INSERT' THEN
        SELECT array_agg(ROW(area_code, seen, n)::liaison_area_move) INTO areas FROM (SELECT area_code, coalesce(last_seen_on, 'infinity') AS seen, count(*)::int AS n FROM now_rows GROUP BY 1, 2) d;
        SELECT array_agg(ROW(official_id, seen, n)::liaison_official_move) INTO holders FROM (SELECT official_id, coalesce(last_seen_on, 'infinity') AS seen, count(*)::int AS n FROM now_rows GROUP BY 1, 2) d;
      ELSIF TG_OP = 'DELETE' THEN
        SELECT array_agg(ROW(area_code, seen, n)::liaison_area_move) INTO areas FROM (SELECT area_code, coalesce(last_seen_on, 'infinity') AS seen, -count(*)::int AS n FROM was_rows GROUP BY 1, 2) d;
        SELECT array_agg(ROW(official_id, seen, n)::liaison_official_move) INTO holders FROM (SELECT official_id, coalesce(last_seen_on, 'infinity') AS seen, -count(*)::int AS n FROM was_rows GROUP BY 1, 2) d;
      ELSE
        SELECT array_agg(ROW(area_code, seen, n)::liaison_area_move) INTO areas FROM (
          SELECT area_code, coalesce(last_seen_on, 'infinity') AS seen, sum(one)::int AS n FROM (
            SELECT area_code, last_seen_on, 1 AS one FROM now_rows UNION ALL SELECT area_code, last_seen_on, -1 FROM was_rows) b GROUP BY 1, 2 HAVING sum(one) <> 0) d;
        SELECT array_agg(ROW(official_id, seen, n)::liaison_official_move) INTO holders FROM (
          SELECT official_id, coalesce(last_seen_on, 'infinity') AS seen, sum(one)::int AS n FROM (
            SELECT official_id, last_seen_on, 1 AS one FROM now_rows UNION ALL SELECT official_id, last_seen_on, -1 FROM was_rows) b GROUP BY 1, 2 HAVING sum(one) <> 0) d;
      END IF;
      PERFORM add_liaison_counts(coalesce(areas, '{}'), coalesce(holders, '{}'));
      RETURN NULL;
    END $f$;

    CREATE TRIGGER count_liaison_in AFTER INSERT ON liaison_assignments REFERENCING NEW TABLE AS now_rows FOR EACH STATEMENT EXECUTE FUNCTION count_liaison();
    CREATE TRIGGER count_liaison_changed AFTER UPDATE ON liaison_assignments
      REFERENCING OLD TABLE AS was_rows NEW TABLE AS now_rows FOR EACH STATEMENT EXECUTE FUNCTION count_liaison();
    CREATE TRIGGER count_liaison_out AFTER DELETE ON liaison_assignments REFERENCING OLD TABLE AS was_rows FOR EACH STATEMENT EXECUTE FUNCTION count_liaison();

    CREATE FUNCTION liaison_follows() RETURNS trigger LANGUAGE plpgsql AS $f$
    BEGIN
      UPDATE liaison_assignments SET area_code = NEW.area_code, door_order = NEW.door_order WHERE household_id = NEW.id;
      RETURN NULL;
    END $f$;
    CREATE TRIGGER liaison_follows AFTER UPDATE OF area_code, door_order ON households FOR EACH ROW
      WHEN (OLD.area_code IS DISTINCT FROM NEW.area_code OR OLD.door_order IS DISTINCT FROM NEW.door_order) EXECUTE FUNCTION liaison_follows();
  `,
};
