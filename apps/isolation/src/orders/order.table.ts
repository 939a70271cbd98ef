import { EntitySchema } from 'typeorm';
import type { IsolationOrder } from './order.rules.ts';

export const orderTable = new EntitySchema<IsolationOrder>({
  name: 'IsolationOrder',
  tableName: 'orders',
  columns: {
    id: { type: 'uuid', primary: true },
    personId: { type: 'uuid', name: 'person_id' },
    householdId: { type: 'uuid', name: 'household_id', nullable: true },
    arrivalId: { type: 'uuid', name: 'arrival_id', nullable: true },
    areaCode: { type: 'text', name: 'area_code' },
    state: { type: 'text' },
    mode: { type: 'text' },
    reason: { type: 'text' },
    ruleVersion: { type: 'text', name: 'rule_version' },
    facilityDays: { type: 'integer', name: 'facility_days' },
    homeDays: { type: 'integer', name: 'home_days' },
    proposedAt: { type: 'timestamptz', name: 'proposed_at' },
    startsAt: { type: 'timestamptz', name: 'starts_at', nullable: true },
    plannedEnd: { type: 'timestamptz', name: 'planned_end', nullable: true },
    endedAt: { type: 'timestamptz', name: 'ended_at', nullable: true },
    decidedBy: { type: 'text', name: 'decided_by', nullable: true },
    decidedAt: { type: 'timestamptz', name: 'decided_at', nullable: true },
    declineReason: { type: 'text', name: 'decline_reason', nullable: true },
  },
});
