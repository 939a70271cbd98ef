import { EntitySchema } from 'typeorm';
import type { FeverImport, FeverReport } from './fever-report.rules.ts';
import type { FollowUp } from './follow-up.rules.ts';

export const feverReportTable = new EntitySchema<FeverReport>({
  name: 'FeverReport',
  tableName: 'fever_reports',
  columns: {
    id: { type: 'uuid', primary: true },
    followUpId: { type: 'uuid', name: 'follow_up_id', nullable: true },
    importId: { type: 'uuid', name: 'import_id', nullable: true },
    rowHash: { type: 'bytea', name: 'row_hash' },
    kind: { type: 'text' },
    areaCode: { type: 'text', name: 'area_code' },
    reporterId: { type: 'text', name: 'reporter_id' },
    reporter: { type: 'text' },
    personId: { type: 'uuid', name: 'person_id', nullable: true },
    name: { type: 'text', nullable: true },
    idNumberSealed: { type: 'bytea', name: 'id_number_sealed', nullable: true },
    idNumberIndex: { type: 'bytea', name: 'id_number_index', nullable: true },
    idNumberMask: { type: 'text', name: 'id_number_mask', nullable: true },
    phoneSealed: { type: 'bytea', name: 'phone_sealed', nullable: true },
    phoneIndex: { type: 'bytea', name: 'phone_index', nullable: true },
    phoneMask: { type: 'text', name: 'phone_mask', nullable: true },
    address: { type: 'text', nullable: true },
    medicines: { type: 'text', nullable: true },
    temperature: { type: 'numeric', nullable: true, transformer: { to: (value: number | null) => value, from: (value: string | null) => (value === null ? null : Number(value)) } },
    occurredAt: { type: 'timestamptz', name: 'occurred_at' },
    receivedAt: { type: 'timestamptz', name: 'received_at' },
  },
});

export const feverImportTable = new EntitySchema<FeverImport>({
  name: 'FeverImport',
  tableName: 'fever_imports',
  columns: {
    id: { type: 'uuid', primary: true },
    reporterId: { type: 'text', name: 'reporter_id' },
    reporter: { type: 'text' },
    areaCode: { type: 'text', name: 'area_code' },
    fileName: { type: 'text', name: 'file_name' },
    receivedAt: { type: 'timestamptz', name: 'received_at' },
    rows: { type: 'integer' },
    accepted: { type: 'integer' },
    repeated: { type: 'integer' },
    rejected: { type: 'integer' },
    errors: { type: 'jsonb' },
    errorSheetSealed: { type: 'bytea', name: 'error_sheet_sealed', nullable: true, select: false },
  },
});

export const feverFollowUpTable = new EntitySchema<FollowUp>({
  name: 'FeverFollowUp',
  tableName: 'fever_follow_ups',
  columns: {
    id: { type: 'uuid', primary: true },
    areaCode: { type: 'text', name: 'area_code' },
    personId: { type: 'uuid', name: 'person_id', nullable: true },
    settled: { type: 'boolean' },
    outcome: { type: 'text', nullable: true },
    ruleVersion: { type: 'text', name: 'rule_version' },
    openedAt: { type: 'timestamptz', name: 'opened_at' },
    dueAt: { type: 'timestamptz', name: 'due_at' },
    lastOccurredAt: { type: 'timestamptz', name: 'last_occurred_at' },
    doneAt: { type: 'timestamptz', name: 'done_at', nullable: true },
    doneBy: { type: 'text', name: 'done_by', nullable: true },
    version: { type: 'integer', default: 1 },
  },
});
