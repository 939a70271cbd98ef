import type { Migration } from '@lianfang/platform/persistence';

/**
 * Health codes. The rules are data: a new version is a row with its first day, and a change keeps the version it was made under.
 * The latest change of a person is the code in force, until its end; changes are never updated.
 */
export const healthCodes: Migration = {
  name: '0006-health-codes',
  sql: `
    CREATE TABLE code_rules (
      id text NOT NULL,
      version text NOT NULL,
      valid_from date NOT NULL,
      code text CHECK (code IN ('GREEN', 'YELLOW', 'RED')),
      days integer CHECK (days > 0),
      summary_zh text NOT NULL,
      summary_en text NOT NULL,
      PRIMARY KEY (id, version),
      UNIQUE (id, valid_from)
    );
    COMMENT ON COLUMN code_rules.code IS 'null: the person who decides names it';
    COMMENT ON COLUMN code_rules.days IS 'a yellow or red code ends after so many days; null: when another fact ends it';
    INSERT INTO code_rules (id, version, valid_from, code, days, summary_zh, summary_en) VALUES
      ('arrival-high', '8', '2020-02-11', 'RED', 14, '自高风险地区抵达赋红码，14 天', 'Arrival from a high-risk area: red for 14 days'),
      ('arrival-high', '9', '2022-06-28', 'RED', 7, '自高风险地区抵达赋红码，7 天', 'Arrival from a high-risk area: red for 7 days'),
      ('arrival-high', '2022-11', '2022-11-11', 'RED', 5, '自高风险地区抵达赋红码，5 天', 'Arrival from a high-risk area: red for 5 days'),
      ('arrival-medium', '8', '2020-02-11', 'YELLOW', 14, '自中风险地区抵达赋黄码，14 天', 'Arrival from a medium-risk area: yellow for 14 days'),
      ('arrival-medium', '9', '2022-06-28', 'YELLOW', 7, '自中风险地区抵达赋黄码，7 天', 'Arrival from a medium-risk area: yellow for 7 days'),
      ('arrival-medium', '2022-11', '2022-11-11', 'YELLOW', 3, '自中风险地区抵达赋黄码，3 天', 'Arrival from a medium-risk area: yellow for 3 days'),
      ('arrival-low', '8', '2020-02-11', 'GREEN', NULL, '自低风险地区抵达赋绿码', 'Arrival from a low-risk area: green'),
      ('order-confirmed', '8', '2020-02-11', 'RED', NULL, '隔离期间为红码，解除隔离即转绿', 'Red while an isolation order is in force'),
      ('order-released', '8', '2020-02-11', 'GREEN', NULL, '解除隔离转绿码', 'Release from isolation: green'),
      ('by-decision', '8', '2020-02-11', NULL, 14, '卫健委依据材料赋码，黄码、红码 14 天后到期', 'Set by the commission on evidence; yellow and red end after 14 days'),
      ('by-decision', '9', '2022-06-28', NULL, 7, '卫健委依据材料赋码，黄码、红码 7 天后到期', 'Set by the commission on evidence; yellow and red end after 7 days'),
      ('correction', '8', '2020-02-11', NULL, 14, '核实后更正，黄码、红码 14 天后到期', 'Corrected after verification; yellow and red end after 14 days'),
      ('correction', '9', '2022-06-28', NULL, 7, '核实后更正，黄码、红码 7 天后到期', 'Corrected after verification; yellow and red end after 7 days'),
      ('expired', '8', '2020-02-11', 'GREEN', NULL, '期满转绿码', 'The term is over: green'),
      ('unassigned', '8', '2020-02-11', 'GREEN', NULL, '未赋码，默认绿码', 'Nothing was ever assigned: green');

    CREATE TABLE code_changes (
      id uuid PRIMARY KEY,
      person_id uuid NOT NULL,
      area_code text COLLATE "C" NOT NULL,
      code text NOT NULL CHECK (code IN ('GREEN', 'YELLOW', 'RED')),
      previous text NOT NULL CHECK (previous IN ('GREEN', 'YELLOW', 'RED')),
      rule_id text NOT NULL,
      rule_version text NOT NULL,
      reason text,
      evidence_kind text NOT NULL,
      evidence_reference text NOT NULL CHECK (btrim(evidence_reference) <> ''),
      evidence_day date NOT NULL,
      evidence_note text,
      decided_by_id text,
      decided_by text,
      approved_by_id text,
      approved_by text,
      agency text,
      proposal_id uuid,
      corrects uuid,
      decided_at timestamptz NOT NULL,
      recorded_at timestamptz NOT NULL,
      until timestamptz CHECK (until > decided_at),
      FOREIGN KEY (rule_id, rule_version) REFERENCES code_rules (id, version),
      CONSTRAINT person_decides_with_reason CHECK (
        rule_id NOT IN ('by-decision', 'correction') OR (decided_by_id IS NOT NULL AND decided_by IS NOT NULL AND coalesce(btrim(reason), '') <> '')),
      CONSTRAINT second_person CHECK (approved_by_id <> decided_by_id),
      CHECK ((proposal_id IS NULL) = (approved_by_id IS NULL)),
      CHECK ((rule_id = 'correction') = (corrects IS NOT NULL))
    );
    CREATE INDEX code_changes_by_person ON code_changes (person_id, id);
    CREATE INDEX code_changes_by_area ON code_changes (area_code, id);

    CREATE FUNCTION code_change_stands() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
      RAISE EXCEPTION 'a code change is never edited: make a correction' USING ERRCODE = 'check_violation', CONSTRAINT = 'code_change_stands';
    END $$;
    CREATE TRIGGER code_change_stands BEFORE UPDATE ON code_changes FOR EACH ROW EXECUTE FUNCTION code_change_stands();
  `,
};
