import { EntitySchema } from 'typeorm';
import type { ReadingFlag } from './flag.rules.ts';
import type { ReadingImport, ReadingSource } from './reading.rules.ts';

/** PostgreSQL tells numeric as text; what a meter counts fits a number. */
const quantity = { to: (value: number) => value, from: (value: string) => Number(value) };

export const readingSourceTable = new EntitySchema<ReadingSource>({
  name: 'ReadingSource',
  tableName: 'reading_sources',
  columns: {
    id: { type: 'uuid', primary: true },
    areaCode: { type: 'text', name: 'area_code' },
    name: { type: 'text' },
    utility: { type: 'text' },
    columns: { type: 'jsonb' },
    version: { type: 'integer', default: 1 },
  },
});

export const readingImportTable = new EntitySchema<ReadingImport>({
  name: 'ReadingImport',
  tableName: 'reading_imports',
  columns: {
    id: { type: 'uuid', primary: true },
    sourceId: { type: 'uuid', name: 'source_id' },
    areaCode: { type: 'text', name: 'area_code' },
    fileName: { type: 'text', name: 'file_name' },
    contentHash: { type: 'bytea', name: 'content_hash' },
    importedAt: { type: 'timestamptz', name: 'imported_at' },
    importedBy: { type: 'text', name: 'imported_by' },
    rows: { type: 'integer' },
    added: { type: 'integer' },
    corrected: { type: 'integer' },
    unchanged: { type: 'integer' },
    rejected: { type: 'integer' },
    flagged: { type: 'integer' },
    errors: { type: 'jsonb' },
    errorSheetSealed: { type: 'bytea', name: 'error_sheet_sealed', nullable: true, select: false },
  },
});

export const readingFlagTable = new EntitySchema<ReadingFlag>({
  name: 'ReadingFlag',
  tableName: 'reading_flags',
  columns: {
    id: { type: 'uuid', primary: true },
    meterId: { type: 'uuid', name: 'meter_id' },
    householdId: { type: 'uuid', name: 'household_id' },
    areaCode: { type: 'text', name: 'area_code' },
    utility: { type: 'text' },
    because: { type: 'text' },
    roundId: { type: 'uuid', name: 'round_id', nullable: true },
    period: { type: 'text' },
    consumption: { type: 'numeric', transformer: quantity },
    periodKind: { type: 'text', name: 'period_kind' },
    ruleVersion: { type: 'text', name: 'rule_version' },
    threshold: { type: 'numeric', transformer: quantity },
    state: { type: 'text' },
    outcome: { type: 'text', nullable: true },
    ownerAreaCode: { type: 'text', name: 'owner_area_code' },
    dueAt: { type: 'timestamptz', name: 'due_at' },
    flaggedAt: { type: 'timestamptz', name: 'flagged_at' },
    changedAt: { type: 'timestamptz', name: 'changed_at' },
    version: { type: 'integer', default: 1 },
  },
});
