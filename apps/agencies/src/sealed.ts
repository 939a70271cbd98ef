import type { SealedTable } from '@lianfang/platform/sealing';

/** What lies sealed here, for a change of the key. */
export const sealedTables: readonly SealedTable[] = [
  { table: 'accounts', id: 'id', idType: 'text', columns: [{ sealed: 'name_sealed' }] },
  { table: 'glass_openings', id: 'id', columns: [{ sealed: 'reason_sealed' }] },
  { table: 'holds', id: 'id', columns: [{ sealed: 'reason_sealed' }] },
];
