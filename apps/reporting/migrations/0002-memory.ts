import type { Migration } from '@lianfang/platform/persistence';

/** What must be remembered of single facts, so that their end takes off exactly what their beginning had put on. */
export const memory: Migration = {
  name: '0002-memory',
  sql: `
    CREATE TABLE standings (
      kind text NOT NULL CHECK (kind IN ('ORDER', 'ALERT', 'SUPPORT', 'CHECKPOINT')),
      id uuid NOT NULL,
      area_code text COLLATE "C" NOT NULL,
      figure text,
      ended boolean NOT NULL,
      former_area_code text COLLATE "C",
      former_figure text,
      PRIMARY KEY (kind, id),
      CHECK (NOT ended OR figure IS NULL)
    );
    COMMENT ON TABLE standings IS 'the one level that an order, alert, request or checkpoint counts in, and where; former_*: before its last event';

    CREATE TABLE sweep_shares (
      round_id uuid NOT NULL,
      area_code text COLLATE "C" NOT NULL,
      targets integer NOT NULL,
      reached integer NOT NULL,
      closed boolean NOT NULL,
      PRIMARY KEY (round_id, area_code)
    );
    COMMENT ON TABLE sweep_shares IS 'what a round put on the levels of a grid, to be taken off when it closes';
  `,
};
