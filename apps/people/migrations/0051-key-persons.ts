import type { Migration } from '@lianfang/platform/persistence';

/**
 * Key persons and their teams of six 六包一. A role of a team has one holder at a time, whoever writes; a handover ends one row and
 * begins the next. key_persons.held is kept by a trigger, so that who lacks a doctor is a scan of one partial index.
 */
export const keyPersons: Migration = {
  name: '0051-key-persons',
  sql: `
    CREATE TABLE key_persons (
      id uuid PRIMARY KEY,
      person_id uuid NOT NULL,
      area_code text COLLATE "C" NOT NULL,
      reason text NOT NULL CHECK (reason IN ('RETURNEE', 'CLOSE_CONTACT', 'HOME_ISOLATION', 'RELEASED', 'ELDERLY_ALONE', 'DISABLED', 'PREGNANT', 'CHRONIC_ILLNESS', 'CHILD_ALONE', 'OTHER')),
      note text,
      since date NOT NULL,
      until date CHECK (until >= since),
      named_by_id text NOT NULL,
      named_by text NOT NULL,
      named_at timestamptz NOT NULL,
      ended_by text,
      end_reason text,
      held text[] NOT NULL DEFAULT '{}' CHECK (cardinality(held) <= 6),
      CHECK ((until IS NULL) = (ended_by IS NULL))
    );
    -- A person is a key person once at a time.
    CREATE UNIQUE INDEX key_persons_open ON key_persons (person_id) WHERE until IS NULL;
    CREATE INDEX key_persons_by_area ON key_persons (area_code, id) INCLUDE (reason, held) WHERE until IS NULL;
    CREATE INDEX key_persons_by_person ON key_persons (person_id);

    CREATE TABLE team_posts (
      id uuid PRIMARY KEY,
      key_person_id uuid NOT NULL REFERENCES key_persons (id) ON DELETE CASCADE,
      role text NOT NULL CHECK (role IN ('DISTRICT_LEADER', 'BUREAU', 'STREET', 'COMMUNITY', 'POLICE', 'DOCTOR')),
      official_id uuid NOT NULL REFERENCES officials (id),
      since timestamptz NOT NULL,
      until timestamptz CHECK (until >= since),
      given_by text NOT NULL,
      ended_by text,
      end_reason text CHECK (end_reason IN ('HANDED_OVER', 'TAKEN_BACK', 'LEFT', 'ENDED')),
      CHECK ((until IS NULL) = (end_reason IS NULL))
    );
    CREATE UNIQUE INDEX team_posts_one_holder ON team_posts (key_person_id, role) WHERE until IS NULL;
    CREATE INDEX team_posts_by_official ON team_posts (official_id, key_person_id) WHERE until IS NULL;
    CREATE INDEX team_posts_by_key_person ON team_posts (key_person_id, since);

    CREATE FUNCTION keep_held_roles() RETURNS trigger LANGUAGE plpgsql AS $f$
    DECLARE
      touched uuid[];
    BEGIN
      IF TG_OP = 'DELETE' THEN
        SELECT array_agg(DISTINCT key_person_id) INTO touched FROM was_rows;
      ELSE
        SELECT array_agg(DISTINCT key_person_id) INTO touched FROM now_rows;
      END IF;
      UPDATE key_persons k SET held = coalesce(
        (SELECT array_agg(t.role ORDER BY t.role) FROM team_posts t WHERE t.key_person_id = k.id AND t.until IS NULL), '{}')
       WHERE k.id = ANY (touched);
      RETURN NULL;
    END $f$;
    CREATE TRIGGER team_posts_in AFTER INSERT ON team_posts REFERENCING NEW TABLE AS now_rows FOR EACH STATEMENT EXECUTE FUNCTION keep_held_roles();
    CREATE TRIGGER team_posts_changed AFTER UPDATE ON team_posts REFERENCING NEW TABLE AS now_rows FOR EACH STATEMENT EXECUTE FUNCTION keep_held_roles();
    CREATE TRIGGER team_posts_out AFTER DELETE ON team_posts REFERENCING OLD TABLE AS was_rows FOR EACH STATEMENT EXECUTE FUNCTION keep_held_roles();

    -- Who moves takes the team along, into the list of the new area.
    CREATE FUNCTION key_persons_follow() RETURNS trigger LANGUAGE plpgsql AS $f$
    BEGIN
      UPDATE key_persons SET area_code = NEW.area_code WHERE person_id = NEW.id AND until IS NULL;
      RETURN NULL;
    END $f$;
    CREATE TRIGGER key_persons_follow AFTER UPDATE OF area_code ON people FOR EACH ROW WHEN (OLD.area_code IS DISTINCT FROM NEW.area_code) EXECUTE FUNCTION key_persons_follow();
  `,
};
