import { areaLevel, areaRange } from '@lianfang/contracts/areas';
import type { TableKeeping } from './keeping.ts';

/** Which rows end: those whose period is over, or those of an area where the epidemic has ended. */
export type EndingScope = { kind: 'PERIOD'; before: Date } | { kind: 'AREA'; areaCode: string };

/** A condition over the row `t`, with what stands for $1, $2. */
export interface RowCondition {
  readonly sql: string;
  readonly parameters: readonly unknown[];
}

const wholeLevels = new Set(['PROVINCE', 'CITY', 'COUNTY']);

/** Null when no row of the table can be meant. */
export function dueCondition(keeping: TableKeeping, scope: EndingScope): RowCondition | null {
  const meant = scope.kind === 'PERIOD' ? byPeriod(keeping, scope.before) : byArea(keeping, scope.areaCode);
  if (!meant) return null;
  const further = [meant.sql, ...(keeping.only ? [`(${keeping.only})`] : []), ...(keeping.unless ? [`NOT (${keeping.unless})`] : []), ...notYetEmptied(keeping)];
  return { sql: further.join(' AND '), parameters: meant.parameters };
}

function byPeriod(keeping: TableKeeping, before: Date): RowCondition | null {
  return keeping.since === null ? null : { sql: `(${keeping.since}) < $1`, parameters: [before] };
}

function byArea(keeping: TableKeeping, areaCode: string): RowCondition | null {
  if (wholeLevels.has(areaLevel(areaCode))) return { sql: 'true', parameters: [] };
  if (keeping.area === null) return null;
  const { from, below } = areaRange(areaCode);
  const area = `(${keeping.area}) COLLATE "C"`;
  return { sql: `${area} >= $1 AND ${area} < $2`, parameters: [from, below] };
}

/** A row whose columns are empty already is done. */
function notYetEmptied({ erase }: TableKeeping): string[] {
  if (erase === 'delete') return [];
  return [`(${Object.entries(erase).map(([column, value]) => `t.${column} IS DISTINCT FROM ${value}`).join(' OR ')})`];
}

/** True for rows that a legal hold keeps. A hold that the table cannot follow to a row keeps all of the hold's area. */
export function heldCondition({ area, person, household }: TableKeeping): string {
  const inArea = area === null ? 'false' : `(${area}) COLLATE "C" >= h.area_code AND (${area}) COLLATE "C" < h.area_code || ':'`;
  const onPerson = person ? `(${person}) = h.person_id` : inArea;
  const onHousehold = household ? `(${household}) = h.household_id` : inArea;
  return `EXISTS (SELECT FROM legal_holds h WHERE h.lifted_at IS NULL AND CASE h.kind
    WHEN 'AREA' THEN ${inArea} WHEN 'PERSON' THEN ${onPerson} ELSE ${onHousehold} END)`;
}
