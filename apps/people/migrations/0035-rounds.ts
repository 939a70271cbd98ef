import type { Migration } from '@lianfang/platform/persistence';

/** Of the advisory lock between rounds that open and households that come. */
const roundsLock = 35_001;

const outcomes = ['visited', 'absent', 'refused', 'vacant', 'moved_away', 'not_found'] as const;
const origins = ['outbreak_city', 'outbreak_province', 'other_province', 'same_province'] as const;

/** Doors with a sign, summed by grid into `moved`; in the order of the columns of sweep_counts. */
function summed(doors: string): string {
  return `
        SELECT array_agg(ROW(round_id, area_code, households, 0, 0, ${[...origins, ...outcomes].join(', ')}, escalated, conflicted)::sweep_counts) INTO moved FROM (
          SELECT round_id, area_code, sum(sign)::int AS households,
            ${origins.map((origin) => `sum(sign * coalesce((returnees->>'${origin.toUpperCase()}')::int, 0))::int AS ${origin}`).join(', ')},
            ${outcomes.map((outcome) => `coalesce(sum(sign) FILTER (WHERE outcome = '${outcome.toUpperCase()}'), 0)::int AS ${outcome}`).join(', ')},
            coalesce(sum(sign) FILTER (WHERE escalated_to IS NOT NULL), 0)::int AS escalated,
            coalesce(sum(sign) FILTER (WHERE conflicted), 0)::int AS conflicted
          FROM (${doors}) AS d GROUP BY round_id, area_code) AS s;`;
}

/**
 * Rounds with versioned questions and revisit rules; one record a door, whoever comes to it.
 *
 * A door (sweep_targets) has a version; sweep_visits keeps each visit, and only one of them can be a version of the door. The counts of a
 * grid are kept by triggers on every statement that touches a door, so they hold whichever code changed it, and a read costs the same
 * at any size. Doors of open rounds follow the register: added, moved between grids, or out of the round.
 */
export const rounds: Migration = {
  name: '0035-rounds',
  sql: `
    CREATE TABLE target_groups (
      id uuid PRIMARY KEY,
      area_code text COLLATE "C" NOT NULL REFERENCES areas (code),
      name text NOT NULL,
      version integer NOT NULL DEFAULT 1,
      UNIQUE (area_code, name)
    );
    CREATE TABLE target_group_versions (
      group_id uuid NOT NULL REFERENCES target_groups (id),
      version integer NOT NULL CHECK (version > 0),
      name text NOT NULL,
      questions jsonb NOT NULL CHECK (jsonb_typeof(questions) = 'array'),
      made_by text NOT NULL,
      made_at timestamptz NOT NULL,
      PRIMARY KEY (group_id, version)
    );

    -- '' is the rule of whoever has none of his own.
    CREATE TABLE revisit_rules (
      area_code text COLLATE "C" NOT NULL,
      version integer NOT NULL CHECK (version > 0),
      steps jsonb NOT NULL CHECK (jsonb_typeof(steps) = 'object'),
      made_by text NOT NULL,
      made_at timestamptz NOT NULL,
      PRIMARY KEY (area_code, version)
    );
    INSERT INTO revisit_rules VALUES ('', 1,
      '{"ABSENT": {"afterHours": 4, "atMost": 3, "escalateTo": "COMMUNITY"}, "REFUSED": {"afterHours": 2, "atMost": 1, "escalateTo": "COMMUNITY"}, "NOT_FOUND": {"afterHours": 2, "atMost": 1, "escalateTo": "COMMUNITY"}}',
      'Lianfang', '2020-01-24T00:00:00+08:00');

    -- Answers keep the version that they were given under: a version is never told otherwise.
    CREATE FUNCTION version_stays() RETURNS trigger LANGUAGE plpgsql AS $f$
    BEGIN
      IF TG_OP = 'UPDATE' AND to_jsonb(NEW) - 'made_by' = to_jsonb(OLD) - 'made_by' THEN RETURN NEW; END IF;
      RAISE EXCEPTION 'a version of % is never edited or deleted', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
    END $f$;
    CREATE TRIGGER target_group_version_stays BEFORE UPDATE OR DELETE ON target_group_versions FOR EACH ROW EXECUTE FUNCTION version_stays();
    CREATE TRIGGER revisit_rule_stays BEFORE UPDATE OR DELETE ON revisit_rules FOR EACH ROW EXECUTE FUNCTION version_stays();

    ALTER TABLE sweep_rounds
      ADD COLUMN target_group_ids uuid[] NOT NULL DEFAULT '{}',
      ADD COLUMN rule_area_code text COLLATE "C" NOT NULL DEFAULT '',
      ADD COLUMN rule_version integer NOT NULL DEFAULT 1,
      ADD CONSTRAINT sweep_rounds_rule FOREIGN KEY (rule_area_code, rule_version) REFERENCES revisit_rules (area_code, version);
    CREATE INDEX sweep_rounds_open ON sweep_rounds (area_code) WHERE state = 'OPEN';

    ALTER TABLE sweep_visits
      ADD COLUMN version integer CHECK (version > 0),
      ADD COLUMN standing text NOT NULL DEFAULT 'COUNTED' CHECK (standing IN ('COUNTED', 'MERGED', 'CONFIRMS', 'LATE', 'CONFLICT', 'RESOLVED')),
      ADD COLUMN based_on integer,
      ADD COLUMN answers jsonb NOT NULL DEFAULT '[]',
      ADD COLUMN visited_by_id text NOT NULL DEFAULT '',
      ADD CONSTRAINT sweep_visits_standing CHECK (version IS NULL OR standing IN ('COUNTED', 'MERGED', 'RESOLVED'));

    ALTER TABLE sweep_targets
      ADD COLUMN version integer NOT NULL DEFAULT 0,
      ADD COLUMN attempts integer NOT NULL DEFAULT 0,
      ADD COLUMN due_at timestamptz,
      ADD COLUMN escalated_to text CHECK (escalated_to IN ('COMMUNITY', 'STREET')),
      ADD COLUMN conflicted boolean NOT NULL DEFAULT false,
      ADD COLUMN returnees jsonb NOT NULL DEFAULT '{}';
    UPDATE sweep_targets t SET returnees = v.returnees FROM sweep_visits v WHERE v.id = t.visit_id AND v.returnees <> '{}';

    ALTER TABLE sweep_counts
      ADD COLUMN visited integer NOT NULL DEFAULT 0,
      ADD COLUMN absent integer NOT NULL DEFAULT 0,
      ADD COLUMN refused integer NOT NULL DEFAULT 0,
      ADD COLUMN vacant integer NOT NULL DEFAULT 0,
      ADD COLUMN moved_away integer NOT NULL DEFAULT 0,
      ADD COLUMN not_found integer NOT NULL DEFAULT 0,
      ADD COLUMN escalated integer NOT NULL DEFAULT 0,
      ADD COLUMN conflicted integer NOT NULL DEFAULT 0,
      ADD CHECK (households >= 0 AND escalated >= 0 AND conflicted >= 0);
    UPDATE sweep_counts c SET visited = o.visited, absent = o.absent, refused = o.refused, vacant = o.vacant, moved_away = o.moved_away, not_found = o.not_found
      FROM (SELECT round_id, area_code,
              count(*) FILTER (WHERE outcome = 'VISITED')::int AS visited, count(*) FILTER (WHERE outcome = 'ABSENT')::int AS absent,
              count(*) FILTER (WHERE outcome = 'REFUSED')::int AS refused, count(*) FILTER (WHERE outcome = 'VACANT')::int AS vacant,
              count(*) FILTER (WHERE outcome = 'MOVED_AWAY')::int AS moved_away, count(*) FILTER (WHERE outcome = 'NOT_FOUND')::int AS not_found
              FROM sweep_targets WHERE outcome IS NOT NULL GROUP BY 1, 2) AS o
     WHERE o.round_id = c.round_id AND o.area_code = c.area_code;
    ALTER TABLE sweep_counts ADD CONSTRAINT sweep_counts_balance
      CHECK (reached = visited + vacant + moved_away AND unreached = absent + refused + not_found);

    CREATE FUNCTION add_sweep_counts(moved sweep_counts[]) RETURNS void LANGUAGE sql AS $f$
      -- In the order of the key: two statements lock the counters in the same order and never deadlock.
      INSERT INTO sweep_counts (round_id, area_code, households)
      SELECT round_id, area_code, 0 FROM unnest(moved) ORDER BY round_id, area_code
      ON CONFLICT DO NOTHING;
      WITH locked AS (
        SELECT m.* FROM sweep_counts c JOIN unnest(moved) AS m USING (round_id, area_code) ORDER BY c.round_id, c.area_code FOR UPDATE OF c
      )
      UPDATE sweep_counts c SET
        households = c.households + l.households,
        reached = c.reached + l.visited + l.vacant + l.moved_away,
        unreached = c.unreached + l.absent + l.refused + l.not_found,
        visited = c.visited + l.visited, absent = c.absent + l.absent, refused = c.refused + l.refused,
        vacant = c.vacant + l.vacant, moved_away = c.moved_away + l.moved_away, not_found = c.not_found + l.not_found,
        outbreak_city = c.outbreak_city + l.outbreak_city, outbreak_province = c.outbreak_province + l.outbreak_province,
        other_province = c.other_province + l.other_province, same_province = c.same_province + l.same_province,
        escalated = c.escalated + l.escalated, conflicted = c.conflicted + l.conflicted
      FROM locked l WHERE c.round_id = l.round_id AND c.area_code = l.area_code;
    $f$;

    CREATE FUNCTION count_sweep_targets() RETURNS trigger LANGUAGE plpgsql AS $f$
    DECLARE
      moved sweep_counts[];
    BEGIN
      IF TG_OP = 'INSERT' THEN
        ${summed('SELECT *, 1 AS sign FROM now_rows')}
      ELSIF TG_OP = 'DELETE' THEN
        -- Rows whose time is over go, and stay counted; doors that leave a round by the register do not.
        IF current_setting('lianfang.erasing', true) = 'on' THEN RETURN NULL; END IF;
        ${summed('SELECT *, -1 AS sign FROM was_rows')}
      ELSE
        ${summed('SELECT *, 1 AS sign FROM now_rows UNION ALL SELECT *, -1 FROM was_rows')}
      END IF;
      IF moved IS NOT NULL THEN PERFORM add_sweep_counts(moved); END IF;
      RETURN NULL;
    END $f$;
    CREATE TRIGGER count_targets_in AFTER INSERT ON sweep_targets
      REFERENCING NEW TABLE AS now_rows FOR EACH STATEMENT EXECUTE FUNCTION count_sweep_targets();
    CREATE TRIGGER count_targets_changed AFTER UPDATE ON sweep_targets
      REFERENCING OLD TABLE AS was_rows NEW TABLE AS now_rows FOR EACH STATEMENT EXECUTE FUNCTION count_sweep_targets();
    CREATE TRIGGER count_targets_out AFTER DELETE ON sweep_targets
      REFERENCING OLD TABLE AS was_rows FOR EACH STATEMENT EXECUTE FUNCTION count_sweep_targets();

    -- What the register moved in open rounds, until the transaction tells it to the other services.
    CREATE TABLE sweep_moves (
      id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
      round_id uuid NOT NULL,
      area_code text COLLATE "C" NOT NULL,
      households integer NOT NULL,
      reached integer NOT NULL,
      outbreak_city integer NOT NULL,
      outbreak_province integer NOT NULL,
      other_province integer NOT NULL,
      same_province integer NOT NULL
    );

    CREATE FUNCTION follow_households() RETURNS trigger LANGUAGE plpgsql AS $f$
    BEGIN
      -- A round that is being opened takes the lock alone: a door is seen by it, or sees it.
      PERFORM pg_advisory_xact_lock_shared(${roundsLock});
      IF TG_OP = 'UPDATE' THEN
        IF NOT EXISTS (SELECT FROM now_rows n JOIN was_rows w USING (id) WHERE n.area_code <> w.area_code OR n.door_order <> w.door_order) THEN
          RETURN NULL;
        END IF;
        INSERT INTO sweep_moves (round_id, area_code, households, reached, outbreak_city, outbreak_province, other_province, same_province)
        SELECT t.round_id, m.area_code, sum(m.sign), sum(m.sign * (coalesce(t.outcome IN ('VISITED', 'VACANT', 'MOVED_AWAY'), false))::int),
               sum(m.sign * coalesce((t.returnees->>'OUTBREAK_CITY')::int, 0)), sum(m.sign * coalesce((t.returnees->>'OUTBREAK_PROVINCE')::int, 0)),
               sum(m.sign * coalesce((t.returnees->>'OTHER_PROVINCE')::int, 0)), sum(m.sign * coalesce((t.returnees->>'SAME_PROVINCE')::int, 0))
          FROM (SELECT n.id, n.area_code, 1 AS sign FROM now_rows n JOIN was_rows w USING (id) WHERE n.area_code <> w.area_code
                UNION ALL SELECT w.id, w.area_code, -1 FROM now_rows n JOIN was_rows w USING (id) WHERE n.area_code <> w.area_code) AS m
          JOIN sweep_targets t ON t.household_id = m.id
          JOIN sweep_rounds r ON r.id = t.round_id AND r.state = 'OPEN' AND m.area_code >= r.area_code AND m.area_code < r.area_code || ':'
         GROUP BY t.round_id, m.area_code;
        DELETE FROM sweep_targets t USING now_rows n, sweep_rounds r
         WHERE t.household_id = n.id AND r.id = t.round_id AND r.state = 'OPEN' AND NOT (n.area_code >= r.area_code AND n.area_code < r.area_code || ':');
        UPDATE sweep_targets t SET area_code = n.area_code, door_order = n.door_order FROM now_rows n, sweep_rounds r
         WHERE t.household_id = n.id AND r.id = t.round_id AND r.state = 'OPEN' AND (t.area_code <> n.area_code OR t.door_order <> n.door_order);
      END IF;
      WITH added AS (
        INSERT INTO sweep_targets (round_id, household_id, area_code, door_order)
        SELECT r.id, n.id, n.area_code, n.door_order
          FROM now_rows n JOIN sweep_rounds r ON r.state = 'OPEN' AND n.area_code >= r.area_code AND n.area_code < r.area_code || ':'
        ON CONFLICT DO NOTHING RETURNING round_id, area_code
      )
      INSERT INTO sweep_moves (round_id, area_code, households, reached, outbreak_city, outbreak_province, other_province, same_province)
      SELECT round_id, area_code, count(*), 0, 0, 0, 0, 0 FROM added GROUP BY 1, 2;
      RETURN NULL;
    END $f$;
    CREATE TRIGGER follow_households_in AFTER INSERT ON households
      REFERENCING NEW TABLE AS now_rows FOR EACH STATEMENT EXECUTE FUNCTION follow_households();
    CREATE TRIGGER follow_households_moved AFTER UPDATE ON households
      REFERENCING OLD TABLE AS was_rows NEW TABLE AS now_rows FOR EACH STATEMENT EXECUTE FUNCTION follow_households();
  `,
};
