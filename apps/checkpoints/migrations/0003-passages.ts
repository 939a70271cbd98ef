import type { Migration } from '@lianfang/platform/persistence';

export const passages: Migration = {
  name: '0003-passages',
  sql: `
    CREATE TABLE passages (
      id uuid PRIMARY KEY,
      checkpoint_id uuid NOT NULL REFERENCES checkpoints (id),
      area_code text COLLATE "C" NOT NULL,
      person_id uuid,
      pass_id uuid REFERENCES passes (id),
      direction text NOT NULL CHECK (direction IN ('IN', 'OUT')),
      verdict text NOT NULL CHECK (verdict IN ('ALLOWED', 'REFUSED')),
      reason text CHECK (reason IN ('UNDER_ISOLATION', 'QUOTA_USED', 'FEVER', 'PASS_UNKNOWN', 'PASS_EXPIRED', 'PASS_REVOKED',
        'CHECKPOINT_CLOSED')),
      temperature double precision CHECK (temperature BETWEEN 30 AND 45),
      plate text,
      passed_at timestamptz NOT NULL,
      received_at timestamptz NOT NULL,
      recorded_by text NOT NULL,
      CHECK (verdict = 'ALLOWED' OR reason IS NOT NULL)
    );
    CREATE INDEX passages_by_checkpoint ON passages (checkpoint_id, passed_at DESC, id DESC);
    CREATE INDEX passages_by_person ON passages (person_id, passed_at DESC, id DESC) WHERE person_id IS NOT NULL;

    CREATE TABLE outings (
      -- Taken before the passage is written, in the same transaction.
      passage_id uuid PRIMARY KEY REFERENCES passages (id) DEFERRABLE INITIALLY DEFERRED,
      household_id uuid NOT NULL,
      slot integer NOT NULL CHECK (slot >= 1),
      period daterange NOT NULL CHECK (NOT isempty(period) AND NOT lower_inf(period) AND NOT upper_inf(period)),
      rule_version text NOT NULL REFERENCES quota_rules (version),
      CONSTRAINT outings_within_quota EXCLUDE USING gist (household_id WITH =, slot WITH =, period WITH &&)
    );
    COMMENT ON COLUMN outings.slot IS 'from 1 to the outings of the rule';
    COMMENT ON COLUMN outings.period IS 'days from the outing on that it uses up';

    -- A slot beyond the rule would be an outing too many; a foreign key cannot say "at most".
    CREATE FUNCTION outing_fits_rule() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
      PERFORM FROM quota_rules
        WHERE version = NEW.rule_version AND NEW.slot <= outings AND upper(NEW.period) - lower(NEW.period) = days;
      IF NOT FOUND THEN
        RAISE EXCEPTION 'outing of household % does not fit rule %', NEW.household_id, NEW.rule_version
          USING ERRCODE = 'check_violation', CONSTRAINT = 'outings_fit_rule';
      END IF;
      RETURN NEW;
    END $$;
    CREATE TRIGGER outings_fit_rule BEFORE INSERT OR UPDATE ON outings FOR EACH ROW EXECUTE FUNCTION outing_fits_rule();
  `,
};
