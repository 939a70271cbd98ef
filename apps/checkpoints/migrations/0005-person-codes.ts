import type { Migration } from '@lianfang/platform/persistence';

/** What health codes mean at a gate: one row per change, kept by its events, so that a late passage is judged by the code of its time. */
export const personCodes: Migration = {
  name: '0005-person-codes',
  sql: `
    CREATE TABLE person_codes (
      change_id uuid PRIMARY KEY,
      person_id uuid NOT NULL,
      code text NOT NULL CHECK (code IN ('GREEN', 'YELLOW', 'RED')),
      valid_from timestamptz NOT NULL,
      valid_until timestamptz
    );
    CREATE INDEX person_codes_by_person ON person_codes (person_id, valid_from);

    ALTER TABLE passages DROP CONSTRAINT passages_reason_check;
    ALTER TABLE passages ADD CONSTRAINT passages_reason_check CHECK (reason IN ('UNDER_ISOLATION', 'RED_CODE', 'YELLOW_CODE', 'QUOTA_USED',
      'FEVER', 'PASS_UNKNOWN', 'PASS_EXPIRED', 'PASS_REVOKED', 'CHECKPOINT_CLOSED')) NOT VALID;
    ALTER TABLE passages VALIDATE CONSTRAINT passages_reason_check;
  `,
};
