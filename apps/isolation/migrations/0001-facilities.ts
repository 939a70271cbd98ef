import type { Migration } from '@lianfang/platform/persistence';

export const facilities: Migration = {
  name: '0001-facilities',
  sql: `
    CREATE TABLE facilities (
      id uuid PRIMARY KEY,
      name text NOT NULL,
      area_code text COLLATE "C" NOT NULL,
      address text NOT NULL,
      sponsor text NOT NULL,
      state text NOT NULL CHECK (state IN ('DESIGNATED', 'FITTING_OUT', 'INSPECTED', 'OPEN', 'CLOSED')),
      clean_zone boolean NOT NULL DEFAULT false,
      buffer_zone boolean NOT NULL DEFAULT false,
      isolation_zone boolean NOT NULL DEFAULT false,
      staff_passage boolean NOT NULL DEFAULT false,
      patient_passage boolean NOT NULL DEFAULT false,
      -- Three zones and two passages, or nobody moves in.
      CHECK (state IN ('DESIGNATED', 'FITTING_OUT', 'CLOSED')
             OR (clean_zone AND buffer_zone AND isolation_zone AND staff_passage AND patient_passage))
    );
    CREATE INDEX facilities_by_area ON facilities (area_code, name);

    CREATE TABLE facility_steps (
      facility_id uuid NOT NULL REFERENCES facilities (id),
      state text NOT NULL,
      at timestamptz NOT NULL,
      by text NOT NULL,
      PRIMARY KEY (facility_id, state)
    );

    CREATE TABLE beds (
      id uuid PRIMARY KEY,
      facility_id uuid NOT NULL REFERENCES facilities (id),
      room text NOT NULL,
      label text NOT NULL,
      bed_order text COLLATE "C" NOT NULL,
      UNIQUE (facility_id, room, label)
    );
    CREATE INDEX beds_by_facility ON beds (facility_id, bed_order);
  `,
};
