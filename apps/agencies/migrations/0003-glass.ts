import type { Migration } from '@lianfang/platform/persistence';

/** Openings are kept as they were: who looked where, and why. The reason may name a person, so it is sealed. */
export const glass: Migration = {
  name: '0003-glass',
  sql: `
    CREATE TABLE glass_openings (
      id uuid PRIMARY KEY,
      account_id text COLLATE "C" NOT NULL,
      agency text NOT NULL,
      area_code text COLLATE "C" NOT NULL CHECK (area_code ~ '^\\d+$' AND length(area_code) >= 9),
      person_id uuid,
      reason_sealed bytea NOT NULL,
      opened_at timestamptz NOT NULL,
      until timestamptz NOT NULL CHECK (until > opened_at AND until <= opened_at + interval '3 hours'),
      closed_at timestamptz,
      closed_by text,
      CHECK ((closed_at IS NULL) = (closed_by IS NULL))
    );
    CREATE INDEX glass_openings_by_account ON glass_openings (account_id, id);
    CREATE INDEX glass_openings_by_area ON glass_openings (area_code, id);
  `,
};
