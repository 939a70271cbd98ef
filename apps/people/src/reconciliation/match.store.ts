import { areaRange } from '@lianfang/contracts/areas';
import type { Tx } from '@lianfang/platform/persistence';

/**
 * Matching runs over sets of listed people; each step takes what the steps before it left. `$1` is always the set of ids, `$2` the
 * time.
 */

/** What the list and the register tell differently of one person. */
const conflictsSql = `array_remove(ARRAY[
  CASE WHEN l.name IS NOT NULL AND l.name <> p.name THEN 'name' END,
  CASE WHEN l.birth_date IS NOT NULL AND p.birth_date IS NOT NULL AND l.birth_date <> p.birth_date THEN 'birthDate' END,
  CASE WHEN l.phone_index IS NOT NULL AND p.phone_index IS NOT NULL AND l.phone_index <> p.phone_index THEN 'phone' END,
  CASE WHEN l.id_number_index IS NOT NULL AND l.id_number_index <> p.id_number_index THEN 'idNumber' END], NULL)`;

function matchSql(name: string, kind: string, pairs: string): string {
  return `/* ${name} */
    WITH pairs AS (${pairs})
    UPDATE listed_people l SET outcome = 'MATCHED', matched_by = '${kind}', person_id = p.id, conflicts = ${conflictsSql},
           undecided = false, changed_at = $2, version = l.version + 1
      FROM pairs JOIN people p ON p.id = pairs.person_id
     WHERE l.id = pairs.listed_id AND l.outcome <> 'MATCHED'
    RETURNING l.id`;
}

const open = `l.id = ANY ($1::uuid[]) AND l.outcome <> 'MATCHED'`;
/** The area of the list: the register outside it is not searched by name or phone. */
const inListArea = `p.area_code >= r.area_code AND p.area_code < (r.area_code || ':') COLLATE "C"`;

/** By ID number within the area of the list. */
const byIdNumber = matchSql('matchByIdNumber', 'ID_NUMBER', `
  SELECT l.id AS listed_id, coalesce(p.merged_into, p.id) AS person_id FROM listed_people l
    JOIN reconciliation_lists r ON r.id = l.list_id
    JOIN people p ON p.document_kind = 'RESIDENT_ID' AND p.id_number_index = l.id_number_index AND ${inListArea}
   WHERE ${open}`);

/** By phone and name, when exactly one person has both. A family shares a phone, so the phone alone proves nobody. */
const byPhone = matchSql('matchByPhone', 'PHONE', `
  SELECT l.id AS listed_id, min(p.id::text)::uuid AS person_id FROM listed_people l
    JOIN reconciliation_lists r ON r.id = l.list_id
    JOIN people p ON p.phone_index = l.phone_index AND p.name = l.name AND p.merged_into IS NULL AND ${inListArea}
   WHERE ${open} AND l.id_number_index IS NULL GROUP BY l.id HAVING count(*) = 1`);

/** By name and birth date, when exactly one person has both and the list gives no number that would contradict. */
const byNameAndBirth = matchSql('matchByNameAndBirth', 'NAME_BIRTH_DATE', `
  SELECT l.id AS listed_id, min(p.id::text)::uuid AS person_id FROM listed_people l
    JOIN reconciliation_lists r ON r.id = l.list_id
    JOIN people p ON p.name = l.name AND p.birth_date = l.birth_date AND p.merged_into IS NULL AND ${inListArea}
   WHERE ${open} AND l.id_number_index IS NULL GROUP BY l.id HAVING count(*) = 1`);

/** Exact matches of these listed people, surest first. @returns those that are matched now */
export async function matchExactly(tx: Tx, listedIds: readonly string[], now: Date): Promise<string[]> {
  const matched: string[] = [];
  for (const statement of [byIdNumber, byPhone, byNameAndBirth]) {
    matched.push(...(await idsOf(tx, statement, [listedIds, now])));
  }
  return matched;
}

/** TypeORM answers an UPDATE … RETURNING with rows and their count. */
async function idsOf(tx: Tx, statement: string, parameters: unknown[]): Promise<string[]> {
  const [rows] = (await tx.query(statement, parameters)) as [{ id: string }[], number];
  return rows.map((row) => row.id);
}

/** Least score that is worth a person's look: one strong sign and a weak one, or three weak ones. */
const leastScore = 0.5;
const mostCandidates = 5;

/**
 * People who may be the listed one, each sign with its weight. Pairs come from four index look-ups (phone; name and birth date;
 * pinyin and birth date; name in the community), so the cost grows with the list, not with the register.
 * @returns the listed people who have candidates now
 */
export async function proposeCandidates(tx: Tx, listedIds: readonly string[]): Promise<string[]> {
  const rows = (await tx.query(
    `/* proposeCandidates */
     WITH open AS (
       SELECT l.*, r.area_code AS list_area FROM listed_people l JOIN reconciliation_lists r ON r.id = l.list_id WHERE ${open}
     ), pairs AS (
       SELECT o.id AS listed_id, p.id AS person_id FROM open o JOIN people p ON p.phone_index = o.phone_index
       UNION SELECT o.id, p.id FROM open o JOIN people p ON p.name = o.name AND p.birth_date = o.birth_date
       UNION SELECT o.id, p.id FROM open o JOIN people p ON p.pinyin = o.pinyin AND p.birth_date = o.birth_date
       UNION SELECT o.id, p.id FROM open o JOIN people p ON p.pinyin = o.pinyin AND p.birth_date BETWEEN o.birth_date - 400 AND o.birth_date + 400
       UNION SELECT o.id, p.id FROM open o JOIN people p
               ON o.birth_date IS NULL AND p.name = o.name AND length(o.area_code) >= 12 AND p.area_code >= o.area_code AND p.area_code < (o.area_code || ':') COLLATE "C"
     ), scored AS (
       SELECT o.id AS listed_id, p.id AS person_id,
              CASE WHEN p.name = o.name THEN 0.4 WHEN p.pinyin = o.pinyin THEN 0.3 ELSE 0 END
              + CASE WHEN p.birth_date = o.birth_date THEN 0.3
                     WHEN extract(day FROM p.birth_date) = extract(month FROM o.birth_date) AND extract(month FROM p.birth_date) = extract(day FROM o.birth_date)
                          AND extract(year FROM p.birth_date) = extract(year FROM o.birth_date) THEN 0.2
                     WHEN to_char(p.birth_date, 'MMDD') = to_char(o.birth_date, 'MMDD') OR to_char(p.birth_date, 'YYYYMM') = to_char(o.birth_date, 'YYYYMM') THEN 0.15
                     ELSE 0 END
              + CASE WHEN p.phone_index = o.phone_index THEN 0.3 ELSE 0 END
              + CASE WHEN length(o.area_code) >= 12 AND left(p.area_code, 12) = left(o.area_code, 12) THEN 0.1 ELSE 0 END AS score,
              array_remove(ARRAY[
                CASE WHEN p.name = o.name THEN 'NAME' WHEN p.pinyin = o.pinyin THEN 'PINYIN' END,
                CASE WHEN p.birth_date = o.birth_date THEN 'BIRTH_DATE' END,
                CASE WHEN p.phone_index = o.phone_index THEN 'PHONE' END,
                CASE WHEN length(o.area_code) >= 12 AND left(p.area_code, 12) = left(o.area_code, 12) THEN 'COMMUNITY' END], NULL) AS because
         FROM pairs JOIN open o ON o.id = pairs.listed_id
         JOIN people p ON p.id = pairs.person_id AND p.merged_into IS NULL AND p.area_code >= o.list_area AND p.area_code < (o.list_area || ':') COLLATE "C"
     ), ranked AS (
       SELECT *, row_number() OVER (PARTITION BY listed_id ORDER BY score DESC, person_id) AS place FROM scored WHERE score >= $2
     ), entered AS (
       INSERT INTO match_candidates (listed_id, person_id, score, because)
       SELECT listed_id, person_id, least(score, 1), because FROM ranked WHERE place <= $3
       ON CONFLICT (listed_id, person_id) DO UPDATE SET score = excluded.score, because = excluded.because
       RETURNING listed_id
     )
     SELECT DISTINCT listed_id AS id FROM entered`,
    [listedIds, leastScore, mostCandidates],
  )) as { id: string }[];
  return rows.map((row) => row.id);
}

export interface Elsewhere {
  listedId: string;
  /** The community where the register has the person. */
  toAreaCode: string;
  fromAreaCode: string;
}

/** Listed people whom the register has outside the area of their list, by ID number. */
export function findElsewhere(tx: Tx, listedIds: readonly string[]): Promise<Elsewhere[]> {
  return tx.query(
    `/* findElsewhere */
     SELECT l.id AS "listedId", left(p.area_code, 12) AS "toAreaCode", l.area_code AS "fromAreaCode" FROM listed_people l
       JOIN reconciliation_lists r ON r.id = l.list_id
       JOIN people p ON p.document_kind = 'RESIDENT_ID' AND p.id_number_index = l.id_number_index
      WHERE ${open} AND NOT (${inListArea}) ORDER BY l.id`,
    [listedIds],
  );
}

/** What an entry of the register may answer: listed people still unmatched who share a number, a phone with the name, or name and birth date. */
export async function findAwaiting(tx: Tx, personIds: readonly string[]): Promise<string[]> {
  const rows = (await tx.query(
    `/* findAwaiting */
     SELECT l.id FROM people p JOIN listed_people l ON l.id_number_index = p.id_number_index AND l.outcome <> 'MATCHED' WHERE p.id = ANY ($1::uuid[])
     UNION SELECT l.id FROM people p JOIN listed_people l ON l.phone_index = p.phone_index AND l.outcome <> 'MATCHED' WHERE p.id = ANY ($1::uuid[])
     UNION SELECT l.id FROM people p JOIN listed_people l ON l.name = p.name AND l.birth_date = p.birth_date AND l.outcome <> 'MATCHED' WHERE p.id = ANY ($1::uuid[])`,
    [personIds],
  )) as { id: string }[];
  return rows.map((row) => row.id);
}

/** Residents of an area whom no row of the list was matched with: missing from the list. */
export function listUnlisted(tx: Tx, listId: string, areaCode: string, page: { limit: number; after: string | null }): Promise<{ id: string }[]> {
  const { from, below } = areaRange(areaCode);
  return tx.query(
    `/* listUnlisted */
     SELECT p.id FROM people p
      WHERE p.area_code >= $2 AND p.area_code < $3 AND p.merged_into IS NULL AND ($4::uuid IS NULL OR p.id > $4)
        AND NOT EXISTS (SELECT 1 FROM listed_people l WHERE l.person_id = p.id AND l.list_id = $1)
        AND NOT EXISTS (SELECT 1 FROM people m JOIN listed_people l ON l.person_id = m.id AND l.list_id = $1 WHERE m.merged_into = p.id)
      ORDER BY p.id LIMIT $5`,
    [listId, from, below, page.after, page.limit],
  );
}

export async function countUnlisted(tx: Tx, listId: string, areaCode: string): Promise<number> {
  const { from, below } = areaRange(areaCode);
  const [row] = await tx.query(
    `/* countUnlisted */
     SELECT (SELECT coalesce(sum(people), 0) FROM register_counts WHERE area_code >= $2 AND area_code < $3)::int
          - (SELECT count(DISTINCT p.id) FROM listed_people l JOIN people m ON m.id = l.person_id JOIN people p ON p.id = coalesce(m.merged_into, m.id)
              WHERE l.list_id = $1 AND p.area_code >= $2 AND p.area_code < $3)::int AS people`,
    [listId, from, below],
  );
  return row.people;
}
