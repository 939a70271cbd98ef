import type { Migration } from '@lianfang/platform/persistence';

/** A pass that goes is looked for in the passages; without this each would read all of them. */
export const keepingIndexes: Migration = {
  name: '0020-keeping',
  transactional: false,
  sql: `
    DROP INDEX CONCURRENTLY IF EXISTS passages_by_pass;
    CREATE INDEX CONCURRENTLY passages_by_pass ON passages (pass_id) WHERE pass_id IS NOT NULL;
  `,
};
