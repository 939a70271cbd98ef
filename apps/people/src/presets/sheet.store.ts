import { areaRange } from '@lianfang/contracts/areas';
import type { Tx } from '@lianfang/platform/persistence';
import type { LedgerLevel } from './preset.rules.ts';

/** A row of a ledger of any level, before it is told: numbers sealed, sums as they are. What a level does not know is null. */
export interface SheetRow {
  /** Where the next page begins. */
  id: string;
  areaCode: string;
  county: string | null;
  street: string | null;
  community: string;
  grid: string;
  gridHead: string | null;
  compound: string;
  compoundAddress: string;
  building: string | null;
  unit: string | null;
  room: string | null;
  occupancy: string | null;
  households: number | null;
  vacantHouseholds: number | null;
  people: number | null;
  headName: string | null;
  headPhoneSealed: Buffer | null;
  headPhoneMask: string | null;
  name: string | null;
  sex: 'MALE' | 'FEMALE' | null;
  birthDate: string | null;
  idNumberSealed: Buffer | null;
  idNumberMask: string | null;
  phoneSealed: Buffer | null;
  phoneMask: string | null;
  relation: string | null;
}

const places = `
  left(x.area_code, 15) AS "areaCode", county.name AS county, street.name AS street, community.name AS community, grid.name AS grid, squad.head_name AS "gridHead",
  c.name AS compound, c.address AS "compoundAddress"`;
const placesFrom = `
  LEFT JOIN areas county ON county.code = left(x.area_code, 6)
  LEFT JOIN areas street ON street.code = left(x.area_code, 9)
  JOIN areas community ON community.code = left(x.area_code, 12)
  JOIN areas grid ON grid.code = x.area_code
  LEFT JOIN grid_squads squad ON squad.area_code = x.area_code`;

/** The head named by the office, else the member whom the ledger calls so. */
const headFrom = `
  LEFT JOIN LATERAL (
    SELECT m.name, m.phone_sealed, m.phone_mask FROM people m WHERE m.household_id = x.id AND m.relation = '户主' ORDER BY m.id = x.head_id DESC NULLS LAST, m.birth_date, m.id LIMIT 1) head ON true`;
const head = `head.name AS "headName", head.phone_sealed AS "headPhoneSealed", head.phone_mask AS "headPhoneMask"`;
const occupancy = `CASE x.occupancy WHEN 'VACANT' THEN '空置' ELSE '常住' END AS occupancy`;
const inArea = `x.area_code >= $1 AND x.area_code < $2`;

/** The rows of each level: compounds, households, residents with the vacant doors. `$3` is the row before the page, `$4` how many. */
const rowsOfLevel: Record<LedgerLevel, string> = {
  DISTRICT: `/* rowsOfDistrict */
    SELECT x.id::text AS id, ${places},
           (SELECT count(*)::int FROM households h WHERE h.compound_id = x.id) AS households,
           (SELECT count(*)::int FROM households h WHERE h.compound_id = x.id AND h.occupancy = 'VACANT') AS "vacantHouseholds",
           (SELECT count(*)::int FROM households h JOIN people p ON p.household_id = h.id WHERE h.compound_id = x.id) AS people
      FROM compounds x JOIN compounds c ON c.id = x.id ${placesFrom}
     WHERE ${inArea} AND ($3::text IS NULL OR (x.area_code, x.name, x.id) > (SELECT a.area_code, a.name, a.id FROM compounds a WHERE a.id = $3::uuid))
     ORDER BY x.area_code, x.name, x.id LIMIT $4`,
  STREET: `/* rowsOfStreet */
    SELECT x.id::text AS id, ${places}, x.building, x.unit, x.room, ${occupancy}, ${head},
           (SELECT count(*)::int FROM people p WHERE p.household_id = x.id) AS people
      FROM (SELECT * FROM households x WHERE ${inArea}
              AND ($3::text IS NULL OR (x.area_code, x.door_order, x.id) > (SELECT a.area_code, a.door_order, a.id FROM households a WHERE a.id = $3::uuid))
             ORDER BY x.area_code, x.door_order, x.id LIMIT $4) x
      JOIN compounds c ON c.id = x.compound_id ${placesFrom} ${headFrom}
     ORDER BY x.area_code, x.door_order, x.id`,
  COMMUNITY: `/* rowsOfCommunity */
    SELECT x.id::text || ' ' || coalesce(p.id::text, '') AS id, ${places}, x.building, x.unit, x.room, ${occupancy}, ${head},
           p.name, p.sex, p.birth_date::text AS "birthDate", p.id_number_sealed AS "idNumberSealed", p.id_number_mask AS "idNumberMask",
           p.phone_sealed AS "phoneSealed", p.phone_mask AS "phoneMask", p.relation
      FROM (SELECT * FROM households x WHERE ${inArea}
              AND ($3::text IS NULL OR (x.area_code, x.door_order, x.id) >= (SELECT a.area_code, a.door_order, a.id FROM households a WHERE a.id = split_part($3, ' ', 1)::uuid))
             ORDER BY x.area_code, x.door_order, x.id LIMIT $4 + 1) x
      JOIN compounds c ON c.id = x.compound_id ${placesFrom} ${headFrom}
      LEFT JOIN people p ON p.household_id = x.id
     WHERE $3::text IS NULL OR x.id <> split_part($3, ' ', 1)::uuid OR (p.relation IS DISTINCT FROM '户主', coalesce(p.birth_date, 'infinity'), p.id) > (
             SELECT b.relation IS DISTINCT FROM '户主', coalesce(b.birth_date, 'infinity'), b.id FROM people b WHERE b.id = nullif(split_part($3, ' ', 2), '')::uuid)
     ORDER BY x.area_code, x.door_order, x.id, p.relation IS DISTINCT FROM '户主', coalesce(p.birth_date, 'infinity'), p.id LIMIT $4`,
};

export function listRows(tx: Tx, level: LedgerLevel, areaCode: string, page: { after: string | null; limit: number }): Promise<SheetRow[]> {
  const { from, below } = areaRange(areaCode);
  return tx.query(rowsOfLevel[level], [from, below, page.after, page.limit]);
}

export interface SheetSums {
  rows: number;
  households: number;
  vacantHouseholds: number;
  people: number;
}

/** Sums over the rows themselves, not over the counters: what a ledger says is what stands in it. */
export async function sumRows(tx: Tx, level: LedgerLevel, areaCode: string): Promise<SheetSums> {
  const { from, below } = areaRange(areaCode);
  const rows = { DISTRICT: '(SELECT count(*) FROM compounds x WHERE ' + inArea + ')', STREET: 'd.households', COMMUNITY: 'd.people + d.empty' }[level];
  const [sums] = await tx.query<SheetSums[]>(
    `/* sumRows */
     SELECT (${rows})::int AS rows, d.households::int AS households, d.vacant::int AS "vacantHouseholds", d.people::int AS people FROM (
       SELECT count(*) AS households, count(*) FILTER (WHERE x.occupancy = 'VACANT') AS vacant, coalesce(sum(m.people), 0) AS people,
              count(*) FILTER (WHERE m.people IS NULL) AS empty
         FROM households x LEFT JOIN (SELECT household_id, count(*) AS people FROM people x WHERE ${inArea} AND household_id IS NOT NULL GROUP BY 1) m ON m.household_id = x.id
        WHERE ${inArea}) d`,
    [from, below],
  );
  return sums!;
}
