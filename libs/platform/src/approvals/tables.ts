import { EntitySchema } from 'typeorm';
import type { Migration } from '../persistence/index.ts';
import type { Proposal } from './proposal.ts';

/** For services that decide over people; each takes it into its own migrations. */
export const approvalTables: Migration = {
  name: 'approvals-0001',
  sql: `
    CREATE TABLE proposals (
      id uuid PRIMARY KEY,
      operation text NOT NULL,
      area_code text COLLATE "C" NOT NULL,
      people integer NOT NULL CHECK (people > 0),
      payload jsonb NOT NULL,
      proposed_by_id text NOT NULL,
      proposed_by text NOT NULL,
      agency text NOT NULL,
      proposed_at timestamptz NOT NULL,
      expires_at timestamptz NOT NULL CHECK (expires_at > proposed_at),
      state text NOT NULL CHECK (state IN ('OPEN', 'APPROVED', 'REJECTED')),
      decided_by_id text,
      decided_by text,
      decided_at timestamptz CHECK (decided_at < expires_at),
      decision_reason text,
      verdicts jsonb,
      CHECK ((state = 'OPEN') = (decided_by_id IS NULL)),
      CHECK ((decided_by_id IS NULL) = (decided_at IS NULL)),
      CONSTRAINT second_person CHECK (decided_by_id <> proposed_by_id)
    );
    CREATE INDEX proposals_by_area ON proposals (area_code, id);

    -- Who decided alone over how many, for the window of ten minutes.
    CREATE TABLE lone_decisions (
      id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
      decided_by_id text NOT NULL,
      decided_at timestamptz NOT NULL,
      people integer NOT NULL CHECK (people > 0)
    );
    CREATE INDEX lone_decisions_by_decider ON lone_decisions (decided_by_id, decided_at);
  `,
};

export const proposalTable = new EntitySchema<Proposal>({
  name: 'Proposal',
  tableName: 'proposals',
  columns: {
    id: { type: 'uuid', primary: true },
    operation: { type: 'text' },
    areaCode: { type: 'text', name: 'area_code' },
    people: { type: 'integer' },
    payload: { type: 'jsonb' },
    proposedById: { type: 'text', name: 'proposed_by_id' },
    proposedBy: { type: 'text', name: 'proposed_by' },
    agency: { type: 'text' },
    proposedAt: { type: 'timestamptz', name: 'proposed_at' },
    expiresAt: { type: 'timestamptz', name: 'expires_at' },
    state: { type: 'text' },
    decidedById: { type: 'text', name: 'decided_by_id', nullable: true },
    decidedBy: { type: 'text', name: 'decided_by', nullable: true },
    decidedAt: { type: 'timestamptz', name: 'decided_at', nullable: true },
    decisionReason: { type: 'text', name: 'decision_reason', nullable: true },
    verdicts: { type: 'jsonb', nullable: true },
  },
});
