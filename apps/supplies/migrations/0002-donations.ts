import type { Migration } from '@lianfang/platform/persistence';

/** What is left of a donated line is used up first in, first out; donation_shares tells the donor where every piece went. */
export const donations: Migration = {
  name: '0002-donations',
  sql: `
    CREATE SEQUENCE donation_receipts;

    CREATE TABLE donations (
      id uuid PRIMARY KEY,
      receipt_number text NOT NULL UNIQUE,
      donor text NOT NULL,
      anonymous boolean NOT NULL,
      cash_fen bigint NOT NULL CHECK (cash_fen >= 0),
      purpose text NOT NULL,
      area_code text COLLATE "C" NOT NULL,
      received_at timestamptz NOT NULL
    );
    CREATE INDEX donations_by_area ON donations (area_code, id);

    CREATE TABLE donation_lines (
      donation_id uuid NOT NULL REFERENCES donations (id),
      item_id uuid NOT NULL REFERENCES items (id),
      place_id uuid NOT NULL REFERENCES places (id),
      quantity integer NOT NULL CHECK (quantity > 0),
      value_fen bigint NOT NULL CHECK (value_fen >= 0),
      remaining integer NOT NULL CHECK (remaining BETWEEN 0 AND quantity),
      PRIMARY KEY (donation_id, item_id)
    );
    CREATE INDEX donation_lines_left ON donation_lines (place_id, item_id, donation_id) WHERE remaining > 0;

    CREATE TABLE donation_shares (
      donation_id uuid NOT NULL,
      item_id uuid NOT NULL,
      movement_id uuid NOT NULL REFERENCES stock_movements (id),
      place_id uuid NOT NULL REFERENCES places (id),
      quantity integer NOT NULL CHECK (quantity > 0),
      at timestamptz NOT NULL,
      PRIMARY KEY (donation_id, item_id, movement_id, place_id),
      FOREIGN KEY (donation_id, item_id) REFERENCES donation_lines (donation_id, item_id)
    );

    CREATE TABLE allocations (
      id uuid PRIMARY KEY,
      item_id uuid NOT NULL REFERENCES items (id),
      from_place_id uuid NOT NULL REFERENCES places (id),
      state text NOT NULL CHECK (state IN ('PLANNED', 'APPROVED', 'ISSUED', 'DELIVERED')),
      basis text NOT NULL CHECK (basis IN ('HEADCOUNT', 'NEED')),
      area_code text COLLATE "C" NOT NULL,
      planned_at timestamptz NOT NULL,
      planned_by text NOT NULL,
      approved_by text,
      issued_at timestamptz,
      delivered_at timestamptz
    );
    CREATE INDEX allocations_by_area ON allocations (area_code, id);

    CREATE TABLE allocation_lines (
      allocation_id uuid NOT NULL REFERENCES allocations (id),
      place_id uuid NOT NULL REFERENCES places (id),
      headcount integer,
      quantity integer NOT NULL CHECK (quantity > 0),
      delivered_at timestamptz,
      signed_by text,
      PRIMARY KEY (allocation_id, place_id)
    );
  `,
};
