import type { Migration } from '@lianfang/platform/persistence';

export const support: Migration = {
  name: '0003-support',
  sql: `
    CREATE TABLE support_requests (
      id uuid PRIMARY KEY,
      person_id uuid NOT NULL,
      household_id uuid,
      order_id uuid UNIQUE,
      area_code text COLLATE "C" NOT NULL,
      state text NOT NULL CHECK (state IN ('OPEN', 'TAKEN', 'DELIVERED', 'CLOSED')),
      need text NOT NULL,
      opened_at timestamptz NOT NULL,
      due_at timestamptz NOT NULL,
      taken_by text,
      delivered_at timestamptz,
      closed_at timestamptz
    );
    CREATE INDEX support_requests_by_area ON support_requests (area_code, due_at, id);
    CREATE INDEX support_requests_by_person ON support_requests (person_id);
    CREATE INDEX support_requests_by_household ON support_requests (household_id);
  `,
};
