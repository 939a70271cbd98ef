import type { Migration } from '@lianfang/platform/persistence';

/** What must not be deleted, and why. */
export const holds: Migration = {
  name: '0004-holds',
  sql: `
    CREATE TABLE holds (
      id uuid PRIMARY KEY,
      kind text NOT NULL CHECK (kind IN ('PERSON', 'HOUSEHOLD', 'AREA')),
      area_code text COLLATE "C" NOT NULL CHECK (area_code ~ '^\\d+$'),
      person_id uuid,
      household_id uuid,
      reason_sealed bytea NOT NULL,
      placed_at timestamptz NOT NULL,
      placed_by text NOT NULL,
      placed_agency text NOT NULL,
      lifted_at timestamptz,
      lifted_by text,
      CHECK ((person_id IS NOT NULL) = (kind = 'PERSON')),
      CHECK ((household_id IS NOT NULL) = (kind = 'HOUSEHOLD')),
      CHECK ((lifted_at IS NULL) = (lifted_by IS NULL))
    );
    CREATE INDEX holds_by_area ON holds (area_code, id);
  `,
};
