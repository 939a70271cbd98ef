import type { Migration } from '@lianfang/platform/persistence';

/** What is to be asked of a contact on which day, by a version of the rule; and what was answered, each time anew. */
export const followUps: Migration = {
  name: '0042-follow-ups',
  sql: `
    CREATE TABLE follow_up_rules (
      version text NOT NULL,
      valid_from date NOT NULL,
      contact_kind text NOT NULL CHECK (contact_kind IN ('CLOSE', 'SECONDARY', 'GENERAL')),
      days integer NOT NULL CHECK (days BETWEEN 1 AND 60),
      test_days integer[] NOT NULL,
      summary_zh text NOT NULL,
      summary_en text NOT NULL,
      PRIMARY KEY (version, contact_kind),
      UNIQUE (contact_kind, valid_from)
    );
    COMMENT ON COLUMN follow_up_rules.days IS 'days of observation after the last exposure, a temperature on each';
    COMMENT ON COLUMN follow_up_rules.test_days IS 'days after the last exposure on which a sample is taken';
    INSERT INTO follow_up_rules (version, valid_from, contact_kind, days, test_days, summary_zh, summary_en) VALUES
      ('8', '2020-02-11', 'CLOSE', 14, '{1,4,7,14}', '密接：末次暴露后 14 天，第 1、4、7、14 天核酸', 'Close contact: 14 days after the last exposure, PCR on days 1, 4, 7, 14'),
      ('8', '2020-02-11', 'SECONDARY', 7, '{1,4,7}', '次密接：末次暴露后 7 天，第 1、4、7 天核酸', 'Contact of a contact: 7 days, PCR on days 1, 4, 7'),
      ('8', '2020-02-11', 'GENERAL', 14, '{}', '一般接触者：健康监测 14 天', 'General contact: health monitoring for 14 days'),
      ('9', '2022-06-28', 'CLOSE', 10, '{1,2,3,5,7,10}', '密接：7 天集中 + 3 天居家，第 1、2、3、5、7 天及居家第 3 天核酸', 'Close contact: 7 + 3 days, PCR on days 1, 2, 3, 5, 7 and on home day 3'),
      ('9', '2022-06-28', 'SECONDARY', 7, '{1,4,7}', '次密接：7 天，第 1、4、7 天核酸', 'Contact of a contact: 7 days, PCR on days 1, 4, 7'),
      ('9', '2022-06-28', 'GENERAL', 7, '{}', '一般接触者：健康监测 7 天', 'General contact: health monitoring for 7 days'),
      ('2022-11', '2022-11-11', 'CLOSE', 8, '{1,2,3,5,8}', '密接：5 天集中 + 3 天居家，第 1、2、3、5 天及居家第 3 天核酸', 'Close contact: 5 + 3 days, PCR on days 1, 2, 3, 5 and on home day 3'),
      ('2022-11', '2022-11-11', 'SECONDARY', 3, '{1,3}', '次密接：不再强制判定，登记者健康监测 3 天', 'Contact of a contact: no longer required; who is registered is watched for 3 days'),
      ('2022-11', '2022-11-11', 'GENERAL', 3, '{}', '一般接触者：健康监测 3 天', 'General contact: health monitoring for 3 days');

    CREATE TABLE follow_ups (
      contact_id uuid NOT NULL REFERENCES contacts (id) ON DELETE CASCADE,
      due_on date NOT NULL,
      kind text NOT NULL CHECK (kind IN ('TEMPERATURE', 'TEST')),
      area_code text COLLATE "C" NOT NULL,
      rule_version text NOT NULL,
      state text NOT NULL DEFAULT 'OPEN' CHECK (state IN ('OPEN', 'DONE', 'CANCELLED')),
      record_id uuid,
      alarming boolean NOT NULL DEFAULT false,
      PRIMARY KEY (contact_id, due_on, kind),
      CHECK ((state = 'DONE') = (record_id IS NOT NULL))
    );
    -- A day first: the lists are of one day, or of the few open ones before it, and a day holds far fewer rows than an area.
    CREATE INDEX follow_ups_by_day ON follow_ups (due_on, area_code, contact_id, kind) WHERE state <> 'CANCELLED';
    CREATE INDEX follow_ups_open ON follow_ups (due_on, area_code, contact_id, kind) WHERE state = 'OPEN';

    CREATE TABLE follow_up_records (
      id uuid PRIMARY KEY,
      contact_id uuid NOT NULL,
      due_on date NOT NULL,
      kind text NOT NULL,
      temperature numeric(3, 1) CHECK (temperature BETWEEN 30 AND 45),
      symptoms boolean NOT NULL DEFAULT false,
      result text CHECK (result IN ('NEGATIVE', 'POSITIVE')),
      reason text,
      recorded_at timestamptz NOT NULL,
      recorded_by_id text NOT NULL,
      recorded_by text NOT NULL,
      FOREIGN KEY (contact_id, due_on, kind) REFERENCES follow_ups (contact_id, due_on, kind) ON DELETE CASCADE,
      CHECK (CASE kind WHEN 'TEMPERATURE' THEN temperature IS NOT NULL AND result IS NULL ELSE result IS NOT NULL AND temperature IS NULL END)
    );
    CREATE INDEX follow_up_records_by_contact ON follow_up_records (contact_id, due_on, kind);
    -- A cancelled plan is not unrecorded, and a record is never rewritten.
    CREATE TRIGGER fact_stands BEFORE UPDATE ON follow_up_records FOR EACH ROW EXECUTE FUNCTION fact_stands();
  `,
};
