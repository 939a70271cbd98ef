import type { Migration } from '@lianfang/platform/persistence';

export const arrivalsAndAlerts: Migration = {
  name: '0004-arrivals-and-alerts',
  sql: `
    CREATE TABLE arrivals (
      id uuid PRIMARY KEY,
      person_id uuid NOT NULL,
      checkpoint_id uuid NOT NULL REFERENCES checkpoints (id),
      area_code text COLLATE "C" NOT NULL CHECK (area_code ~ '^\\d{12}(\\d{3})?$'),
      household_id uuid,
      origin_area_code text COLLATE "C" NOT NULL CHECK (length(origin_area_code) >= 4),
      origin_name text NOT NULL CHECK (btrim(origin_name) <> ''),
      risk text NOT NULL CHECK (risk IN ('HIGH', 'MEDIUM', 'LOW')),
      plate text,
      temperature double precision CHECK (temperature BETWEEN 30 AND 45),
      letter_signed boolean NOT NULL CHECK (letter_signed),
      arrived_at timestamptz NOT NULL,
      received_at timestamptz NOT NULL,
      declared_by text NOT NULL
    );
    CREATE INDEX arrivals_by_area ON arrivals (area_code, arrived_at DESC);
    CREATE INDEX arrivals_by_person ON arrivals (person_id, arrived_at DESC, id DESC);

    CREATE TABLE alerts (
      id uuid PRIMARY KEY,
      kind text NOT NULL CHECK (kind IN ('FEVER', 'ISOLATION_BREACH', 'CODE', 'CERTIFICATE_EXPIRED')),
      state text NOT NULL CHECK (state IN ('RAISED', 'ACKNOWLEDGED', 'CLOSED')),
      area_code text COLLATE "C" NOT NULL,
      checkpoint_id uuid NOT NULL REFERENCES checkpoints (id),
      person_id uuid,
      passage_id uuid UNIQUE REFERENCES passages (id),
      owner_agency text NOT NULL,
      raised_at timestamptz NOT NULL,
      acknowledged_at timestamptz,
      acknowledged_by text,
      acknowledged_agency text,
      closed_at timestamptz,
      closed_by text,
      outcome text,
      CHECK ((state = 'RAISED') = (acknowledged_at IS NULL)),
      CHECK ((acknowledged_at IS NULL) = (acknowledged_agency IS NULL)),
      CHECK ((state = 'CLOSED') = (closed_at IS NOT NULL)),
      CHECK ((state = 'CLOSED') = (coalesce(btrim(outcome), '') <> ''))
    );
    CREATE INDEX alerts_by_area ON alerts (area_code, raised_at DESC);
    CREATE INDEX alerts_open_by_area ON alerts (area_code, raised_at DESC) WHERE state <> 'CLOSED';
  `,
};
