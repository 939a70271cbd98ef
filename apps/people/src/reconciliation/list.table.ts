import { EntitySchema } from 'typeorm';
import type { ListSource, ReconciliationList } from './list.rules.ts';

export const listSourceTable = new EntitySchema<ListSource>({
  name: 'ListSource',
  tableName: 'list_sources',
  columns: {
    id: { type: 'uuid', primary: true },
    areaCode: { type: 'text', name: 'area_code' },
    name: { type: 'text' },
    origin: { type: 'text' },
    columns: { type: 'jsonb' },
    version: { type: 'integer', default: 1 },
  },
});

export const reconciliationListTable = new EntitySchema<ReconciliationList>({
  name: 'ReconciliationList',
  tableName: 'reconciliation_lists',
  columns: {
    id: { type: 'uuid', primary: true },
    sourceId: { type: 'uuid', name: 'source_id' },
    areaCode: { type: 'text', name: 'area_code' },
    fileName: { type: 'text', name: 'file_name' },
    receivedAt: { type: 'timestamptz', name: 'received_at' },
    receivedBy: { type: 'text', name: 'received_by' },
    rows: { type: 'integer' },
    accepted: { type: 'integer' },
    repeated: { type: 'integer' },
    rejected: { type: 'integer' },
    errors: { type: 'jsonb' },
    errorSheetSealed: { type: 'bytea', name: 'error_sheet_sealed', nullable: true, select: false },
  },
});
