import type { Migration } from '@lianfang/platform/persistence';

/**
 * One row per area and day on which something happened, for the area of the event and every area above it. A row holds the
 * levels as of the end of its day, so any area and any day is read by one look into the primary key, at any size of the city.
 *
 * No CHECK for what is never negative: an upsert would be checked with its change, as if that were a whole row of its own.
 */
export const figures: Migration = {
  name: '0001-figures',
  sql: `
    CREATE TABLE figures (
      area_code text COLLATE "C" NOT NULL,
      day date NOT NULL,
      version integer NOT NULL,
      level_version integer NOT NULL,
      as_of timestamptz NOT NULL,
      level_as_of timestamptz,
      households integer NOT NULL,
      vacant_households integer NOT NULL,
      people integer NOT NULL,
      sweep_targets integer NOT NULL,
      sweep_reached integer NOT NULL,
      checkpoints_open integer NOT NULL,
      alerts_open integer NOT NULL,
      orders_proposed integer NOT NULL,
      in_facility integer NOT NULL,
      at_home integer NOT NULL,
      in_hospital integer NOT NULL,
      beds_open integer NOT NULL,
      beds_occupied integer NOT NULL,
      support_open integer NOT NULL,
      returnees_from_outbreak integer NOT NULL,
      passages integer NOT NULL,
      passages_refused integer NOT NULL,
      arrivals integer NOT NULL,
      arrivals_at_risk integer NOT NULL,
      alerts_raised integer NOT NULL,
      released integer NOT NULL,
      donations integer NOT NULL,
      donations_fen bigint NOT NULL,
      pieces_delivered integer NOT NULL,
      PRIMARY KEY (area_code, day)
    );
    COMMENT ON COLUMN figures.version IS 'changes of levels up to this day, and of flows on this day';
    COMMENT ON COLUMN figures.level_version IS 'of these, those of levels: where the next day begins';
    -- The rows of today are written again and again; room on the page keeps the index out of it.
    ALTER TABLE figures SET (fillfactor = 50);
  `,
};
