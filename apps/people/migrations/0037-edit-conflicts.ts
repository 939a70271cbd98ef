import type { Migration } from '@lianfang/platform/persistence';

/**
 * Edits that were made without network, each based on a version. people.field_versions tells in which version each field was last
 * changed, by a trigger, so whichever code changes a person takes part; an edit of a field that changed since its version is a conflict
 * that both sides see, kept until a clerk resolves it. What it holds of people is sealed.
 */
export const editConflicts: Migration = {
  name: '0037-edit-conflicts',
  sql: `
    ALTER TABLE people ADD COLUMN field_versions jsonb NOT NULL DEFAULT '{}';

    CREATE FUNCTION track_person_fields() RETURNS trigger LANGUAGE plpgsql AS $f$
    DECLARE
      mark jsonb := jsonb_build_object('version', NEW.version, 'by', nullif(current_setting('lianfang.actor', true), ''), 'byId', nullif(current_setting('lianfang.actor_id', true), ''));
    BEGIN
      IF NEW.name IS DISTINCT FROM OLD.name THEN NEW.field_versions := NEW.field_versions || jsonb_build_object('name', mark); END IF;
      IF NEW.phone_index IS DISTINCT FROM OLD.phone_index THEN NEW.field_versions := NEW.field_versions || jsonb_build_object('phone', mark); END IF;
      IF NEW.relation IS DISTINCT FROM OLD.relation THEN NEW.field_versions := NEW.field_versions || jsonb_build_object('relation', mark); END IF;
      IF NEW.birth_date IS DISTINCT FROM OLD.birth_date THEN NEW.field_versions := NEW.field_versions || jsonb_build_object('birthDate', mark); END IF;
      IF NEW.sex IS DISTINCT FROM OLD.sex THEN NEW.field_versions := NEW.field_versions || jsonb_build_object('sex', mark); END IF;
      RETURN NEW;
    END $f$;
    CREATE TRIGGER track_person_fields BEFORE UPDATE ON people FOR EACH ROW EXECUTE FUNCTION track_person_fields();

    CREATE TABLE edit_conflicts (
      id uuid PRIMARY KEY,
      kind text NOT NULL CHECK (kind IN ('PERSON', 'VISIT')),
      area_code text COLLATE "C" NOT NULL,
      person_id uuid,
      round_id uuid,
      household_id uuid,
      fields text[] NOT NULL CHECK (cardinality(fields) > 0),
      values_sealed bytea,
      first_visit_id uuid,
      second_visit_id uuid,
      first_by_id text NOT NULL,
      first_by text NOT NULL,
      second_by_id text NOT NULL,
      second_by text NOT NULL,
      based_on integer NOT NULL,
      made_at timestamptz NOT NULL,
      received_at timestamptz NOT NULL,
      state text NOT NULL DEFAULT 'OPEN' CHECK (state IN ('OPEN', 'RESOLVED')),
      taken jsonb,
      resolved_by_id text,
      resolved_by text,
      resolved_at timestamptz,
      CHECK ((kind = 'PERSON') = (person_id IS NOT NULL)),
      CHECK ((kind = 'VISIT') = (round_id IS NOT NULL AND household_id IS NOT NULL AND second_visit_id IS NOT NULL)),
      CHECK ((state = 'RESOLVED') = (resolved_at IS NOT NULL AND taken IS NOT NULL))
    );
    COMMENT ON COLUMN edit_conflicts.made_at IS 'by the clock of the device';
    CREATE INDEX edit_conflicts_open ON edit_conflicts (area_code, id) WHERE state = 'OPEN';
    CREATE INDEX edit_conflicts_by_area ON edit_conflicts (area_code, id);
    CREATE INDEX edit_conflicts_by_person ON edit_conflicts (person_id) WHERE person_id IS NOT NULL;
    CREATE INDEX edit_conflicts_by_door ON edit_conflicts (round_id, household_id) WHERE round_id IS NOT NULL;
  `,
};
