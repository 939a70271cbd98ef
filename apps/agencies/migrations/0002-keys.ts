import type { Migration } from '@lianfang/platform/persistence';

/** Machine clients: their public keys alone. A key pair is registered once, in the whole house. */
export const keys: Migration = {
  name: '0002-keys',
  sql: `
    CREATE TABLE machine_keys (
      id uuid PRIMARY KEY,
      agency text NOT NULL,
      area_code text COLLATE "C" NOT NULL CHECK (area_code ~ '^\\d+$'),
      label text NOT NULL CHECK (label <> ''),
      scopes text[] NOT NULL CHECK (cardinality(scopes) > 0),
      jwk jsonb NOT NULL CHECK (NOT jwk ? 'd'),
      fingerprint text NOT NULL UNIQUE,
      registered_at timestamptz NOT NULL,
      registered_by text NOT NULL,
      expires_at timestamptz NOT NULL CHECK (expires_at <= registered_at + interval '366 days'),
      revoked_at timestamptz,
      revoked_by text,
      replaced_by uuid REFERENCES machine_keys (id),
      version integer NOT NULL DEFAULT 1,
      CHECK ((revoked_at IS NULL) = (revoked_by IS NULL))
    );
    CREATE INDEX machine_keys_by_agency ON machine_keys (agency, area_code, id);
  `,
};
