import { EntitySchema } from 'typeorm';
import type { CodeChange } from './code.rules.ts';

export const codeChangeTable = new EntitySchema<CodeChange>({
  name: 'CodeChange',
  tableName: 'code_changes',
  columns: {
    id: { type: 'uuid', primary: true },
    personId: { type: 'uuid', name: 'person_id' },
    areaCode: { type: 'text', name: 'area_code' },
    code: { type: 'text' },
    previous: { type: 'text' },
    ruleId: { type: 'text', name: 'rule_id' },
    ruleVersion: { type: 'text', name: 'rule_version' },
    reason: { type: 'text', nullable: true },
    evidenceKind: { type: 'text', name: 'evidence_kind' },
    evidenceReference: { type: 'text', name: 'evidence_reference' },
    evidenceDay: { type: 'date', name: 'evidence_day' },
    evidenceNote: { type: 'text', name: 'evidence_note', nullable: true },
    decidedById: { type: 'text', name: 'decided_by_id', nullable: true },
    decidedBy: { type: 'text', name: 'decided_by', nullable: true },
    approvedById: { type: 'text', name: 'approved_by_id', nullable: true },
    approvedBy: { type: 'text', name: 'approved_by', nullable: true },
    agency: { type: 'text', nullable: true },
    proposalId: { type: 'uuid', name: 'proposal_id', nullable: true },
    corrects: { type: 'uuid', nullable: true },
    decidedAt: { type: 'timestamptz', name: 'decided_at' },
    recordedAt: { type: 'timestamptz', name: 'recorded_at' },
    until: { type: 'timestamptz', nullable: true },
  },
});
