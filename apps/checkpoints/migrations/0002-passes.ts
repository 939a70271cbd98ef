import type { Migration } from '@lianfang/platform/persistence';

/**
 * Quota rules are data: a new version is a row, and coming into force is a date. An outing takes one of the rule's slots for
 * a period of days; two periods of one household in one slot never overlap, so a household is never out more often than its
 * rule allows, however many gates scan at once.
 */
export const passes: Migration = {
  name: '0002-passes',
  sql: `
    CREATE TABLE quota_rules (
      version text PRIMARY KEY,
      outings integer NOT NULL CHECK (outings BETWEEN 1 AND 100),
      days integer NOT NULL CHECK (days BETWEEN 1 AND 366),
      hours_out integer CHECK (hours_out > 0),
      pass_days integer NOT NULL CHECK (pass_days > 0),
      in_force_from timestamptz UNIQUE,
      summary_zh text NOT NULL,
      summary_en text NOT NULL
    );
    COMMENT ON COLUMN quota_rules.pass_days IS 'how long a pass issued under the rule is valid';
    COMMENT ON COLUMN quota_rules.in_force_from IS 'passes issued from then on follow it, until a later one; null: kept ready';
    INSERT INTO quota_rules (version, outings, days, hours_out, pass_days, in_force_from, summary_zh, summary_en) VALUES
      ('one-per-two-days', 1, 2, 2, 90, '2020-01-24T00:00:00+08:00',
       '每户每两天可有一人外出一次，每次不超过两小时', 'One person per household every two days, two hours out'),
      ('one-per-three-days', 1, 3, 2, 90, NULL,
       '每户每三天可有一人外出一次，每次不超过两小时', 'One person per household every three days, two hours out'),
      ('twice-in-seven-days', 2, 7, 2, 90, NULL,
       '每户七天内可外出两次，每次不超过两小时', 'Two outings per household in seven days, two hours out each');

    CREATE TABLE passes (
      id uuid PRIMARY KEY,
      household_id uuid NOT NULL,
      person_id uuid NOT NULL,
      area_code text COLLATE "C" NOT NULL CHECK (area_code ~ '^\\d{12}(\\d{3})?$'),
      rule_version text NOT NULL REFERENCES quota_rules (version),
      issued_at timestamptz NOT NULL,
      issued_by text NOT NULL,
      valid_until timestamptz NOT NULL CHECK (valid_until > issued_at),
      revoked_at timestamptz
    );
    CREATE UNIQUE INDEX passes_one_per_holder ON passes (person_id) WHERE revoked_at IS NULL;
    CREATE INDEX passes_by_person ON passes (person_id, issued_at);
    CREATE INDEX passes_by_household ON passes (household_id, issued_at);

    -- What isolation orders mean at a gate, one row per order, kept by its events.
    CREATE TABLE person_blocks (
      order_id uuid PRIMARY KEY,
      person_id uuid NOT NULL,
      blocked_from timestamptz NOT NULL,
      released_at timestamptz CHECK (released_at >= blocked_from)
    );
    CREATE INDEX person_blocks_by_person ON person_blocks (person_id, blocked_from);
  `,
};
