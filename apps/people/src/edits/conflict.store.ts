import { areaRange } from '@lianfang/contracts/areas';
import type { Tx } from '@lianfang/platform/persistence';
import { isId } from '../ids.rules.ts';
import { conflictUnknown } from './edit.rules.ts';
import type { EditConflict, FieldVersions, NewConflict, Side } from './edit.rules.ts';

const columns = `
  id, kind, area_code AS "areaCode", person_id AS "personId", round_id AS "roundId", household_id AS "householdId", fields, values_sealed AS "valuesSealed",
  first_visit_id AS "firstVisitId", second_visit_id AS "secondVisitId", first_by_id AS "firstById", first_by AS "firstBy", second_by_id AS "secondById",
  second_by AS "secondBy", based_on AS "basedOn", made_at AS "madeAt", received_at AS "receivedAt", state, taken, resolved_by_id AS "resolvedById",
  resolved_by AS "resolvedBy", resolved_at AS "resolvedAt"`;

export async function insertConflict(tx: Tx, conflict: NewConflict): Promise<void> {
  await tx.query(
    `/* insertConflict */
     INSERT INTO edit_conflicts (id, kind, area_code, person_id, round_id, household_id, fields, values_sealed, first_visit_id, second_visit_id, first_by_id, first_by, second_by_id,
       second_by, based_on, made_at, received_at)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17)`,
    [
      conflict.id, conflict.kind, conflict.areaCode, conflict.personId, conflict.roundId, conflict.householdId, conflict.fields, conflict.valuesSealed, conflict.firstVisitId,
      conflict.secondVisitId, conflict.firstById, conflict.firstBy, conflict.secondById, conflict.secondBy, conflict.basedOn, conflict.madeAt, conflict.receivedAt,
    ],
  );
}

export function findConflicts(tx: Tx, ids: readonly string[]): Promise<EditConflict[]> {
  return tx.query(`/* findConflicts */ SELECT ${columns} FROM edit_conflicts WHERE id = ANY ($1::uuid[])`, [ids.filter(isId)]);
}

/** @throws Refusal CONFLICT_NOT_FOUND */
export async function loadConflictForUpdate(tx: Tx, id: string): Promise<EditConflict> {
  const [conflict] = isId(id) ? await tx.query<EditConflict[]>(`/* loadConflictForUpdate */ SELECT ${columns} FROM edit_conflicts WHERE id = $1 FOR UPDATE`, [id]) : [];
  if (!conflict) throw conflictUnknown();
  return conflict;
}

export async function closeConflict(tx: Tx, id: string, by: { taken: Record<string, Side>; resolvedById: string; resolvedBy: string; resolvedAt: Date }): Promise<void> {
  await tx.query(
    `/* closeConflict */ UPDATE edit_conflicts SET state = 'RESOLVED', taken = $2, resolved_by_id = $3, resolved_by = $4, resolved_at = $5 WHERE id = $1`,
    [id, JSON.stringify(by.taken), by.resolvedById, by.resolvedBy, by.resolvedAt],
  );
}

/** Other conflicts about the same door that nobody has decided. */
export async function countOpenAtDoor(tx: Tx, door: { roundId: string; householdId: string }): Promise<number> {
  const [row] = await tx.query<{ open: number }[]>(
    `/* countOpenAtDoor */ SELECT count(*)::int AS open FROM edit_conflicts WHERE round_id = $1 AND household_id = $2 AND state = 'OPEN'`,
    [door.roundId, door.householdId],
  );
  return row!.open;
}

export interface ConflictFilter {
  areaCode: string;
  state?: 'OPEN' | 'RESOLVED' | null;
  /** One of the two. */
  party: string | null;
}

const wanted = `area_code >= $1 AND area_code < $2 AND ($3::text IS NULL OR state = $3) AND ($4::text IS NULL OR first_by_id = $4 OR second_by_id = $4)`;

export function listConflicts(tx: Tx, filter: ConflictFilter, page: { first: number; after: string | null }): Promise<EditConflict[]> {
  const { from, below } = areaRange(filter.areaCode);
  return tx.query(
    `/* listConflicts */ SELECT ${columns} FROM edit_conflicts WHERE ${wanted} AND ($5::uuid IS NULL OR id > $5) ORDER BY id LIMIT $6`,
    [from, below, filter.state, filter.party, page.after, page.first + 1],
  );
}

export async function countConflicts(tx: Tx, filter: ConflictFilter): Promise<number> {
  const { from, below } = areaRange(filter.areaCode);
  const [row] = await tx.query<{ conflicts: number }[]>(
    `/* countConflicts */ SELECT count(*)::int AS conflicts FROM edit_conflicts WHERE ${wanted}`,
    [from, below, filter.state, filter.party],
  );
  return row!.conflicts;
}

export async function loadFieldVersions(tx: Tx, personId: string): Promise<FieldVersions> {
  const [row] = await tx.query<{ fields: FieldVersions }[]>(`/* loadFieldVersions */ SELECT field_versions AS fields FROM people WHERE id = $1`, [personId]);
  return row?.fields ?? {};
}
