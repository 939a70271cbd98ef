import type { Migration } from '@lianfang/platform/persistence';

/**
 * Codes are COLLATE "C": an area and all below it is then one index range, whatever locale the server was made with.
 */
export const areas: Migration = {
  name: '0001-areas',
  sql: `
    CREATE TABLE areas (
      code text COLLATE "C" PRIMARY KEY CHECK (code ~ '^\\d{2}(\\d{2}(\\d{2}(\\d{3}(\\d{3}(\\d{3})?)?)?)?)?$'),
      name text NOT NULL,
      parent_code text COLLATE "C" REFERENCES areas (code)
    );
    CREATE INDEX areas_by_parent ON areas (parent_code, code);

    CREATE TABLE grid_squads (
      area_code text COLLATE "C" PRIMARY KEY REFERENCES areas (code) CHECK (length(area_code) = 15),
      head_name text NOT NULL,
      members integer NOT NULL CHECK (members > 0)
    );

    CREATE TABLE compounds (
      id uuid PRIMARY KEY,
      area_code text COLLATE "C" NOT NULL REFERENCES areas (code) CHECK (length(area_code) = 15),
      name text NOT NULL,
      address text NOT NULL
    );
    -- A ledger names a compound by its name, so a name is unique within the community.
    CREATE UNIQUE INDEX compounds_by_name ON compounds (left(area_code, 12), name);
    CREATE INDEX compounds_by_area ON compounds (area_code);
  `,
};
