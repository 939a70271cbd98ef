import { EntitySchema } from 'typeorm';
import type { InfectionLink } from './chain.rules.ts';

export const infectionLinkTable = new EntitySchema<InfectionLink>({
  name: 'InfectionLink',
  tableName: 'infection_links',
  columns: {
    id: { type: 'uuid', primary: true },
    sourceCaseId: { type: 'uuid', name: 'source_case_id' },
    caseId: { type: 'uuid', name: 'case_id' },
    certainty: { type: 'text' },
    note: { type: 'text', nullable: true },
    ruleId: { type: 'text', name: 'rule_id', nullable: true },
    recordedAt: { type: 'timestamptz', name: 'recorded_at' },
    recordedById: { type: 'text', name: 'recorded_by_id' },
    recordedBy: { type: 'text', name: 'recorded_by' },
    withdrawnAt: { type: 'timestamptz', name: 'withdrawn_at', nullable: true },
    withdrawnBy: { type: 'text', name: 'withdrawn_by', nullable: true },
    withdrawnReason: { type: 'text', name: 'withdrawn_reason', nullable: true },
  },
});
