import type { Migration } from '@lianfang/platform/persistence';

/** Levels of cases and contacts. A column with a constant default costs no rewrite of the table. */
export const cases: Migration = {
  name: '0004-cases',
  sql: `
    ALTER TABLE figures
      ADD COLUMN cases_confirmed integer NOT NULL DEFAULT 0,
      ADD COLUMN cases_in_treatment integer NOT NULL DEFAULT 0,
      ADD COLUMN cases_asymptomatic integer NOT NULL DEFAULT 0,
      ADD COLUMN cases_suspected integer NOT NULL DEFAULT 0,
      ADD COLUMN contacts_observed integer NOT NULL DEFAULT 0;
  `,
};
