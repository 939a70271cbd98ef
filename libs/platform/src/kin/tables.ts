import type { Migration } from '../persistence/index.ts';

/**
 * For services that keep facts by person; each takes it into its own migrations. A merge moves no row of theirs: it only says which
 * ids mean one person, so an undo has nothing to restore. `person_kin` answers for many persons at once; who was never merged costs
 * one look into a small index.
 */
export const kinTables: Migration = {
  name: 'kin-0001',
  sql: `
    CREATE TABLE person_roots (
      person_id uuid PRIMARY KEY,
      root_id uuid NOT NULL,
      step bigint NOT NULL
    );
    CREATE INDEX person_roots_by_root ON person_roots (root_id);

    -- Every id that means the same person as the one asked, itself included.
    CREATE FUNCTION person_kin(asked uuid[]) RETURNS TABLE (person_id uuid, kin_id uuid) LANGUAGE sql STABLE AS $f$
      SELECT a.id, a.id FROM unnest(asked) AS a (id)
      UNION
      SELECT a.id, k.id FROM unnest(asked) AS a (id)
        LEFT JOIN person_roots r ON r.person_id = a.id
       CROSS JOIN LATERAL (
         SELECT coalesce(r.root_id, a.id) AS id
         UNION ALL SELECT m.person_id FROM person_roots m WHERE m.root_id = coalesce(r.root_id, a.id)) AS k
    $f$;
  `,
};
