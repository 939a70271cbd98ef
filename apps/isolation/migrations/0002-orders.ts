import type { Migration } from '@lianfang/platform/persistence';

/**
 * The protocols are data with versions: an order keeps the one it was issued under. Days by the national protocol, editions 8
 * and 9, and the Twenty Measures of 11 November 2022.
 *
 * Two belts hold a bed: an exclusion constraint on bed and period, and another on person and period.
 */
export const orders: Migration = {
  name: '0002-orders',
  sql: `
    CREATE EXTENSION IF NOT EXISTS btree_gist;

    CREATE TABLE protocols (
      version text PRIMARY KEY,
      valid_from date NOT NULL UNIQUE,
      facility_days integer NOT NULL CHECK (facility_days > 0),
      home_days integer NOT NULL CHECK (home_days >= 0)
    );
    INSERT INTO protocols (version, valid_from, facility_days, home_days) VALUES
      ('8', '2021-05-14', 14, 7),
      ('9', '2022-06-28', 7, 3),
      ('2022-11', '2022-11-11', 5, 3);

    CREATE TABLE orders (
      id uuid PRIMARY KEY,
      person_id uuid NOT NULL,
      household_id uuid,
      arrival_id uuid,
      area_code text COLLATE "C" NOT NULL,
      state text NOT NULL CHECK (state IN ('PROPOSED', 'CONFIRMED', 'DECLINED', 'RELEASED')),
      mode text NOT NULL CHECK (mode IN ('FACILITY', 'HOME', 'HOSPITAL')),
      reason text NOT NULL,
      rule_version text NOT NULL REFERENCES protocols (version),
      facility_days integer NOT NULL,
      home_days integer NOT NULL,
      proposed_at timestamptz NOT NULL,
      starts_at timestamptz,
      planned_end timestamptz,
      ended_at timestamptz,
      decided_by text,
      decided_at timestamptz,
      decline_reason text,
      CHECK (state <> 'CONFIRMED' OR (starts_at IS NOT NULL AND decided_by IS NOT NULL)),
      CHECK (state NOT IN ('DECLINED', 'RELEASED') OR ended_at IS NOT NULL)
    );
    CREATE UNIQUE INDEX one_open_order_per_person ON orders (person_id) WHERE state IN ('PROPOSED', 'CONFIRMED');
    CREATE INDEX orders_by_area ON orders (area_code, id);

    CREATE TABLE stays (
      id uuid PRIMARY KEY,
      order_id uuid NOT NULL REFERENCES orders (id),
      person_id uuid NOT NULL,
      bed_id uuid NOT NULL REFERENCES beds (id),
      period tstzrange NOT NULL CHECK (NOT isempty(period) AND NOT lower_inf(period)),
      CONSTRAINT one_person_per_bed EXCLUDE USING gist (bed_id WITH =, period WITH &&),
      CONSTRAINT one_bed_per_person EXCLUDE USING gist (person_id WITH =, period WITH &&)
    );
    CREATE INDEX stays_by_order ON stays (order_id);
  `,
};
