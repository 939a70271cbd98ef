import { EntitySchema } from 'typeorm';
import type { Pass, PersonBlock } from './pass.rules.ts';
import type { QuotaRule } from './quota.rules.ts';

export const quotaRuleTable = new EntitySchema<QuotaRule>({
  name: 'QuotaRule',
  tableName: 'quota_rules',
  columns: {
    version: { type: 'text', primary: true },
    outings: { type: 'integer' },
    days: { type: 'integer' },
    hoursOut: { type: 'integer', name: 'hours_out', nullable: true },
    passDays: { type: 'integer', name: 'pass_days' },
    summaryZh: { type: 'text', name: 'summary_zh' },
    summaryEn: { type: 'text', name: 'summary_en' },
  },
});

export const passTable = new EntitySchema<Pass>({
  name: 'Pass',
  tableName: 'passes',
  columns: {
    id: { type: 'uuid', primary: true },
    householdId: { type: 'uuid', name: 'household_id' },
    personId: { type: 'uuid', name: 'person_id' },
    areaCode: { type: 'text', name: 'area_code' },
    ruleVersion: { type: 'text', name: 'rule_version' },
    issuedAt: { type: 'timestamptz', name: 'issued_at' },
    issuedBy: { type: 'text', name: 'issued_by' },
    validUntil: { type: 'timestamptz', name: 'valid_until' },
    revokedAt: { type: 'timestamptz', name: 'revoked_at', nullable: true },
  },
});

export const personBlockTable = new EntitySchema<PersonBlock>({
  name: 'PersonBlock',
  tableName: 'person_blocks',
  columns: {
    orderId: { type: 'uuid', primary: true, name: 'order_id' },
    personId: { type: 'uuid', name: 'person_id' },
    blockedFrom: { type: 'timestamptz', name: 'blocked_from' },
    releasedAt: { type: 'timestamptz', name: 'released_at', nullable: true },
  },
});
