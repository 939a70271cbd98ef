import type { Migration } from '@lianfang/platform/persistence';

/** Who decided over an order, when, by which rule, on which evidence: one row per step, never edited. */
export const decisions: Migration = {
  name: '0003-decisions',
  sql: `
    CREATE TABLE order_decisions (
      id uuid PRIMARY KEY,
      order_id uuid NOT NULL REFERENCES orders (id) ON DELETE CASCADE,
      person_id uuid NOT NULL,
      area_code text COLLATE "C" NOT NULL,
      step text NOT NULL CHECK (step IN ('PROPOSED', 'CONFIRMED', 'DECLINED', 'RELEASED')),
      mode text NOT NULL,
      rule_version text NOT NULL REFERENCES protocols (version),
      reason text,
      evidence_kind text,
      evidence_reference text CHECK (btrim(evidence_reference) <> ''),
      evidence_day date,
      evidence_note text,
      decided_by_id text,
      decided_by text,
      approved_by_id text,
      approved_by text,
      agency text,
      proposal_id uuid,
      decided_at timestamptz NOT NULL,
      CONSTRAINT person_decides CHECK (step = 'PROPOSED' OR (decided_by_id IS NOT NULL AND decided_by IS NOT NULL)),
      CONSTRAINT decision_has_evidence CHECK (
        step = 'DECLINED' OR (evidence_kind IS NOT NULL AND evidence_reference IS NOT NULL AND evidence_day IS NOT NULL)),
      CONSTRAINT second_person CHECK (approved_by_id <> decided_by_id),
      CHECK ((proposal_id IS NULL) = (approved_by_id IS NULL))
    );
    CREATE INDEX order_decisions_by_person ON order_decisions (person_id, id);
    CREATE INDEX order_decisions_by_order ON order_decisions (order_id, id);

    CREATE FUNCTION order_decision_stands() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
      RAISE EXCEPTION 'a decision is never edited' USING ERRCODE = 'check_violation', CONSTRAINT = 'order_decision_stands';
    END $$;
    CREATE TRIGGER order_decision_stands BEFORE UPDATE ON order_decisions FOR EACH ROW EXECUTE FUNCTION order_decision_stands();
  `,
};
