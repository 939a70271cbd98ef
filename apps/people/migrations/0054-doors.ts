import type { Migration } from '@lianfang/platform/persistence';

/**
 * The code on a door is signed with a key of its own, which lies sealed: a code cannot be made up, and is worth nothing once revoked.
 * Wrong proofs are counted on the code, so that four digits cannot be tried one by one. Every report of a household is kept.
 */
export const doors: Migration = {
  name: '0054-doors',
  sql: `
    CREATE TABLE door_codes (
      id uuid PRIMARY KEY,
      household_id uuid NOT NULL REFERENCES households (id) ON DELETE CASCADE,
      area_code text COLLATE "C" NOT NULL,
      key_sealed bytea NOT NULL,
      issued_at timestamptz NOT NULL,
      issued_by text NOT NULL,
      revoked_at timestamptz,
      revoked_by text,
      failures integer NOT NULL DEFAULT 0 CHECK (failures >= 0),
      locked_until timestamptz,
      CHECK ((revoked_at IS NULL) = (revoked_by IS NULL))
    );
    CREATE UNIQUE INDEX door_codes_one ON door_codes (household_id) WHERE revoked_at IS NULL;
    CREATE INDEX door_codes_by_household ON door_codes (household_id);

    CREATE TABLE self_reports (
      id uuid PRIMARY KEY,
      household_id uuid NOT NULL REFERENCES households (id) ON DELETE CASCADE,
      area_code text COLLATE "C" NOT NULL,
      way text NOT NULL CHECK (way IN ('DOOR', 'ACCOUNT')),
      day date NOT NULL,
      reported_at timestamptz NOT NULL,
      received_at timestamptz NOT NULL,
      present smallint NOT NULL,
      absent smallint NOT NULL,
      fever smallint NOT NULL,
      moved smallint NOT NULL,
      CHECK (present + absent > 0 AND fever <= present AND moved <= present + absent)
    );
    CREATE INDEX self_reports_by_household ON self_reports (household_id, reported_at);
    CREATE INDEX self_reports_by_area ON self_reports (area_code, id);
    CREATE INDEX self_reports_by_day ON self_reports (day, area_code);
    CREATE INDEX self_reports_of_fever ON self_reports (area_code, id) WHERE fever > 0;

    CREATE TABLE self_report_members (
      report_id uuid NOT NULL REFERENCES self_reports (id) ON DELETE CASCADE,
      person_id uuid NOT NULL,
      present boolean NOT NULL,
      temperature numeric(3, 1) CHECK (temperature BETWEEN 34 AND 43),
      PRIMARY KEY (report_id, person_id)
    );
    CREATE INDEX self_report_members_by_person ON self_report_members (person_id);

    CREATE TABLE self_report_movements (
      id uuid PRIMARY KEY,
      report_id uuid NOT NULL REFERENCES self_reports (id) ON DELETE CASCADE,
      person_id uuid NOT NULL,
      origin_area_code text COLLATE "C" NOT NULL,
      came_on date NOT NULL,
      risk text CHECK (risk IN ('HIGH', 'MEDIUM', 'LOW'))
    );
    CREATE INDEX self_report_movements_by_report ON self_report_movements (report_id);
    CREATE INDEX self_report_movements_by_person ON self_report_movements (person_id);

    CREATE FUNCTION door_codes_follow() RETURNS trigger LANGUAGE plpgsql AS $f$
    BEGIN
      UPDATE door_codes SET area_code = NEW.area_code WHERE household_id = NEW.id;
      RETURN NULL;
    END $f$;
    CREATE TRIGGER door_codes_follow AFTER UPDATE OF area_code ON households FOR EACH ROW WHEN (OLD.area_code IS DISTINCT FROM NEW.area_code) EXECUTE FUNCTION door_codes_follow();
  `,
};
