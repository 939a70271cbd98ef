import { EntitySchema } from 'typeorm';
import type { OrderDecision } from './decision.rules.ts';

export const orderDecisionTable = new EntitySchema<OrderDecision>({
  name: 'OrderDecision',
  tableName: 'order_decisions',
  columns: {
    id: { type: 'uuid', primary: true },
    orderId: { type: 'uuid', name: 'order_id' },
    personId: { type: 'uuid', name: 'person_id' },
    areaCode: { type: 'text', name: 'area_code' },
    step: { type: 'text' },
    mode: { type: 'text' },
    ruleVersion: { type: 'text', name: 'rule_version' },
    reason: { type: 'text', nullable: true },
    evidenceKind: { type: 'text', name: 'evidence_kind', nullable: true },
    evidenceReference: { type: 'text', name: 'evidence_reference', nullable: true },
    evidenceDay: { type: 'date', name: 'evidence_day', nullable: true },
    evidenceNote: { type: 'text', name: 'evidence_note', nullable: true },
    decidedById: { type: 'text', name: 'decided_by_id', nullable: true },
    decidedBy: { type: 'text', name: 'decided_by', nullable: true },
    approvedById: { type: 'text', name: 'approved_by_id', nullable: true },
    approvedBy: { type: 'text', name: 'approved_by', nullable: true },
    agency: { type: 'text', nullable: true },
    proposalId: { type: 'uuid', name: 'proposal_id', nullable: true },
    decidedAt: { type: 'timestamptz', name: 'decided_at' },
  },
});
