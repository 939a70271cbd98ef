import type { Client } from 'pg';

/** The last migration before the register is filled: what comes after it meets a living district. */
export const livingSince = '0020-keeping';

/** So many people in a third as many households, each of which one round has visited; written in SQL, for it is not what is measured. */
export async function fill(client: Client, people: number): Promise<void> {
  const households = Math.ceil(people / 3);
  const grids = Math.max(1, Math.min(400, Math.ceil(households / 50)));
  const grid = (n: string) => `'410811001' || lpad((1 + ${n} % ${grids})::text, 3, '0') || '001'`;
  for (const statement of [
    `INSERT INTO areas (code, name, parent_code) VALUES ('410811', '区', NULL), ('410811001', '街道', '410811')`,
    `INSERT INTO areas (code, name, parent_code) SELECT '410811001' || lpad(n::text, 3, '0'), '社区' || n, '410811001' FROM generate_series(1, ${grids}) AS n`,
    `INSERT INTO areas (code, name, parent_code) SELECT code || '001', '网格', code FROM areas WHERE length(code) = 12`,
    `INSERT INTO compounds (id, area_code, name, address) SELECT md5('c' || n)::uuid, ${grid('n')}, '小区' || n, '路' || n FROM generate_series(0, ${grids - 1}) AS n`,
    `INSERT INTO households (id, compound_id, area_code, building, unit, room, door_order, occupancy)
     SELECT md5('h' || n)::uuid, md5('c' || n % ${grids})::uuid, ${grid('n')}, '1号楼', '', n::text, lpad(n::text, 8, '0'), 'OCCUPIED' FROM generate_series(0, ${households - 1}) AS n`,
    `INSERT INTO people (id, household_id, area_code, name, pinyin, initials, document_kind, id_number_sealed, id_number_index, id_number_mask)
     SELECT md5('p' || n)::uuid, md5('h' || n % ${households})::uuid, ${grid(`(n % ${households})`)}, '人' || n % 9973, 'ren' || n % 9973, 'r', 'RESIDENT_ID', '\\x00', decode(md5('i' || n), 'hex'), '99**' FROM generate_series(0, ${people - 1}) AS n`,
    `INSERT INTO register_counts (area_code, households, people) SELECT h.area_code, count(DISTINCT h.id), count(p.id) FROM households h JOIN people p ON p.household_id = h.id GROUP BY 1`,
    `INSERT INTO sweep_rounds (id, name, area_code, state, methods, starts_on, ends_on, opened_at, opened_by) VALUES (md5('r')::uuid, '一', '410811', 'OPEN', '{DOOR}', '2022-04-01', '2022-04-30', now(), 'x')`,
    `INSERT INTO sweep_visits (id, round_id, household_id, outcome, method, returnees, visited_at, received_at, visited_by)
     SELECT md5('v' || n)::uuid, md5('r')::uuid, md5('h' || n)::uuid, CASE n % 4 WHEN 0 THEN 'ABSENT' ELSE 'VISITED' END, 'DOOR', CASE n % 9 WHEN 1 THEN '{"OUTBREAK_CITY": 1}'::jsonb ELSE '{}' END, now(), now(), 'x'
       FROM generate_series(0, ${households - 1}) AS n`,
    `INSERT INTO sweep_targets (round_id, household_id, area_code, door_order, visit_id, outcome)
     SELECT v.round_id, h.id, h.area_code, h.door_order, v.id, v.outcome FROM households h JOIN sweep_visits v ON v.household_id = h.id`,
    `INSERT INTO sweep_counts (round_id, area_code, households, reached, unreached)
     SELECT round_id, area_code, count(*), count(*) FILTER (WHERE outcome = 'VISITED'), count(*) FILTER (WHERE outcome = 'ABSENT') FROM sweep_targets GROUP BY 1, 2`,
    'VACUUM ANALYZE',
  ]) {
    await client.query(statement);
  }
}

/** What a running house asks and writes all the time, in words that every version of the tables understands. */
export const requests: readonly { what: string; sql: string; row: 'p' | 'h' }[] = [
  { what: 'a person by id', sql: 'SELECT id, name, household_id FROM people WHERE id = $1', row: 'p' },
  { what: 'a household with its people', sql: 'SELECT h.id, p.name FROM households h LEFT JOIN people p ON p.household_id = h.id WHERE h.id = $1', row: 'h' },
  { what: 'a phone is written', sql: `UPDATE people SET phone_mask = '139****0000', version = version + 1 WHERE id = $1`, row: 'p' },
  { what: 'a household is written', sql: 'UPDATE households SET version = version + 1 WHERE id = $1', row: 'h' },
  { what: 'a door of a round', sql: 'SELECT t.outcome, v.visited_at FROM sweep_targets t JOIN sweep_visits v ON v.id = t.visit_id WHERE t.household_id = $1', row: 'h' },
  { what: 'a visit is noted', sql: `UPDATE sweep_visits SET note = 'again' WHERE round_id = md5('r')::uuid AND household_id = $1`, row: 'h' },
  { what: 'coverage', sql: `SELECT sum(reached) FROM sweep_counts WHERE round_id = md5('r')::uuid AND $1::text <> ''`, row: 'h' },
];
