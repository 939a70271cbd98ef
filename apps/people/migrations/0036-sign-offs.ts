import type { Migration } from '@lianfang/platform/persistence';

/**
 * Three levels sign a grid of a round, in order, over a snapshot that never changes 逐级签字.
 *
 * Snapshots, signatures and voids are only ever added; grid_sign_offs says where a grid stands and is kept by their triggers alone.
 * Any change of a door voids what was signed above it, in the same statement. The counter of the grid (sweep_counts) is the lock:
 * a change of a door takes it before it looks for signatures, a signature before it looks at the doors.
 */
export const signOffs: Migration = {
  name: '0036-sign-offs',
  sql: `
    CREATE TABLE grid_snapshots (
      id uuid PRIMARY KEY,
      round_id uuid NOT NULL REFERENCES sweep_rounds (id),
      area_code text COLLATE "C" NOT NULL,
      version integer NOT NULL CHECK (version > 0),
      counts jsonb NOT NULL,
      doors integer NOT NULL,
      doors_hash bytea NOT NULL,
      taken_at timestamptz NOT NULL,
      UNIQUE (round_id, area_code, version)
    );
    CREATE TABLE snapshot_doors (
      snapshot_id uuid NOT NULL REFERENCES grid_snapshots (id),
      household_id uuid NOT NULL,
      version integer NOT NULL,
      visit_id uuid,
      outcome text,
      PRIMARY KEY (snapshot_id, household_id)
    );

    CREATE TABLE grid_signatures (
      id uuid PRIMARY KEY,
      snapshot_id uuid NOT NULL REFERENCES grid_snapshots (id),
      round_id uuid NOT NULL,
      area_code text COLLATE "C" NOT NULL,
      level integer NOT NULL CHECK (level BETWEEN 1 AND 3),
      act text NOT NULL CHECK (act IN ('SIGNED', 'RETURNED')),
      reason text,
      signer_id text NOT NULL,
      signer text NOT NULL,
      signed_at timestamptz NOT NULL,
      CHECK (act = 'SIGNED' OR level > 1)
    );
    COMMENT ON COLUMN grid_signatures.level IS '1 investigator, 2 community, 3 street';
    CREATE INDEX grid_signatures_by_grid ON grid_signatures (round_id, area_code, signed_at);
    CREATE INDEX grid_signatures_by_snapshot ON grid_signatures (snapshot_id);

    CREATE TABLE grid_voids (
      id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
      round_id uuid NOT NULL,
      area_code text COLLATE "C" NOT NULL,
      snapshot_id uuid NOT NULL REFERENCES grid_snapshots (id),
      level integer NOT NULL CHECK (level BETWEEN 1 AND 3),
      cause text NOT NULL CHECK (cause IN
        ('VISIT_CHANGED', 'CONFLICT_OPENED', 'CONFLICT_RESOLVED', 'HOUSEHOLD_ADDED', 'HOUSEHOLD_MOVED', 'HOUSEHOLD_REMOVED', 'PERSON_MOVED', 'PERSON_MERGED')),
      doors integer NOT NULL,
      household_id uuid,
      was_outcome text,
      became_outcome text,
      caused_by text,
      voided_at timestamptz NOT NULL DEFAULT now(),
      told boolean NOT NULL DEFAULT false
    );
    COMMENT ON COLUMN grid_voids.level IS 'the highest that had signed';
    CREATE INDEX grid_voids_by_area ON grid_voids (area_code, id);
    CREATE INDEX grid_voids_untold ON grid_voids (id) WHERE NOT told;

    CREATE TABLE grid_sign_offs (
      round_id uuid NOT NULL,
      area_code text COLLATE "C" NOT NULL,
      snapshot_id uuid NOT NULL REFERENCES grid_snapshots (id),
      version integer NOT NULL,
      level integer NOT NULL CHECK (level BETWEEN 0 AND 3),
      PRIMARY KEY (round_id, area_code)
    );

    -- Names may be erased when their time is over; nothing else is ever changed.
    CREATE FUNCTION sign_off_stays() RETURNS trigger LANGUAGE plpgsql AS $f$
    BEGIN
      IF TG_OP = 'UPDATE' AND to_jsonb(NEW) - '{told}'::text[] = to_jsonb(OLD) - '{told}'::text[] THEN RETURN NEW; END IF;
      IF TG_OP = 'UPDATE' AND current_setting('lianfang.erasing', true) = 'on'
        AND to_jsonb(NEW) - '{signer,reason,caused_by}'::text[] = to_jsonb(OLD) - '{signer,reason,caused_by}'::text[]
      THEN RETURN NEW; END IF;
      RAISE EXCEPTION 'a record of % is never edited or deleted', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
    END $f$;
    CREATE TRIGGER snapshot_stays BEFORE UPDATE OR DELETE ON grid_snapshots FOR EACH ROW EXECUTE FUNCTION sign_off_stays();
    CREATE TRIGGER signature_stays BEFORE UPDATE OR DELETE ON grid_signatures FOR EACH ROW EXECUTE FUNCTION sign_off_stays();
    CREATE TRIGGER void_stays BEFORE UPDATE OR DELETE ON grid_voids FOR EACH ROW EXECUTE FUNCTION sign_off_stays();
    -- Doors of a snapshot go with the doors themselves when their time is over (retention); they never change.
    CREATE TRIGGER snapshot_door_stays BEFORE UPDATE ON snapshot_doors FOR EACH ROW EXECUTE FUNCTION sign_off_stays();

    CREATE FUNCTION standing_is_derived() RETURNS trigger LANGUAGE plpgsql AS $f$
    BEGIN
      IF pg_trigger_depth() < 2 THEN
        RAISE EXCEPTION 'where a grid stands follows from its signatures' USING ERRCODE = 'restrict_violation';
      END IF;
      RETURN coalesce(NEW, OLD);
    END $f$;
    CREATE TRIGGER sign_off_is_derived BEFORE INSERT OR UPDATE OR DELETE ON grid_sign_offs FOR EACH ROW EXECUTE FUNCTION standing_is_derived();

    CREATE FUNCTION doors_hash(round uuid, grid text) RETURNS bytea LANGUAGE sql STABLE AS $f$
      SELECT sha256(convert_to(coalesce(string_agg(concat_ws(':', household_id, version, coalesce(visit_id::text, '-'), coalesce(outcome, '-')), E'\\n' ORDER BY household_id), ''), 'UTF8'))
        FROM sweep_targets WHERE round_id = round AND area_code = grid COLLATE "C"
    $f$;
    CREATE FUNCTION snapshot_hash(snapshot uuid) RETURNS bytea LANGUAGE sql STABLE AS $f$
      SELECT sha256(convert_to(coalesce(string_agg(concat_ws(':', household_id, version, coalesce(visit_id::text, '-'), coalesce(outcome, '-')), E'\\n' ORDER BY household_id), ''), 'UTF8'))
        FROM snapshot_doors WHERE snapshot_id = snapshot
    $f$;

    CREATE FUNCTION sign_in_order() RETURNS trigger LANGUAGE plpgsql AS $f$
    DECLARE
      latest grid_snapshots;
      stands integer;
    BEGIN
      PERFORM FROM sweep_counts WHERE round_id = NEW.round_id AND area_code = NEW.area_code FOR UPDATE;
      SELECT * INTO latest FROM grid_snapshots WHERE round_id = NEW.round_id AND area_code = NEW.area_code ORDER BY version DESC LIMIT 1;
      IF latest.id IS DISTINCT FROM NEW.snapshot_id THEN
        RAISE EXCEPTION 'not the latest snapshot of the grid' USING ERRCODE = 'check_violation', CONSTRAINT = 'signature_over_latest';
      END IF;
      SELECT level INTO stands FROM grid_sign_offs WHERE round_id = NEW.round_id AND area_code = NEW.area_code AND snapshot_id = NEW.snapshot_id;
      IF coalesce(stands, 0) <> NEW.level - 1 THEN
        RAISE EXCEPTION 'level % does not follow level %', NEW.level, coalesce(stands, 0) USING ERRCODE = 'check_violation', CONSTRAINT = 'signature_in_order';
      END IF;
      IF NEW.act = 'SIGNED' THEN
        IF EXISTS (SELECT FROM grid_signatures s WHERE s.snapshot_id = NEW.snapshot_id AND s.signer_id = NEW.signer_id AND s.level <> NEW.level AND s.act = 'SIGNED') THEN
          RAISE EXCEPTION 'one person signs one level' USING ERRCODE = 'check_violation', CONSTRAINT = 'signature_of_another';
        END IF;
        IF doors_hash(NEW.round_id, NEW.area_code) <> latest.doors_hash OR snapshot_hash(latest.id) <> latest.doors_hash THEN
          RAISE EXCEPTION 'the grid is not as in the snapshot' USING ERRCODE = 'check_violation', CONSTRAINT = 'signature_over_truth';
        END IF;
      END IF;
      RETURN NEW;
    END $f$;
    CREATE TRIGGER sign_in_order BEFORE INSERT ON grid_signatures FOR EACH ROW EXECUTE FUNCTION sign_in_order();

    CREATE FUNCTION stand_by_signature() RETURNS trigger LANGUAGE plpgsql AS $f$
    BEGIN
      INSERT INTO grid_sign_offs (round_id, area_code, snapshot_id, version, level)
      SELECT NEW.round_id, NEW.area_code, NEW.snapshot_id, s.version, CASE NEW.act WHEN 'SIGNED' THEN NEW.level ELSE NEW.level - 2 END
        FROM grid_snapshots s WHERE s.id = NEW.snapshot_id
      ON CONFLICT (round_id, area_code) DO UPDATE SET snapshot_id = excluded.snapshot_id, version = excluded.version, level = excluded.level;
      RETURN NULL;
    END $f$;
    CREATE TRIGGER stand_by_signature AFTER INSERT ON grid_signatures FOR EACH ROW EXECUTE FUNCTION stand_by_signature();

    CREATE FUNCTION stand_by_void() RETURNS trigger LANGUAGE plpgsql AS $f$
    BEGIN
      UPDATE grid_sign_offs SET level = 0 WHERE round_id = NEW.round_id AND area_code = NEW.area_code;
      RETURN NULL;
    END $f$;
    CREATE TRIGGER stand_by_void AFTER INSERT ON grid_voids FOR EACH ROW EXECUTE FUNCTION stand_by_void();

    -- One void a grid and statement: the first door that changed, and how many did.
    CREATE FUNCTION void_signed_doors() RETURNS trigger LANGUAGE plpgsql AS $f$
    BEGIN
      IF NOT EXISTS (SELECT FROM grid_sign_offs) THEN RETURN NULL; END IF;
      IF TG_OP = 'INSERT' THEN
        INSERT INTO grid_voids (round_id, area_code, snapshot_id, level, cause, doors, household_id, caused_by)
        SELECT o.round_id, o.area_code, o.snapshot_id, o.level, 'HOUSEHOLD_ADDED', n.doors, n.household_id, nullif(current_setting('lianfang.actor', true), '')
          FROM (SELECT round_id, area_code, count(*)::int AS doors, (array_agg(household_id))[1] AS household_id FROM now_rows GROUP BY 1, 2) AS n
          JOIN grid_sign_offs o USING (round_id, area_code) WHERE o.level > 0;
      ELSIF TG_OP = 'DELETE' THEN
        IF current_setting('lianfang.erasing', true) = 'on' THEN RETURN NULL; END IF;
        INSERT INTO grid_voids (round_id, area_code, snapshot_id, level, cause, doors, household_id, was_outcome, caused_by)
        SELECT o.round_id, o.area_code, o.snapshot_id, o.level, 'HOUSEHOLD_REMOVED', n.doors, n.household_id, n.outcome, nullif(current_setting('lianfang.actor', true), '')
          FROM (SELECT round_id, area_code, count(*)::int AS doors, (array_agg(household_id))[1] AS household_id, (array_agg(outcome))[1] AS outcome FROM was_rows GROUP BY 1, 2) AS n
          JOIN grid_sign_offs o USING (round_id, area_code) WHERE o.level > 0;
      ELSE
        INSERT INTO grid_voids (round_id, area_code, snapshot_id, level, cause, doors, household_id, was_outcome, became_outcome, caused_by)
        SELECT o.round_id, o.area_code, o.snapshot_id, o.level, (array_agg(m.cause))[1], count(*)::int, (array_agg(m.household_id))[1], (array_agg(m.was))[1], (array_agg(m.became))[1],
               coalesce((array_agg(v.visited_by))[1], nullif(current_setting('lianfang.actor', true), ''))
          FROM (
            SELECT n.round_id, g.area_code, n.household_id, w.outcome AS was, n.outcome AS became, CASE WHEN n.visit_id IS DISTINCT FROM w.visit_id THEN n.visit_id END AS visit_id,
                   CASE WHEN n.area_code <> w.area_code THEN 'HOUSEHOLD_MOVED' WHEN n.conflicted AND NOT w.conflicted THEN 'CONFLICT_OPENED'
                        WHEN w.conflicted AND NOT n.conflicted THEN 'CONFLICT_RESOLVED' ELSE 'VISIT_CHANGED' END AS cause
              FROM now_rows n JOIN was_rows w USING (round_id, household_id)
              CROSS JOIN LATERAL (SELECT n.area_code UNION SELECT w.area_code) AS g (area_code)
             WHERE n.area_code <> w.area_code OR n.version <> w.version OR n.visit_id IS DISTINCT FROM w.visit_id OR n.conflicted <> w.conflicted
          ) AS m
          JOIN grid_sign_offs o ON o.round_id = m.round_id AND o.area_code = m.area_code
          LEFT JOIN sweep_visits v ON v.id = m.visit_id
         WHERE o.level > 0 GROUP BY o.round_id, o.area_code, o.snapshot_id, o.level;
      END IF;
      RETURN NULL;
    END $f$;
    CREATE TRIGGER void_signed_in AFTER INSERT ON sweep_targets REFERENCING NEW TABLE AS now_rows FOR EACH STATEMENT EXECUTE FUNCTION void_signed_doors();
    CREATE TRIGGER void_signed_changed AFTER UPDATE ON sweep_targets
      REFERENCING OLD TABLE AS was_rows NEW TABLE AS now_rows FOR EACH STATEMENT EXECUTE FUNCTION void_signed_doors();
    CREATE TRIGGER void_signed_out AFTER DELETE ON sweep_targets REFERENCING OLD TABLE AS was_rows FOR EACH STATEMENT EXECUTE FUNCTION void_signed_doors();

    CREATE FUNCTION void_for_households(homes uuid[], why text) RETURNS void LANGUAGE plpgsql AS $f$
    BEGIN
      PERFORM FROM sweep_counts c WHERE (c.round_id, c.area_code) IN (
        SELECT t.round_id, t.area_code FROM sweep_targets t JOIN grid_sign_offs o USING (round_id, area_code) WHERE t.household_id = ANY (homes) AND o.level > 0)
        ORDER BY round_id, area_code FOR UPDATE;
      INSERT INTO grid_voids (round_id, area_code, snapshot_id, level, cause, doors, household_id, was_outcome, became_outcome, caused_by)
      SELECT o.round_id, o.area_code, o.snapshot_id, o.level, why, count(*)::int, (array_agg(t.household_id))[1], (array_agg(t.outcome))[1], (array_agg(t.outcome))[1],
             nullif(current_setting('lianfang.actor', true), '')
        FROM sweep_targets t JOIN grid_sign_offs o USING (round_id, area_code) JOIN sweep_rounds r ON r.id = o.round_id
       WHERE t.household_id = ANY (homes) AND o.level > 0 AND r.state = 'OPEN'
       GROUP BY o.round_id, o.area_code, o.snapshot_id, o.level;
    END $f$;

    -- Who was found behind a signed door has moved to another, or is gone from the register.
    CREATE FUNCTION void_for_people() RETURNS trigger LANGUAGE plpgsql AS $f$
    DECLARE
      left_doors uuid[];
      why text := 'PERSON_MOVED';
    BEGIN
      IF current_setting('lianfang.erasing', true) = 'on' OR NOT EXISTS (SELECT FROM grid_sign_offs WHERE level > 0) THEN RETURN NULL; END IF;
      IF TG_OP = 'DELETE' THEN
        SELECT array_agg(DISTINCT household_id) INTO left_doors FROM was_rows WHERE household_id IS NOT NULL;
      ELSE
        -- A merge marks the row that gave way; the register's own migration brings that column.
        SELECT array_agg(DISTINCT d.household_id), CASE WHEN bool_or(to_jsonb(n)->>'merged_into' IS DISTINCT FROM to_jsonb(w)->>'merged_into') THEN 'PERSON_MERGED' ELSE 'PERSON_MOVED' END
          INTO left_doors, why
          FROM now_rows n JOIN was_rows w USING (id) CROSS JOIN LATERAL (VALUES (n.household_id), (w.household_id)) AS d (household_id)
         WHERE n.household_id IS DISTINCT FROM w.household_id AND d.household_id IS NOT NULL;
      END IF;
      IF left_doors IS NOT NULL THEN PERFORM void_for_households(left_doors, why); END IF;
      RETURN NULL;
    END $f$;
    CREATE TRIGGER void_for_people_moved AFTER UPDATE ON people
      REFERENCING OLD TABLE AS was_rows NEW TABLE AS now_rows FOR EACH STATEMENT EXECUTE FUNCTION void_for_people();
    CREATE TRIGGER void_for_people_out AFTER DELETE ON people REFERENCING OLD TABLE AS was_rows FOR EACH STATEMENT EXECUTE FUNCTION void_for_people();
  `,
};
