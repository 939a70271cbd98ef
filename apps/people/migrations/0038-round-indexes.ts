import type { Migration } from '@lianfang/platform/persistence';

/** Beside everybody's work: doors of a million people are read for a second and more. */
export const roundIndexes: Migration = {
  name: '0038-round-indexes',
  transactional: false,
  sql: `
    DROP INDEX CONCURRENTLY IF EXISTS sweep_visits_one_record;
    CREATE UNIQUE INDEX CONCURRENTLY sweep_visits_one_record ON sweep_visits (round_id, household_id, version) WHERE version IS NOT NULL;
    DROP INDEX CONCURRENTLY IF EXISTS sweep_targets_open;
    CREATE INDEX CONCURRENTLY sweep_targets_open ON sweep_targets (round_id, area_code, door_order, household_id)
      WHERE outcome IS NULL OR outcome NOT IN ('VISITED', 'VACANT', 'MOVED_AWAY');
    DROP INDEX CONCURRENTLY IF EXISTS sweep_targets_due;
    CREATE INDEX CONCURRENTLY sweep_targets_due ON sweep_targets (round_id, due_at) WHERE due_at IS NOT NULL;`,
};
