import type { Migration } from '@lianfang/platform/persistence';

/** What became of each imported ledger. The error sheet holds the rejected rows as they came, so it is kept sealed. */
export const ledgers: Migration = {
  name: '0004-ledgers',
  sql: `
    CREATE TABLE ledger_imports (
      id uuid PRIMARY KEY,
      area_code text COLLATE "C" NOT NULL REFERENCES areas (code),
      file_name text NOT NULL,
      imported_at timestamptz NOT NULL,
      imported_by text NOT NULL,
      rows integer NOT NULL,
      households_added integer NOT NULL,
      people_added integer NOT NULL,
      people_updated integer NOT NULL,
      unchanged integer NOT NULL,
      rows_rejected integer NOT NULL,
      errors jsonb NOT NULL,
      error_sheet_sealed bytea,
      CHECK (people_added + people_updated + unchanged + rows_rejected <= rows)
    );
    CREATE INDEX ledger_imports_by_area ON ledger_imports (area_code, imported_at DESC);
  `,
};
