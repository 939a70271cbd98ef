import type { Migration } from '@lianfang/platform/persistence';

/**
 * Where compounds lay and people lived, day by day; who is in a squad; what a compound consists of.
 *
 * A compound has one place at any instant: the periods of its places never overlap, and a trigger ends one and begins the next, so no
 * code can move a compound without history. A person's row holds where the person lives now and since when; person_places holds
 * what was before, and nothing for the many who never moved: an import of a district writes no history. A household is a door and moves
 * with its compound only.
 */
export const places: Migration = {
  name: '0030-places',
  sql: `
    CREATE EXTENSION IF NOT EXISTS btree_gist;

    -- What a transaction counts as now: the clock that was passed in, else the server's.
    CREATE FUNCTION register_now() RETURNS timestamptz LANGUAGE sql STABLE AS $f$
      SELECT coalesce(nullif(current_setting('lianfang.now', true), '')::timestamptz, now())
    $f$;

    ALTER TABLE grid_squads ADD CONSTRAINT squad_of_five_to_ten CHECK (members BETWEEN 5 AND 10) NOT VALID;
    CREATE TABLE squad_members (
      area_code text COLLATE "C" NOT NULL REFERENCES grid_squads (area_code) ON DELETE CASCADE,
      position integer NOT NULL CHECK (position BETWEEN 1 AND 10),
      name text NOT NULL CHECK (name <> ''),
      duty text,
      PRIMARY KEY (area_code, position)
    );
    -- A squad is named whole or not at all: who is listed is as many as the squad has.
    CREATE FUNCTION squad_is_whole() RETURNS trigger LANGUAGE plpgsql AS $f$
    DECLARE listed integer; told integer;
    BEGIN
      SELECT count(*) INTO listed FROM squad_members WHERE area_code = coalesce(NEW.area_code, OLD.area_code);
      SELECT members INTO told FROM grid_squads WHERE area_code = coalesce(NEW.area_code, OLD.area_code);
      IF listed > 0 AND listed <> told THEN
        RAISE EXCEPTION 'grid % lists % of % members', coalesce(NEW.area_code, OLD.area_code), listed, told
          USING ERRCODE = 'check_violation', CONSTRAINT = 'squad_is_whole';
      END IF;
      RETURN NULL;
    END $f$;
    CREATE CONSTRAINT TRIGGER squad_is_whole AFTER INSERT OR UPDATE OR DELETE ON squad_members
      DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION squad_is_whole();
    CREATE CONSTRAINT TRIGGER squad_stays_whole AFTER UPDATE OF members ON grid_squads
      DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION squad_is_whole();

    CREATE TABLE compound_units (
      compound_id uuid NOT NULL REFERENCES compounds (id) ON DELETE CASCADE,
      building text NOT NULL CHECK (building <> ''),
      unit text NOT NULL,
      rooms integer NOT NULL CHECK (rooms BETWEEN 1 AND 2000),
      PRIMARY KEY (compound_id, building, unit)
    );

    CREATE TABLE compound_places (
      id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
      compound_id uuid NOT NULL REFERENCES compounds (id) ON DELETE CASCADE,
      area_code text COLLATE "C" NOT NULL REFERENCES areas (code) CHECK (length(area_code) = 15),
      period tstzrange NOT NULL CHECK (NOT isempty(period)),
      reason text,
      moved_by text,
      CONSTRAINT compound_in_one_place EXCLUDE USING gist (compound_id WITH =, period WITH &&)
    );
    CREATE UNIQUE INDEX compound_places_present ON compound_places (compound_id) WHERE upper_inf(period);
    CREATE INDEX compound_places_by_area ON compound_places (area_code, compound_id);
    -- Of compounds that stood before there was a history: as far back as anybody asks.
    INSERT INTO compound_places (compound_id, area_code, period) SELECT id, area_code, tstzrange(NULL, NULL) FROM compounds;
    CREATE FUNCTION keep_compound_places() RETURNS trigger LANGUAGE plpgsql AS $f$
    DECLARE at timestamptz := register_now();
    BEGIN
      IF TG_OP = 'UPDATE' THEN
        -- Two moves in one instant leave the last: a period without length is no place.
        SELECT greatest(at, lower(period) + interval '1 microsecond') INTO at FROM compound_places WHERE compound_id = NEW.id AND upper_inf(period) AND NOT lower_inf(period);
        at := coalesce(at, register_now());
        UPDATE compound_places SET period = tstzrange(lower(period), at) WHERE compound_id = NEW.id AND upper_inf(period);
      END IF;
      INSERT INTO compound_places (compound_id, area_code, period) VALUES (NEW.id, NEW.area_code, tstzrange(at, NULL));
      RETURN NULL;
    END $f$;
    CREATE TRIGGER compound_comes AFTER INSERT ON compounds FOR EACH ROW EXECUTE FUNCTION keep_compound_places();
    CREATE TRIGGER compound_moves AFTER UPDATE OF area_code ON compounds FOR EACH ROW
      WHEN (OLD.area_code IS DISTINCT FROM NEW.area_code) EXECUTE FUNCTION keep_compound_places();

    ALTER TABLE people ADD COLUMN placed_at timestamptz NOT NULL DEFAULT '-infinity';
    ALTER TABLE people ALTER COLUMN placed_at SET DEFAULT register_now();
    ALTER TABLE people ADD COLUMN merged_into uuid;
    ALTER TABLE people ADD CONSTRAINT people_merged_into FOREIGN KEY (merged_into) REFERENCES people (id) ON DELETE CASCADE NOT VALID;
    ALTER TABLE people ADD CONSTRAINT merged_lives_nowhere CHECK (merged_into IS NULL OR (household_id IS NULL AND merged_into <> id)) NOT VALID;
    CREATE TABLE person_places (
      person_id uuid NOT NULL REFERENCES people (id) ON DELETE CASCADE,
      household_id uuid,
      area_code text COLLATE "C" NOT NULL,
      period tstzrange NOT NULL CHECK (NOT isempty(period)),
      CONSTRAINT person_in_one_place EXCLUDE USING gist (person_id WITH =, period WITH &&)
    );

    ALTER TABLE households ADD COLUMN head_id uuid;

    CREATE FUNCTION keep_person_places() RETURNS trigger LANGUAGE plpgsql AS $f$
    DECLARE at timestamptz := greatest(register_now(), OLD.placed_at);
    BEGIN
      IF OLD.household_id IS NOT NULL AND OLD.household_id IS DISTINCT FROM NEW.household_id THEN
        UPDATE households SET head_id = NULL WHERE id = OLD.household_id AND head_id = OLD.id;
      END IF;
      -- An entry that was merged, or comes back from it, went nowhere.
      IF OLD.merged_into IS DISTINCT FROM NEW.merged_into THEN RETURN NEW; END IF;
      IF at > OLD.placed_at THEN
        INSERT INTO person_places (person_id, household_id, area_code, period) VALUES (OLD.id, OLD.household_id, OLD.area_code, tstzrange(OLD.placed_at, at));
        NEW.placed_at := at;
      END IF;
      RETURN NEW;
    END $f$;
    CREATE TRIGGER person_moves BEFORE UPDATE OF household_id, area_code ON people FOR EACH ROW
      WHEN (OLD.household_id IS DISTINCT FROM NEW.household_id OR (NEW.household_id IS NULL AND OLD.area_code IS DISTINCT FROM NEW.area_code))
      EXECUTE FUNCTION keep_person_places();

    -- Vacant means that nobody lives there, whoever writes. The row lock makes a resident who is being entered visible before the count.
    CREATE FUNCTION vacant_is_empty() RETURNS trigger LANGUAGE plpgsql AS $f$
    BEGIN
      PERFORM 1 FROM households WHERE id = NEW.id FOR UPDATE;
      IF EXISTS (SELECT FROM people WHERE household_id = NEW.id) THEN
        RAISE EXCEPTION 'household % is lived in', NEW.id USING ERRCODE = 'check_violation', CONSTRAINT = 'vacant_is_empty';
      END IF;
      RETURN NEW;
    END $f$;
    CREATE TRIGGER vacant_is_empty BEFORE UPDATE OF occupancy ON households FOR EACH ROW
      WHEN (NEW.occupancy = 'VACANT' AND OLD.occupancy <> 'VACANT') EXECUTE FUNCTION vacant_is_empty();
    CREATE FUNCTION nobody_lives_in_vacant() RETURNS trigger LANGUAGE plpgsql AS $f$
    BEGIN
      IF EXISTS (SELECT FROM moved m JOIN households h ON h.id = m.household_id WHERE h.occupancy = 'VACANT') THEN
        RAISE EXCEPTION 'a resident was entered in a vacant household' USING ERRCODE = 'check_violation', CONSTRAINT = 'vacant_is_empty';
      END IF;
      RETURN NULL;
    END $f$;
    CREATE TRIGGER resident_comes AFTER INSERT ON people REFERENCING NEW TABLE AS moved FOR EACH STATEMENT EXECUTE FUNCTION nobody_lives_in_vacant();
    CREATE TRIGGER resident_changes AFTER UPDATE ON people REFERENCING NEW TABLE AS moved FOR EACH STATEMENT EXECUTE FUNCTION nobody_lives_in_vacant();
  `,
};
