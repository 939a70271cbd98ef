import { EntitySchema } from 'typeorm';
import type { Contact, Exposure } from './contact.rules.ts';

export const contactTable = new EntitySchema<Contact>({
  name: 'Contact',
  tableName: 'contacts',
  columns: {
    id: { type: 'uuid', primary: true },
    personId: { type: 'uuid', name: 'person_id' },
    areaCode: { type: 'text', name: 'area_code' },
    kind: { type: 'text', nullable: true },
    state: { type: 'text', default: 'UNDER_OBSERVATION' },
    declaredOn: { type: 'date', name: 'declared_on' },
    lastExposureOn: { type: 'date', name: 'last_exposure_on' },
    endsOn: { type: 'date', name: 'ends_on' },
    ruleVersion: { type: 'text', name: 'rule_version' },
    caseId: { type: 'uuid', name: 'case_id', nullable: true },
    declaredAt: { type: 'timestamptz', name: 'declared_at' },
    declaredById: { type: 'text', name: 'declared_by_id' },
    declaredBy: { type: 'text', name: 'declared_by' },
    agency: { type: 'text' },
  },
});

export const exposureTable = new EntitySchema<Exposure>({
  name: 'Exposure',
  tableName: 'exposures',
  columns: {
    id: { type: 'uuid', primary: true },
    contactId: { type: 'uuid', name: 'contact_id' },
    caseId: { type: 'uuid', name: 'case_id', nullable: true },
    sourceContactId: { type: 'uuid', name: 'source_contact_id', nullable: true },
    kind: { type: 'text' },
    occurredOn: { type: 'date', name: 'occurred_on' },
    place: { type: 'text', default: '' },
    note: { type: 'text', nullable: true },
    ruleId: { type: 'text', name: 'rule_id', nullable: true },
    ruleVersion: { type: 'text', name: 'rule_version', nullable: true },
    recordedAt: { type: 'timestamptz', name: 'recorded_at' },
    recordedById: { type: 'text', name: 'recorded_by_id' },
    recordedBy: { type: 'text', name: 'recorded_by' },
    withdrawnAt: { type: 'timestamptz', name: 'withdrawn_at', nullable: true },
    withdrawnBy: { type: 'text', name: 'withdrawn_by', nullable: true },
    withdrawnReason: { type: 'text', name: 'withdrawn_reason', nullable: true },
  },
});
