import type { Migration } from '@lianfang/platform/persistence';

/**
 * Fever surveillance 发热监测: pharmacies report buyers of fever and cough medicine, clinics fever patients; each report belongs to the
 * follow-up of its person. One person has one open follow-up at a time, however many pharmacies report. How soon it is due, and how long a
 * settled one is opened again by a further report, are data with versions.
 */
export const feverReports: Migration = {
  name: '0047-fever-reports',
  sql: `
    CREATE TABLE fever_rules (
      version text PRIMARY KEY,
      valid_from date NOT NULL UNIQUE,
      follow_up_hours integer NOT NULL CHECK (follow_up_hours > 0),
      reopen_days integer NOT NULL CHECK (reopen_days > 0)
    );
    COMMENT ON COLUMN fever_rules.reopen_days IS 'a further report so many days after the one before opens a settled follow-up again; later it opens a new one';
    INSERT INTO fever_rules VALUES ('2020-02', '2020-02-01', 24, 14), ('2022-11', '2022-11-11', 24, 7);

    CREATE TABLE fever_follow_ups (
      id uuid PRIMARY KEY,
      area_code text COLLATE "C" NOT NULL,
      person_id uuid,
      settled boolean NOT NULL DEFAULT false,
      outcome text CHECK (outcome IN ('RECOVERED', 'SENT_TO_CLINIC', 'TESTED_NEGATIVE', 'TESTED_POSITIVE', 'NOT_FOUND')),
      rule_version text NOT NULL REFERENCES fever_rules (version),
      opened_at timestamptz NOT NULL,
      due_at timestamptz NOT NULL,
      last_occurred_at timestamptz NOT NULL,
      done_at timestamptz,
      done_by text,
      version integer NOT NULL DEFAULT 1,
      CHECK (settled = (outcome IS NOT NULL) AND settled = (done_at IS NOT NULL))
    );
    CREATE INDEX fever_follow_ups_by_area ON fever_follow_ups (area_code, settled, due_at, id);
    CREATE INDEX fever_follow_ups_by_due ON fever_follow_ups (settled, due_at, id);
    CREATE UNIQUE INDEX fever_follow_ups_one_open ON fever_follow_ups (person_id) WHERE NOT settled;
    CREATE INDEX fever_follow_ups_by_person ON fever_follow_ups (person_id) WHERE person_id IS NOT NULL;

    CREATE TABLE fever_imports (
      id uuid PRIMARY KEY,
      reporter_id text NOT NULL,
      reporter text NOT NULL,
      area_code text COLLATE "C" NOT NULL,
      file_name text NOT NULL,
      received_at timestamptz NOT NULL,
      rows integer NOT NULL,
      accepted integer NOT NULL,
      repeated integer NOT NULL,
      rejected integer NOT NULL,
      errors jsonb NOT NULL,
      error_sheet_sealed bytea,
      CHECK (rows = accepted + repeated + rejected)
    );
    CREATE INDEX fever_imports_by_reporter ON fever_imports (reporter_id, id DESC);

    CREATE TABLE fever_reports (
      id uuid PRIMARY KEY,
      follow_up_id uuid REFERENCES fever_follow_ups (id) ON DELETE CASCADE,
      import_id uuid REFERENCES fever_imports (id),
      row_hash bytea NOT NULL,
      kind text NOT NULL CHECK (kind IN ('MEDICINE_PURCHASE', 'FEVER_PATIENT', 'SELF_REPORT')),
      area_code text COLLATE "C" NOT NULL,
      reporter_id text NOT NULL,
      reporter text NOT NULL,
      person_id uuid,
      name text,
      id_number_sealed bytea,
      id_number_index bytea,
      id_number_mask text,
      phone_sealed bytea,
      phone_index bytea,
      phone_mask text,
      address text,
      medicines text,
      temperature numeric(3, 1) CHECK (temperature BETWEEN 34 AND 43),
      occurred_at timestamptz NOT NULL,
      received_at timestamptz NOT NULL,
      UNIQUE (reporter_id, row_hash)
    );
    CREATE INDEX fever_reports_by_reporter ON fever_reports (reporter_id, id DESC);
    CREATE INDEX fever_reports_by_follow_up ON fever_reports (follow_up_id, id);
    CREATE INDEX fever_reports_by_number ON fever_reports (id_number_index) WHERE id_number_index IS NOT NULL;
    CREATE INDEX fever_reports_by_phone ON fever_reports (phone_index) WHERE phone_index IS NOT NULL;
    CREATE INDEX fever_reports_by_import ON fever_reports (import_id) WHERE import_id IS NOT NULL;

    CREATE TABLE fever_follow_up_changes (
      id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
      follow_up_id uuid NOT NULL REFERENCES fever_follow_ups (id) ON DELETE CASCADE,
      what text NOT NULL CHECK (what IN ('OPENED', 'REPORTED_AGAIN', 'REOPENED', 'SETTLED', 'TAKEN_BACK', 'MATCHED')),
      outcome text,
      note text,
      changed_by text,
      changed_at timestamptz NOT NULL
    );
    CREATE INDEX fever_follow_up_changes_by_follow_up ON fever_follow_up_changes (follow_up_id, id);
  `,
};
