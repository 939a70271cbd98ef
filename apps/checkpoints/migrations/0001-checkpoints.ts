import type { Migration } from '@lianfang/platform/persistence';

/** Areas are owned by `people`; here a code is a place, and its prefix says who may look. */
export const checkpoints: Migration = {
  name: '0001-checkpoints',
  sql: `
    CREATE EXTENSION IF NOT EXISTS btree_gist;

    CREATE TABLE checkpoints (
      id uuid PRIMARY KEY,
      name text NOT NULL CHECK (btrim(name) <> ''),
      kind text NOT NULL CHECK (kind IN ('COMPOUND_GATE', 'VILLAGE', 'HIGHWAY', 'STATION', 'MOBILE')),
      area_code text COLLATE "C" NOT NULL CHECK (area_code ~ '^\\d{6}(\\d{3}(\\d{3}(\\d{3})?)?)?$'),
      open boolean NOT NULL,
      -- Since when open stands so: a passage of an earlier time is judged by the state before.
      open_since timestamptz NOT NULL,
      opens_at text CHECK (opens_at ~ '^([01]\\d|2[0-3]):[0-5]\\d$'),
      closes_at text CHECK (closes_at ~ '^([01]\\d|2[0-3]):[0-5]\\d$'),
      headcount integer NOT NULL CHECK (headcount >= 0),
      CHECK ((opens_at IS NULL) = (closes_at IS NULL)),
      CHECK (opens_at <> closes_at)
    );
    CREATE INDEX checkpoints_by_area ON checkpoints (area_code, name, id);
  `,
};
