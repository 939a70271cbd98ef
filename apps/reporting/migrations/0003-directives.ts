import type { Migration } from '@lianfang/platform/persistence';

export const directives: Migration = {
  name: '0003-directives',
  sql: `
    CREATE TABLE directives (
      id uuid PRIMARY KEY,
      area_code text COLLATE "C" NOT NULL,
      owner_agency text NOT NULL,
      task text NOT NULL CHECK (task <> ''),
      steps jsonb NOT NULL CHECK (jsonb_typeof(steps) = 'array'),
      state text NOT NULL CHECK (state IN ('ISSUED', 'DONE', 'WITHDRAWN')),
      issued_by text NOT NULL,
      issued_at timestamptz NOT NULL,
      deadline timestamptz NOT NULL,
      done_by text,
      done_at timestamptz,
      outcome text,
      CONSTRAINT deadline_after_issue CHECK (deadline > issued_at),
      CONSTRAINT done_when_and_by_whom CHECK ((state = 'DONE') = (done_at IS NOT NULL) AND (state = 'DONE') = (done_by IS NOT NULL)),
      CONSTRAINT ended_with_outcome CHECK ((state = 'ISSUED') = (outcome IS NULL))
    );
    CREATE INDEX directives_by_area ON directives (area_code, deadline, id);
  `,
};
