import type { Tx } from '@lianfang/platform/persistence';
import type { RegisterCounts } from '../areas/area.rules.ts';

/** A missing counter begins at zero: PostgreSQL would check a negative change as if it were a whole row of its own. */
export async function addCounts(tx: Tx, moved: readonly RegisterCounts[]): Promise<void> {
  const codes = moved.map((change) => change.areaCode);
  await tx.query(`/* beginCounts */ INSERT INTO register_counts (area_code) SELECT unnest($1::text[]) ON CONFLICT DO NOTHING`, [codes]);
  await tx.query(
    `/* addCounts */
     WITH locked AS (
       SELECT area_code FROM register_counts WHERE area_code = ANY ($1::text[]) ORDER BY area_code FOR UPDATE
     )
     UPDATE register_counts c SET
       households = c.households + m.households,
       vacant_households = c.vacant_households + m.vacant,
       people = c.people + m.people
     FROM locked, unnest($1::text[], $2::int[], $3::int[], $4::int[]) AS m (area_code, households, vacant, people)
     WHERE c.area_code = locked.area_code AND m.area_code = c.area_code`,
    [codes, moved.map((change) => change.households), moved.map((change) => change.vacantHouseholds), moved.map((change) => change.people)],
  );
}
