import type { SealedTable } from '@lianfang/platform/sealing';

const idNumber = { sealed: 'id_number_sealed', index: 'id_number_index' };
const phone = { sealed: 'phone_sealed', index: 'phone_index' };

/** What lies sealed here, for a change of the key. */
export const sealedTables: readonly SealedTable[] = [
  { table: 'people', id: 'id', columns: [idNumber, phone] },
  { table: 'listed_people', id: 'id', columns: [idNumber, phone] },
  { table: 'ledger_imports', id: 'id', columns: [{ sealed: 'error_sheet_sealed' }] },
  { table: 'reconciliation_lists', id: 'id', columns: [{ sealed: 'error_sheet_sealed' }] },
];
