import { EntitySchema } from 'typeorm';
import type { LedgerImport } from './ledger.rules.ts';

export const ledgerImportTable = new EntitySchema<LedgerImport>({
  name: 'LedgerImport',
  tableName: 'ledger_imports',
  columns: {
    id: { type: 'uuid', primary: true },
    areaCode: { type: 'text', name: 'area_code' },
    fileName: { type: 'text', name: 'file_name' },
    importedAt: { type: 'timestamptz', name: 'imported_at' },
    importedBy: { type: 'text', name: 'imported_by' },
    rows: { type: 'integer' },
    householdsAdded: { type: 'integer', name: 'households_added' },
    peopleAdded: { type: 'integer', name: 'people_added' },
    peopleUpdated: { type: 'integer', name: 'people_updated' },
    unchanged: { type: 'integer' },
    rowsRejected: { type: 'integer', name: 'rows_rejected' },
    errors: { type: 'jsonb' },
    // Only the download needs it, and it may be megabytes.
    errorSheetSealed: { type: 'bytea', name: 'error_sheet_sealed', nullable: true, select: false },
  },
});
