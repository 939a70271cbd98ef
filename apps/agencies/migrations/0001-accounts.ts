import type { Migration } from '@lianfang/platform/persistence';

/**
 * Accounts as the graph knows them: `id` is the user id of the issuer. Names of staff are sealed. Codes are COLLATE "C": an area
 * and all below it is then one index range.
 */
export const accounts: Migration = {
  name: '0001-accounts',
  sql: `
    CREATE TABLE accounts (
      id text COLLATE "C" PRIMARY KEY CHECK (id ~ '^[a-z0-9][a-z0-9._@-]{1,63}$'),
      agency text NOT NULL,
      area_code text COLLATE "C" NOT NULL CHECK (area_code ~ '^\\d+$'),
      roles text[] NOT NULL CHECK (cardinality(roles) > 0),
      name_sealed bytea NOT NULL,
      household_id uuid,
      suspended_at timestamptz,
      suspended_by text,
      registered_at timestamptz NOT NULL,
      registered_by text NOT NULL,
      version integer NOT NULL DEFAULT 1,
      CHECK ((suspended_at IS NULL) = (suspended_by IS NULL))
    );
    CREATE INDEX accounts_by_agency ON accounts (agency, area_code, id);

    -- Kept for ever: who was signed out, by whom and why is part of the story.
    CREATE TABLE revocations (
      id uuid PRIMARY KEY,
      account_id text COLLATE "C" NOT NULL,
      token_id text,
      before timestamptz NOT NULL,
      revoked_at timestamptz NOT NULL,
      revoked_by text NOT NULL
    );
    CREATE INDEX revocations_by_account ON revocations (account_id, revoked_at);
  `,
};
