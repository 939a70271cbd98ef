import { areaRange } from '@lianfang/contracts/areas';
import type { Tx } from '@lianfang/platform/persistence';

/** Who of an area holds these resident ID numbers, by the fingerprint in hex. In one statement, whether anybody does or not. */
export async function findHolders(tx: Tx, areaCode: string, indexes: readonly Buffer[]): Promise<Map<string, { id: string; areaCode: string }>> {
  const { from, below } = areaRange(areaCode);
  const rows = await tx.query<{ id: string; areaCode: string; index: Buffer }[]>(
    `/* findHolders */
     SELECT p.id, p.area_code AS "areaCode", d.id_number_index AS index FROM people d JOIN people p ON p.id = coalesce(d.merged_into, d.id)
     WHERE d.document_kind = 'RESIDENT_ID' AND d.id_number_index = ANY ($1) AND p.area_code >= $2 AND p.area_code < $3`,
    [indexes, from, below],
  );
  return new Map(rows.map(({ index, ...holder }) => [index.toString('hex'), holder]));
}
