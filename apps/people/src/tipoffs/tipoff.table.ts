import { EntitySchema } from 'typeorm';
import type { TipOff, TipReward } from './tipoff.rules.ts';

/** A bigint of fen stays far below what a number holds exactly. */
const fen = { to: (amount: number | null) => amount, from: (amount: string | null) => (amount === null ? null : Number(amount)) };

export const tipOffTable = new EntitySchema<TipOff>({
  name: 'TipOff',
  tableName: 'tip_offs',
  columns: {
    id: { type: 'uuid', primary: true },
    areaCode: { type: 'text', name: 'area_code' },
    channel: { type: 'text' },
    kind: { type: 'text' },
    wordsSealed: { type: 'bytea', name: 'words_sealed', nullable: true },
    tipperNameSealed: { type: 'bytea', name: 'tipper_name_sealed', nullable: true },
    tipperPhoneSealed: { type: 'bytea', name: 'tipper_phone_sealed', nullable: true },
    claimSealed: { type: 'bytea', name: 'claim_sealed' },
    claimIndex: { type: 'bytea', name: 'claim_index' },
    receivedAt: { type: 'timestamptz', name: 'received_at' },
    recordedBy: { type: 'text', name: 'recorded_by', nullable: true },
    state: { type: 'text' },
    verifierId: { type: 'text', name: 'verifier_id', nullable: true },
    verifier: { type: 'text', nullable: true },
    takenAt: { type: 'timestamptz', name: 'taken_at', nullable: true },
    outcome: { type: 'text', nullable: true },
    finding: { type: 'text', nullable: true },
    followed: { type: 'jsonb' },
    closedAt: { type: 'timestamptz', name: 'closed_at', nullable: true },
    ruleVersion: { type: 'text', name: 'rule_version', nullable: true },
    rewardFen: { type: 'bigint', name: 'reward_fen', nullable: true, transformer: fen },
  },
});

export const tipRewardTable = new EntitySchema<TipReward>({
  name: 'TipReward',
  tableName: 'tip_rewards',
  columns: {
    tipId: { type: 'uuid', name: 'tip_id', primary: true },
    areaCode: { type: 'text', name: 'area_code' },
    rewardFen: { type: 'bigint', name: 'reward_fen', transformer: fen },
    verifierId: { type: 'text', name: 'verifier_id' },
    paidAt: { type: 'timestamptz', name: 'paid_at' },
    paidById: { type: 'text', name: 'paid_by_id' },
    paidBy: { type: 'text', name: 'paid_by' },
  },
});
