import type { Migration } from '@lianfang/platform/persistence';

/** Where and when a contact met a case, or a contact of a case; and the rules by which contacts are traced. */
export const exposures: Migration = {
  name: '0041-exposures',
  sql: `
    CREATE TABLE tracing_rules (
      id text NOT NULL,
      version text NOT NULL,
      valid_from date NOT NULL,
      contact_kind text NOT NULL CHECK (contact_kind IN ('CLOSE', 'SECONDARY', 'GENERAL')),
      exposure_kind text NOT NULL,
      days_before integer NOT NULL CHECK (days_before >= 0),
      within_minutes integer CHECK (within_minutes > 0),
      summary_zh text NOT NULL,
      summary_en text NOT NULL,
      PRIMARY KEY (id, version),
      UNIQUE (id, valid_from)
    );
    COMMENT ON COLUMN tracing_rules.days_before IS 'a case is infectious so many days before its onset';
    INSERT INTO tracing_rules (id, version, valid_from, contact_kind, exposure_kind, days_before, within_minutes, summary_zh, summary_en) VALUES
      ('household', '8', '2020-02-11', 'CLOSE', 'HOUSEHOLD', 2, NULL, '与病例同住者为密切接触者', 'Who lives in the household of a case is a close contact'),
      ('unit', '8', '2020-02-11', 'GENERAL', 'VENUE', 2, NULL, '同单元住户为一般接触者', 'Who lives in the same stairwell is a general contact'),
      ('unit', '9', '2022-06-28', 'CLOSE', 'VENUE', 2, NULL, '同单元住户按同空间暴露判定为密切接触者', 'Who lives in the same stairwell shares its air and is a close contact'),
      ('unit', '2022-11', '2022-11-11', 'GENERAL', 'VENUE', 2, NULL, '同单元住户为一般接触者', 'Who lives in the same stairwell is a general contact'),
      ('building', '8', '2020-02-11', 'GENERAL', 'VENUE', 2, NULL, '同楼住户为一般接触者', 'Who lives in the same building is a general contact'),
      ('compound', '8', '2020-02-11', 'GENERAL', 'VENUE', 2, NULL, '同小区住户为一般接触者', 'Who lives in the same compound is a general contact'),
      ('gate', '8', '2020-02-11', 'GENERAL', 'VENUE', 2, 10, '与病例在 10 分钟内经过同一卡点者为一般接触者', 'Who passed the same gate within 10 minutes of a case is a general contact'),
      ('promotion', '8', '2020-02-11', 'CLOSE', 'OTHER', 2, NULL, '密接转为病例后，其接触者由次密接转为密接', 'When a contact becomes a case, the contacts of it become close contacts');

    CREATE TABLE exposures (
      id uuid PRIMARY KEY,
      contact_id uuid NOT NULL REFERENCES contacts (id) ON DELETE CASCADE,
      case_id uuid REFERENCES cases (id) ON DELETE CASCADE,
      source_contact_id uuid REFERENCES contacts (id) ON DELETE CASCADE,
      source_id uuid NOT NULL GENERATED ALWAYS AS (coalesce(case_id, source_contact_id)) STORED,
      kind text NOT NULL CHECK (kind IN ('HOUSEHOLD', 'MEAL', 'TRANSPORT', 'WORK', 'VENUE', 'OTHER')),
      occurred_on date NOT NULL,
      place text NOT NULL DEFAULT '',
      note text,
      rule_id text,
      rule_version text,
      recorded_at timestamptz NOT NULL,
      recorded_by_id text NOT NULL,
      recorded_by text NOT NULL,
      withdrawn_at timestamptz,
      withdrawn_by text,
      withdrawn_reason text,
      CHECK ((case_id IS NULL) <> (source_contact_id IS NULL)),
      CONSTRAINT nobody_exposes_himself CHECK (source_contact_id <> contact_id),
      CHECK ((withdrawn_at IS NULL) = (withdrawn_reason IS NULL))
    );
    -- The same meeting told twice is one exposure.
    CREATE UNIQUE INDEX exposures_once ON exposures (contact_id, source_id, kind, occurred_on, place) WHERE withdrawn_at IS NULL;
    CREATE INDEX exposures_by_case ON exposures (case_id, contact_id) WHERE case_id IS NOT NULL;
    CREATE INDEX exposures_by_source ON exposures (source_contact_id, contact_id) WHERE source_contact_id IS NOT NULL;

    CREATE FUNCTION exposure_stands() RETURNS trigger LANGUAGE plpgsql AS $f$
    BEGIN
      IF OLD.withdrawn_at IS NOT NULL
         OR (NEW.contact_id, NEW.case_id, NEW.source_contact_id, NEW.kind, NEW.occurred_on, NEW.recorded_at)
            IS DISTINCT FROM (OLD.contact_id, OLD.case_id, OLD.source_contact_id, OLD.kind, OLD.occurred_on, OLD.recorded_at) THEN
        RAISE EXCEPTION 'an exposure is only withdrawn' USING ERRCODE = 'check_violation', CONSTRAINT = 'exposure_stands';
      END IF;
      RETURN NEW;
    END $f$;
    CREATE TRIGGER exposure_stands BEFORE UPDATE ON exposures FOR EACH ROW EXECUTE FUNCTION exposure_stands();
  `,
};
