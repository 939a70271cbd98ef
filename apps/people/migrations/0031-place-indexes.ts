import type { Migration } from '@lianfang/platform/persistence';

/** What the keys of 0032 refer to, built without keeping anybody from writing. */
export const placeIndexes: Migration = {
  name: '0031-place-indexes',
  transactional: false,
  sql: `
    DROP INDEX CONCURRENTLY IF EXISTS compounds_place;
    CREATE UNIQUE INDEX CONCURRENTLY compounds_place ON compounds (id, area_code);
    DROP INDEX CONCURRENTLY IF EXISTS households_place;
    CREATE UNIQUE INDEX CONCURRENTLY households_place ON households (id, area_code);
    DROP INDEX CONCURRENTLY IF EXISTS people_membership;
    CREATE UNIQUE INDEX CONCURRENTLY people_membership ON people (id, household_id);
    DROP INDEX CONCURRENTLY IF EXISTS people_by_survivor;
    CREATE INDEX CONCURRENTLY people_by_survivor ON people (merged_into) WHERE merged_into IS NOT NULL;
    DROP INDEX CONCURRENTLY IF EXISTS households_by_head;
    CREATE INDEX CONCURRENTLY households_by_head ON households (head_id) WHERE head_id IS NOT NULL;
  `,
};
