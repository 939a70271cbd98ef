import type { DataSource } from 'typeorm';

interface Counted {
  areaCode: string;
  households: number;
  vacantHouseholds: number;
  people: number;
}

/**
 * The counters of the register, after a look that each of them, at every level, is what a count of the rows gives.
 * @throws Error that names the first that differs
 */
export async function registerCounted(database: DataSource): Promise<Counted[]> {
  const [wrong] = await database.query(
    `WITH counted AS (
       SELECT area_code, count(*)::int AS households, count(*) FILTER (WHERE occupancy = 'VACANT')::int AS vacant, 0 AS people FROM households GROUP BY 1
       UNION ALL SELECT area_code, 0, 0, count(*)::int FROM people WHERE merged_into IS NULL GROUP BY 1
       UNION ALL SELECT area_code, -households, -vacant_households, -people FROM register_counts),
     levels AS (SELECT left(area_code, digits) AS code, sum(households) AS households, sum(vacant) AS vacant, sum(people) AS people
       FROM counted, unnest(ARRAY[6, 9, 12, 15]) AS digits GROUP BY 1)
     SELECT * FROM levels WHERE (households, vacant, people) <> (0, 0, 0) LIMIT 1`,
  );
  if (wrong) throw new Error(`the counters are off by ${JSON.stringify(wrong)}`);
  return database.query(
    `SELECT area_code AS "areaCode", households, vacant_households AS "vacantHouseholds", people FROM register_counts WHERE households > 0 OR people > 0 ORDER BY 1`,
  );
}
