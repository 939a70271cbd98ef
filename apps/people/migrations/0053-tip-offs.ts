import type { Migration } from '@lianfang/platform/persistence';

/**
 * Tip-offs 举报. Who gave one, and their words, lie sealed and without an index: nothing here can be searched for a tipper. The claim code is random and leads to the tip-off alone. The reward
 * follows a versioned rule and is paid once, by somebody other than who verified it: keys and checks, not code.
 */
export const tipOffs: Migration = {
  name: '0053-tip-offs',
  sql: `
    CREATE TABLE tip_reward_rules (
      outcome text NOT NULL CHECK (outcome IN ('TRUE', 'FALSE_ALARM', 'UNVERIFIABLE')),
      version text NOT NULL,
      valid_from date NOT NULL,
      reward_fen bigint NOT NULL CHECK (reward_fen >= 0),
      summary_zh text NOT NULL,
      summary_en text NOT NULL,
      PRIMARY KEY (outcome, version),
      UNIQUE (outcome, valid_from)
    );
    INSERT INTO tip_reward_rules VALUES
      ('TRUE', '1', '2020-02-01', 100000, '举报属实，奖励 1000 元', 'Proved true: 1,000 yuan'),
      ('FALSE_ALARM', '1', '2020-02-01', 100000, '善意举报、核实为误报，仍奖励 1000 元', 'Given in good faith, a false alarm: 1,000 yuan all the same'),
      ('UNVERIFIABLE', '1', '2020-02-01', 0, '无法核实，不予奖励', 'Could not be verified: no reward'),
      ('TRUE', '2', '2022-04-01', 200000, '举报属实，奖励 2000 元', 'Proved true: 2,000 yuan'),
      ('FALSE_ALARM', '2', '2022-04-01', 50000, '善意举报、核实为误报，奖励 500 元', 'Given in good faith, a false alarm: 500 yuan'),
      ('UNVERIFIABLE', '2', '2022-04-01', 0, '无法核实，不予奖励', 'Could not be verified: no reward');

    CREATE TABLE tip_offs (
      id uuid PRIMARY KEY,
      area_code text COLLATE "C" NOT NULL REFERENCES areas (code),
      channel text NOT NULL CHECK (channel IN ('HOTLINE', 'PAGE')),
      kind text NOT NULL CHECK (kind IN ('RETURNEE', 'HEALTH_CODE', 'ISOLATION_BREACH', 'GATHERING', 'VENUE', 'OTHER')),
      words_sealed bytea,
      tipper_name_sealed bytea,
      tipper_phone_sealed bytea,
      claim_sealed bytea NOT NULL,
      claim_index bytea NOT NULL UNIQUE,
      received_at timestamptz NOT NULL,
      recorded_by text,
      state text NOT NULL CHECK (state IN ('RECEIVED', 'VERIFYING', 'CLOSED')),
      verifier_id text,
      verifier text,
      taken_at timestamptz,
      outcome text CHECK (outcome IN ('TRUE', 'FALSE_ALARM', 'UNVERIFIABLE')),
      finding text,
      followed jsonb NOT NULL DEFAULT '[]',
      closed_at timestamptz,
      rule_version text,
      reward_fen bigint,
      FOREIGN KEY (outcome, rule_version) REFERENCES tip_reward_rules (outcome, version),
      UNIQUE (id, reward_fen, verifier_id),
      CHECK ((state = 'RECEIVED') = (verifier_id IS NULL)),
      CHECK ((state = 'CLOSED') = (outcome IS NOT NULL AND closed_at IS NOT NULL AND reward_fen IS NOT NULL AND rule_version IS NOT NULL)),
      CHECK (channel = 'HOTLINE' OR recorded_by IS NULL)
    );
    CREATE INDEX tip_offs_by_area ON tip_offs (area_code, id);
    CREATE INDEX tip_offs_open ON tip_offs (area_code, id) WHERE state <> 'CLOSED';

    CREATE TABLE tip_rewards (
      tip_id uuid PRIMARY KEY,
      area_code text COLLATE "C" NOT NULL,
      reward_fen bigint NOT NULL CHECK (reward_fen > 0),
      verifier_id text NOT NULL,
      paid_at timestamptz NOT NULL,
      paid_by_id text NOT NULL,
      paid_by text NOT NULL,
      -- Of this tip, in the amount that its rule says.
      FOREIGN KEY (tip_id, reward_fen, verifier_id) REFERENCES tip_offs (id, reward_fen, verifier_id),
      CONSTRAINT second_person_pays CHECK (paid_by_id <> verifier_id)
    );
    CREATE INDEX tip_rewards_by_area ON tip_rewards (area_code, paid_at) INCLUDE (reward_fen);
  `,
};
