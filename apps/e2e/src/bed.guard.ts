import pg from 'pg';

const twoInOneBed = `INSERT INTO stays (id, order_id, person_id, bed_id, period)
  SELECT gen_random_uuid(), order_id, gen_random_uuid(), bed_id, tstzrange(now(), NULL) FROM stays WHERE upper_inf(period) LIMIT 1`;

/** What PostgreSQL says when raw SQL lays a second person into a bed: the constraint's name, or null when it lets it happen. */
export async function layTwoInOneBed(databaseUrl: string, o: { guarded: boolean }): Promise<string | null> {
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  try {
    await client.query('BEGIN');
    if (!o.guarded) await client.query('ALTER TABLE stays DROP CONSTRAINT one_person_per_bed');
    const { rowCount } = await client.query(twoInOneBed);
    if (rowCount !== 1) throw new Error('nobody lies in a bed, so nothing was tried');
    return null;
  } catch (error) {
    const { constraint } = error as { constraint?: string };
    if (!constraint) throw error;
    return constraint;
  } finally {
    await client.query('ROLLBACK');
    await client.end();
  }
}
