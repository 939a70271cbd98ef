import { EntitySchema } from 'typeorm';
import type { Case, Fact } from './case.rules.ts';

export const caseTable = new EntitySchema<Case>({
  name: 'Case',
  tableName: 'cases',
  columns: {
    id: { type: 'uuid', primary: true },
    number: { type: 'text' },
    personId: { type: 'uuid', name: 'person_id' },
    areaCode: { type: 'text', name: 'area_code' },
    onsetOn: { type: 'date', name: 'onset_on', nullable: true },
    class: { type: 'text', nullable: true },
    origin: { type: 'text', nullable: true },
    severity: { type: 'text', nullable: true },
    outcome: { type: 'text', default: 'UNDER_TREATMENT' },
    openedOn: { type: 'date', name: 'opened_on' },
    openedAt: { type: 'timestamptz', name: 'opened_at' },
    openedById: { type: 'text', name: 'opened_by_id' },
    openedBy: { type: 'text', name: 'opened_by' },
    agency: { type: 'text' },
  },
});

export const caseFactTable = new EntitySchema<Fact>({
  name: 'CaseFact',
  tableName: 'case_facts',
  columns: {
    id: { type: 'uuid', primary: true },
    placeInDay: { type: 'bigint', name: 'place_in_day' },
    caseId: { type: 'uuid', name: 'case_id', nullable: true },
    contactId: { type: 'uuid', name: 'contact_id', nullable: true },
    kind: { type: 'text' },
    value: { type: 'text', nullable: true },
    onDay: { type: 'date', name: 'on_day' },
    corrects: { type: 'uuid', nullable: true },
    reason: { type: 'text', nullable: true },
    ruleId: { type: 'text', name: 'rule_id', nullable: true },
    ruleVersion: { type: 'text', name: 'rule_version', nullable: true },
    recordedAt: { type: 'timestamptz', name: 'recorded_at' },
    recordedById: { type: 'text', name: 'recorded_by_id', nullable: true },
    recordedBy: { type: 'text', name: 'recorded_by', nullable: true },
    agency: { type: 'text', nullable: true },
  },
});
