import type { Migration } from '@lianfang/platform/persistence';

/**
 * Dissection audits 解剖式检查: doors drawn by lot, visited again by a squad that does not see the first answers, and compared field by
 * field. The seed and the hash of what was drawn from are kept, so that anybody can draw the same sample again. A publication is never
 * edited: it holds counts and rates, no person.
 */
export const specimens: Migration = {
  name: '0046-specimens',
  sql: `
    CREATE TABLE specimens (
      id uuid PRIMARY KEY,
      area_code text COLLATE "C" NOT NULL REFERENCES areas (code) CHECK (length(area_code) >= 12),
      round_id uuid,
      title text NOT NULL,
      algorithm text NOT NULL,
      seed text NOT NULL,
      population integer NOT NULL CHECK (population > 0),
      frame_hash text NOT NULL,
      size integer NOT NULL CHECK (size BETWEEN 1 AND population),
      size_by text NOT NULL CHECK (size_by IN ('COUNT', 'PRECISION')),
      margin double precision CHECK (margin > 0 AND margin < 1),
      drawn_at timestamptz NOT NULL,
      drawn_by text NOT NULL,
      due_at timestamptz NOT NULL,
      CHECK ((size_by = 'PRECISION') = (margin IS NOT NULL))
    );
    CREATE INDEX specimens_by_area ON specimens (area_code, id DESC);

    CREATE TABLE specimen_doors (
      id uuid PRIMARY KEY,
      specimen_id uuid NOT NULL REFERENCES specimens (id) ON DELETE CASCADE,
      household_id uuid NOT NULL REFERENCES households (id) ON DELETE CASCADE,
      area_code text COLLATE "C" NOT NULL,
      place integer NOT NULL,
      -- The first answers, as they stood when the sample was drawn.
      first_occupancy text NOT NULL,
      first_residents integer NOT NULL,
      first_person_id uuid,
      first_name text,
      first_phone_sealed bytea,
      first_phone_index bytea,
      first_phone_mask text,
      first_returnees integer,
      first_by_id text,
      first_by text,
      -- The second ones.
      result text CHECK (result IN ('MET', 'NOT_MET')),
      occupancy text CHECK (occupancy IN ('OCCUPIED', 'VACANT')),
      residents integer CHECK (residents BETWEEN 0 AND 99),
      name text,
      phone_sealed bytea,
      phone_index bytea,
      phone_mask text,
      returnees integer CHECK (returnees BETWEEN 0 AND 99),
      note text,
      revisited_at timestamptz,
      revisited_by_id text,
      revisited_by text,
      compared jsonb,
      UNIQUE (specimen_id, household_id),
      UNIQUE (specimen_id, place),
      CHECK ((result IS NULL) = (revisited_at IS NULL) AND (result = 'MET') = (compared IS NOT NULL)),
      CONSTRAINT another_squad CHECK (revisited_by_id IS NULL OR revisited_by_id IS DISTINCT FROM first_by_id)
    );
    CREATE INDEX specimen_doors_by_household ON specimen_doors (household_id);
    CREATE INDEX specimen_doors_open ON specimen_doors (area_code, specimen_id, place) WHERE result IS DISTINCT FROM 'MET';

    CREATE TABLE discrepancies (
      id uuid PRIMARY KEY,
      specimen_id uuid NOT NULL REFERENCES specimens (id) ON DELETE CASCADE,
      door_id uuid NOT NULL REFERENCES specimen_doors (id) ON DELETE CASCADE,
      household_id uuid NOT NULL,
      area_code text COLLATE "C" NOT NULL,
      field text NOT NULL CHECK (field IN ('OCCUPANCY', 'RESIDENTS', 'HEAD_NAME', 'PHONE', 'RETURNEES')),
      due_at timestamptz NOT NULL,
      resolution text CHECK (resolution IN ('CORRECTED', 'FIRST_RIGHT', 'CHANGED_SINCE')),
      change_type text CHECK (change_type IN ('Household', 'Person', 'SweepVisit')),
      change_id uuid,
      change_version integer,
      note text,
      done_by text,
      done_at timestamptz,
      version integer NOT NULL DEFAULT 1,
      UNIQUE (door_id, field),
      CHECK ((resolution IS NULL) = (done_at IS NULL)),
      CONSTRAINT corrected_in_register CHECK (resolution IS DISTINCT FROM 'CORRECTED' OR (change_type IS NOT NULL AND change_id IS NOT NULL))
    );
    CREATE INDEX discrepancies_by_area ON discrepancies (area_code, due_at, id);
    CREATE INDEX discrepancies_by_specimen ON discrepancies (specimen_id, due_at, id);

    CREATE TABLE specimen_reports (
      id uuid PRIMARY KEY,
      specimen_id uuid NOT NULL UNIQUE,
      area_code text COLLATE "C" NOT NULL,
      title text NOT NULL,
      algorithm text NOT NULL,
      seed text NOT NULL,
      frame_hash text NOT NULL,
      population integer NOT NULL,
      size integer NOT NULL,
      met integer NOT NULL,
      not_met integer NOT NULL,
      method_zh text NOT NULL,
      method_en text NOT NULL,
      results jsonb NOT NULL,
      agency text NOT NULL,
      published_at timestamptz NOT NULL,
      CHECK (size = met + not_met)
    );
    CREATE INDEX specimen_reports_by_area ON specimen_reports (area_code, id DESC);
    CREATE FUNCTION specimen_report_stands() RETURNS trigger LANGUAGE plpgsql AS $f$
    BEGIN
      RAISE EXCEPTION 'a publication is never edited or withdrawn: draw another specimen' USING ERRCODE = 'check_violation', CONSTRAINT = 'specimen_report_stands';
    END $f$;
    CREATE TRIGGER specimen_report_stands BEFORE UPDATE OR DELETE ON specimen_reports FOR EACH ROW EXECUTE FUNCTION specimen_report_stands();
  `,
};
