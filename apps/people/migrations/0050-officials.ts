import type { Migration } from '@lianfang/platform/persistence';

/**
 * Officials who hold key persons and look after households. Who leaves stays in the table: history names them by id.
 * Key persons and their teams of six: a role of a team is held by one official at a time, whoever writes.
 */
export const officials: Migration = {
  name: '0050-officials',
  sql: `
    CREATE TABLE officials (
      id uuid PRIMARY KEY,
      area_code text COLLATE "C" NOT NULL REFERENCES areas (code),
      name text NOT NULL,
      unit text NOT NULL,
      post text NOT NULL CHECK (post IN ('DISTRICT_LEADER', 'BUREAU', 'STREET', 'COMMUNITY', 'POLICE', 'DOCTOR', 'VOLUNTEER')),
      liaison boolean NOT NULL DEFAULT false,
      account_id text,
      phone_sealed bytea,
      phone_index bytea,
      phone_mask text,
      since date NOT NULL,
      left_on date CHECK (left_on >= since),
      version integer NOT NULL DEFAULT 1
    );
    CREATE UNIQUE INDEX officials_by_name ON officials (area_code, name, unit) WHERE left_on IS NULL;
    CREATE UNIQUE INDEX officials_by_account ON officials (account_id) WHERE left_on IS NULL;
    CREATE INDEX officials_by_area ON officials (area_code, id);
  `,
};
