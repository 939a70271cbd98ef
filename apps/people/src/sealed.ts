import type { SealedTable } from '@lianfang/platform/sealing';

const idNumber = { sealed: 'id_number_sealed', index: 'id_number_index' };
const phone = { sealed: 'phone_sealed', index: 'phone_index' };

/** What lies sealed here, for a change of the key. */
export const sealedTables: readonly SealedTable[] = [
  { table: 'people', id: 'id', columns: [idNumber, phone] },
  { table: 'listed_people', id: 'id', columns: [idNumber, phone] },
  { table: 'person_merges', id: 'id', columns: [{ sealed: 'before_sealed' }] },
  { table: 'edit_conflicts', id: 'id', columns: [{ sealed: 'values_sealed' }] },
  { table: 'ledger_imports', id: 'id', columns: [{ sealed: 'error_sheet_sealed' }] },
  { table: 'reconciliation_lists', id: 'id', columns: [{ sealed: 'error_sheet_sealed' }] },
  { table: 'reading_imports', id: 'id', columns: [{ sealed: 'error_sheet_sealed' }] },
  { table: 'specimen_doors', id: 'id', columns: [{ sealed: 'first_phone_sealed', index: 'first_phone_index' }, phone] },
  { table: 'fever_reports', id: 'id', columns: [idNumber, phone] },
  { table: 'fever_imports', id: 'id', columns: [{ sealed: 'error_sheet_sealed' }] },
  { table: 'officials', id: 'id', columns: [phone] },
  {
    table: 'tip_offs', id: 'id',
    columns: [{ sealed: 'words_sealed' }, { sealed: 'tipper_name_sealed' }, { sealed: 'tipper_phone_sealed' }, { sealed: 'claim_sealed', index: 'claim_index' }],
  },
  { table: 'door_codes', id: 'id', columns: [{ sealed: 'key_sealed' }] },
];
