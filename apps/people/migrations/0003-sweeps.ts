import type { Migration } from '@lianfang/platform/persistence';

/**
 * A target is one door of one round and holds the visit that counts; sweep_visits keeps every visit as it came in.
 * sweep_counts is kept per grid by the transactions that record visits, so coverage costs the same at any size.
 */
export const sweeps: Migration = {
  name: '0003-sweeps',
  sql: `
    CREATE TABLE sweep_rounds (
      id uuid PRIMARY KEY,
      name text NOT NULL,
      area_code text COLLATE "C" NOT NULL REFERENCES areas (code),
      state text NOT NULL CHECK (state IN ('OPEN', 'CLOSED')),
      methods text[] NOT NULL,
      starts_on date NOT NULL,
      ends_on date NOT NULL CHECK (ends_on >= starts_on),
      opened_at timestamptz NOT NULL,
      opened_by text NOT NULL
    );
    CREATE INDEX sweep_rounds_by_area ON sweep_rounds (area_code);

    CREATE TABLE sweep_visits (
      id uuid PRIMARY KEY,
      round_id uuid NOT NULL REFERENCES sweep_rounds (id),
      household_id uuid NOT NULL REFERENCES households (id),
      outcome text NOT NULL CHECK (outcome IN ('VISITED', 'ABSENT', 'REFUSED', 'VACANT', 'MOVED_AWAY', 'NOT_FOUND')),
      method text NOT NULL,
      returnees jsonb NOT NULL DEFAULT '{}',
      note text,
      visited_at timestamptz NOT NULL,
      received_at timestamptz NOT NULL,
      visited_by text NOT NULL
    );
    CREATE INDEX sweep_visits_by_door ON sweep_visits (round_id, household_id, visited_at);

    CREATE TABLE sweep_targets (
      round_id uuid NOT NULL REFERENCES sweep_rounds (id),
      household_id uuid NOT NULL REFERENCES households (id),
      area_code text COLLATE "C" NOT NULL,
      door_order text COLLATE "C" NOT NULL,
      visit_id uuid REFERENCES sweep_visits (id),
      outcome text,
      PRIMARY KEY (round_id, household_id)
    );
    CREATE INDEX sweep_targets_by_area ON sweep_targets (round_id, area_code, door_order, household_id);

    CREATE TABLE sweep_counts (
      round_id uuid NOT NULL REFERENCES sweep_rounds (id),
      area_code text COLLATE "C" NOT NULL,
      households integer NOT NULL,
      reached integer NOT NULL DEFAULT 0,
      unreached integer NOT NULL DEFAULT 0,
      outbreak_city integer NOT NULL DEFAULT 0,
      outbreak_province integer NOT NULL DEFAULT 0,
      other_province integer NOT NULL DEFAULT 0,
      same_province integer NOT NULL DEFAULT 0,
      PRIMARY KEY (round_id, area_code),
      CHECK (reached >= 0 AND unreached >= 0 AND reached + unreached <= households)
    );
  `,
};
