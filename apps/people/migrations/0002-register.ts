import type { Migration } from '@lianfang/platform/persistence';

/**
 * The register. ID numbers and phones are sealed at rest; equality search goes through keyed indexes of them.
 * register_counts is kept by the transactions that change the register, so a count costs the same at any size.
 */
export const register: Migration = {
  name: '0002-register',
  sql: `
    CREATE EXTENSION IF NOT EXISTS pg_trgm;

    CREATE TABLE households (
      id uuid PRIMARY KEY,
      compound_id uuid NOT NULL REFERENCES compounds (id),
      area_code text COLLATE "C" NOT NULL REFERENCES areas (code) CHECK (length(area_code) = 15),
      building text NOT NULL,
      unit text NOT NULL,
      room text NOT NULL,
      door_order text COLLATE "C" NOT NULL,
      occupancy text NOT NULL CHECK (occupancy IN ('OCCUPIED', 'VACANT')),
      version integer NOT NULL DEFAULT 1,
      UNIQUE (compound_id, building, unit, room)
    );
    CREATE INDEX households_by_area ON households (area_code, door_order, id);

    CREATE TABLE people (
      id uuid PRIMARY KEY,
      household_id uuid REFERENCES households (id),
      area_code text COLLATE "C" NOT NULL REFERENCES areas (code) CHECK (length(area_code) >= 12),
      name text NOT NULL,
      pinyin text NOT NULL,
      initials text NOT NULL,
      sex text CHECK (sex IN ('MALE', 'FEMALE')),
      birth_date date,
      document_kind text NOT NULL CHECK (document_kind IN ('RESIDENT_ID', 'PASSPORT', 'TRAVEL_PERMIT')),
      id_number_sealed bytea NOT NULL,
      id_number_index bytea NOT NULL,
      id_number_mask text NOT NULL,
      phone_sealed bytea,
      phone_index bytea,
      phone_mask text,
      relation text,
      version integer NOT NULL DEFAULT 1,
      UNIQUE (document_kind, id_number_index)
    );
    CREATE INDEX people_by_area ON people (area_code, id);
    CREATE INDEX people_by_household ON people (household_id);
    CREATE INDEX people_by_phone ON people (phone_index);
    CREATE INDEX people_by_name ON people USING gin (name gin_trgm_ops);
    CREATE INDEX people_by_pinyin ON people (pinyin text_pattern_ops);
    CREATE INDEX people_by_initials ON people (initials text_pattern_ops);

    CREATE TABLE register_counts (
      area_code text COLLATE "C" PRIMARY KEY REFERENCES areas (code),
      households integer NOT NULL DEFAULT 0,
      vacant_households integer NOT NULL DEFAULT 0,
      people integer NOT NULL DEFAULT 0,
      CHECK (households >= vacant_households AND vacant_households >= 0 AND people >= 0)
    );
  `,
};
