import type { Migration } from '@lianfang/platform/persistence';

/**
 * Readings of water, electricity and gas, and what they tell of doors that nobody opened. Rules are data: a new threshold is a row
 * with its first day, and a flag keeps the version and the numbers that made it. A reading is one of (meter, period): a late or
 * corrected one takes its place, and what stood there before is kept.
 */
export const readings: Migration = {
  name: '0045-readings',
  sql: `
    CREATE TABLE reading_rules (
      utility text NOT NULL CHECK (utility IN ('WATER', 'ELECTRICITY', 'GAS')),
      period_kind text NOT NULL CHECK (period_kind IN ('DAY', 'MONTH')),
      version text NOT NULL,
      valid_from date NOT NULL,
      threshold numeric(12, 3) NOT NULL CHECK (threshold >= 0),
      unit text NOT NULL,
      deadline_hours integer NOT NULL CHECK (deadline_hours > 0),
      PRIMARY KEY (utility, period_kind, version),
      UNIQUE (utility, period_kind, valid_from)
    );
    COMMENT ON COLUMN reading_rules.threshold IS 'consumption above it flags; a refrigerator alone, a dripping tap or a pilot flame stay below';
    INSERT INTO reading_rules (utility, period_kind, version, valid_from, threshold, unit, deadline_hours) VALUES
      ('WATER', 'MONTH', '2020-02', '2020-02-01', 1, 'm³', 48),
      ('WATER', 'DAY', '2020-02', '2020-02-01', 0.03, 'm³', 24),
      ('ELECTRICITY', 'MONTH', '2020-02', '2020-02-01', 30, 'kWh', 48),
      ('ELECTRICITY', 'DAY', '2020-02', '2020-02-01', 1.5, 'kWh', 24),
      ('GAS', 'MONTH', '2020-02', '2020-02-01', 2, 'm³', 48),
      ('GAS', 'DAY', '2020-02', '2020-02-01', 0.1, 'm³', 24),
      ('ELECTRICITY', 'MONTH', '2022-11', '2022-11-01', 20, 'kWh', 24),
      ('WATER', 'MONTH', '2022-11', '2022-11-01', 1, 'm³', 24),
      ('GAS', 'MONTH', '2022-11', '2022-11-01', 1, 'm³', 24);

    CREATE TABLE reading_sources (
      id uuid PRIMARY KEY,
      area_code text COLLATE "C" NOT NULL REFERENCES areas (code),
      name text NOT NULL,
      utility text NOT NULL CHECK (utility IN ('WATER', 'ELECTRICITY', 'GAS')),
      columns jsonb NOT NULL,
      version integer NOT NULL DEFAULT 1,
      UNIQUE (area_code, name)
    );

    CREATE TABLE meters (
      id uuid PRIMARY KEY,
      county_code text COLLATE "C" NOT NULL,
      utility text NOT NULL,
      number text NOT NULL,
      household_id uuid REFERENCES households (id) ON DELETE SET NULL,
      -- SHARED serves several doors, ELSEWHERE not the door it was told for: neither speaks of its door any more.
      state text NOT NULL DEFAULT 'SINGLE' CHECK (state IN ('SINGLE', 'SHARED', 'ELSEWHERE')),
      UNIQUE (county_code, utility, number)
    );
    CREATE INDEX meters_by_household ON meters (household_id);

    CREATE TABLE reading_imports (
      id uuid PRIMARY KEY,
      source_id uuid NOT NULL REFERENCES reading_sources (id),
      area_code text COLLATE "C" NOT NULL REFERENCES areas (code),
      file_name text NOT NULL,
      content_hash bytea NOT NULL,
      imported_at timestamptz NOT NULL,
      imported_by text NOT NULL,
      rows integer NOT NULL,
      added integer NOT NULL,
      corrected integer NOT NULL,
      unchanged integer NOT NULL,
      rejected integer NOT NULL,
      flagged integer NOT NULL DEFAULT 0,
      errors jsonb NOT NULL,
      error_sheet_sealed bytea,
      CHECK (rows = added + corrected + unchanged + rejected)
    );
    CREATE INDEX reading_imports_by_area ON reading_imports (area_code, id DESC);
    CREATE INDEX reading_imports_by_content ON reading_imports (source_id, content_hash);

    CREATE TABLE readings (
      id uuid PRIMARY KEY,
      meter_id uuid NOT NULL REFERENCES meters (id) ON DELETE CASCADE,
      period text NOT NULL CHECK (period ~ '^\\d{4}-\\d{2}(-\\d{2})?$'),
      consumption numeric(12, 3) NOT NULL CHECK (consumption >= 0),
      import_id uuid NOT NULL REFERENCES reading_imports (id),
      received_at timestamptz NOT NULL,
      version integer NOT NULL DEFAULT 1,
      UNIQUE (meter_id, period)
    );
    CREATE INDEX readings_by_import ON readings (import_id);

    CREATE TABLE reading_changes (
      id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
      reading_id uuid NOT NULL REFERENCES readings (id) ON DELETE CASCADE,
      was numeric(12, 3) NOT NULL,
      became numeric(12, 3) NOT NULL,
      import_id uuid NOT NULL,
      changed_at timestamptz NOT NULL
    );
    CREATE INDEX reading_changes_by_reading ON reading_changes (reading_id, id);

    CREATE TABLE reading_flags (
      id uuid PRIMARY KEY,
      meter_id uuid NOT NULL REFERENCES meters (id) ON DELETE CASCADE,
      household_id uuid NOT NULL REFERENCES households (id) ON DELETE CASCADE,
      area_code text COLLATE "C" NOT NULL,
      utility text NOT NULL,
      because text NOT NULL CHECK (because IN ('VACANT', 'UNREACHED')),
      round_id uuid,
      period text NOT NULL,
      consumption numeric(12, 3) NOT NULL,
      period_kind text NOT NULL,
      rule_version text NOT NULL,
      threshold numeric(12, 3) NOT NULL,
      state text NOT NULL CHECK (state IN ('OPEN', 'DONE', 'WITHDRAWN')),
      outcome text CHECK (outcome IN ('SOMEBODY_LIVES', 'NOBODY_LIVES', 'LEAK', 'METER_SHARED', 'METER_ELSEWHERE')),
      owner_area_code text COLLATE "C" NOT NULL,
      due_at timestamptz NOT NULL,
      flagged_at timestamptz NOT NULL,
      changed_at timestamptz NOT NULL,
      version integer NOT NULL DEFAULT 1,
      UNIQUE (meter_id, household_id),
      FOREIGN KEY (utility, period_kind, rule_version) REFERENCES reading_rules (utility, period_kind, version),
      CONSTRAINT flagged_above_threshold CHECK (consumption > threshold),
      CHECK ((state = 'DONE') = (outcome IS NOT NULL))
    );
    CREATE INDEX reading_flags_by_area ON reading_flags (area_code, state, due_at, id);
    CREATE INDEX reading_flags_by_due ON reading_flags (due_at, id) WHERE state = 'OPEN';
    CREATE INDEX reading_flags_by_household ON reading_flags (household_id);

    CREATE TABLE reading_flag_changes (
      id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
      flag_id uuid NOT NULL REFERENCES reading_flags (id) ON DELETE CASCADE,
      what text NOT NULL CHECK (what IN ('FLAGGED', 'READ_AGAIN', 'REOPENED', 'WITHDRAWN', 'SETTLED', 'ASSIGNED')),
      period text,
      consumption numeric(12, 3),
      threshold numeric(12, 3),
      outcome text,
      note text,
      changed_by text,
      changed_at timestamptz NOT NULL
    );
    CREATE INDEX reading_flag_changes_by_flag ON reading_flag_changes (flag_id, id);
  `,
};
