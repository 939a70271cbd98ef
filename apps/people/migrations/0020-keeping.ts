import type { Migration } from '@lianfang/platform/persistence';

/** A household or a visit that goes is looked for in what may refer to it; without these each would read the whole table. */
export const keepingIndexes: Migration = {
  name: '0020-keeping',
  transactional: false,
  sql: `
    DROP INDEX CONCURRENTLY IF EXISTS sweep_targets_by_visit;
    CREATE INDEX CONCURRENTLY sweep_targets_by_visit ON sweep_targets (visit_id) WHERE visit_id IS NOT NULL;
    DROP INDEX CONCURRENTLY IF EXISTS sweep_targets_by_household;
    CREATE INDEX CONCURRENTLY sweep_targets_by_household ON sweep_targets (household_id);
    DROP INDEX CONCURRENTLY IF EXISTS sweep_visits_by_household;
    CREATE INDEX CONCURRENTLY sweep_visits_by_household ON sweep_visits (household_id);
    DROP INDEX CONCURRENTLY IF EXISTS code_changes_by_corrected;
    CREATE INDEX CONCURRENTLY code_changes_by_corrected ON code_changes (corrects) WHERE corrects IS NOT NULL;
    DROP INDEX CONCURRENTLY IF EXISTS code_changes_by_proposal;
    CREATE INDEX CONCURRENTLY code_changes_by_proposal ON code_changes (proposal_id) WHERE proposal_id IS NOT NULL;
  `,
};
