import { isId, readTogether } from '@lianfang/platform/persistence';
import type { Tx } from '@lianfang/platform/persistence';
import { bedOccupied } from './stay.rules.ts';
import type { Stay } from './stay.rules.ts';

const stayFields = `s.id, s.order_id AS "orderId", s.person_id AS "personId", s.bed_id AS "bedId", lower(s.period) AS "from", upper(s.period) AS until`;

/** SQLSTATE of an exclusion constraint that said no. */
const exclusionViolation = '23P01';

/** @throws Refusal BED_OCCUPIED when the database finds the bed held for any part of the time */
export async function insertStay(tx: Tx, stay: Stay): Promise<void> {
  try {
    await tx.query(
      `/* insertStay */ INSERT INTO stays (id, order_id, person_id, bed_id, period) VALUES ($1, $2, $3, $4, tstzrange($5, $6))`,
      [stay.id, stay.orderId, stay.personId, stay.bedId, stay.from, stay.until],
    );
  } catch (error) {
    if ((error as { code?: string }).code === exclusionViolation) throw bedOccupied();
    throw error;
  }
}

/** Ends the stay that an order holds. @returns it, or null when there was none */
export async function endOpenStay(tx: Tx, orderId: string, at: Date): Promise<Stay | null> {
  const [rows] = await tx.query<[Stay[], number]>(
    `/* endOpenStay */
     UPDATE stays s SET period = tstzrange(lower(s.period), greatest($2::timestamptz, lower(s.period) + interval '1 microsecond'))
      WHERE s.order_id = $1 AND upper_inf(s.period) RETURNING ${stayFields}`,
    [orderId, at],
  );
  return rows[0] ?? null;
}

const staysById = readTogether<Stay>({ name: 'findStays', text: `SELECT ${stayFields} FROM stays s WHERE s.id = ANY ($1::uuid[])`, keyOf: ({ id }) => id });

export function findStays(tx: Tx, ids: readonly string[]): Promise<Stay[]> {
  return staysById(tx, ids.filter(isId));
}

/** Who lies in these beds now. */
export const findCurrentStays = readTogether<Stay>({ name: 'findCurrentStays', text: `SELECT ${stayFields} FROM stays s WHERE s.bed_id = ANY ($1::uuid[]) AND upper_inf(s.period)`, keyOf: ({ bedId }) => bedId });

export const findOpenStaysOfOrders = readTogether<Stay>({ name: 'findOpenStaysOfOrders', text: `SELECT ${stayFields} FROM stays s WHERE s.order_id = ANY ($1::uuid[]) AND upper_inf(s.period)`, keyOf: ({ orderId }) => orderId });
