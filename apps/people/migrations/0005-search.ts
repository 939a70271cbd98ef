import type { Migration } from '@lianfang/platform/persistence';

/**
 * Names have two to four characters, fewer than a trigram holds, so part of a name is looked up by its characters.
 * A list of households of any area reads the doors in their order and stops when the page is full.
 */
export const search: Migration = {
  name: '0005-search',
  sql: `
    DROP INDEX people_by_name;
    CREATE INDEX people_by_name ON people USING gin (string_to_array(name, NULL));
    CREATE INDEX households_by_door ON households (door_order, id);
  `,
};
