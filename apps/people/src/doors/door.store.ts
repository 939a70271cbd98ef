import { randomBytes } from 'node:crypto';
import { areaRange } from '@lianfang/contracts/areas';
import { newId } from '@lianfang/platform/clock';
import { insertMany } from '@lianfang/platform/persistence';
import type { Tx } from '@lianfang/platform/persistence';
import type { Sealer } from '@lianfang/platform/sealing';
import { In, IsNull } from 'typeorm';
import { isId } from '../ids.rules.ts';
import type { DoorCode } from './door.rules.ts';
import { doorCodeTable } from './door.table.ts';

const keyBytes = 16;

export interface DoorsWanted {
  areaCode: string;
  compoundId?: string | null;
  building?: string | null;
}

/** The code in force with this id. */
export function findDoorCode(tx: Tx, id: string): Promise<DoorCode | null> {
  return tx.findOneBy(doorCodeTable, { id, revokedAt: IsNull() });
}

/** Locked: wrong proofs at the same instant are counted one after the other. */
export function lockDoorCode(tx: Tx, id: string): Promise<DoorCode | null> {
  return tx.findOne(doorCodeTable, { where: { id, revokedAt: IsNull() }, lock: { mode: 'pessimistic_write' } });
}

export async function noteProof(tx: Tx, id: string, failures: number, lockedUntil: Date | null): Promise<void> {
  await tx.update(doorCodeTable, { id }, { failures, lockedUntil });
}

export function findDoorCodesOf(tx: Tx, householdIds: readonly string[]): Promise<DoorCode[]> {
  return tx.findBy(doorCodeTable, { householdId: In(householdIds.filter(isId)), revokedAt: IsNull() });
}

/** Gives a code to every door of these that has none, in two statements whatever their number. */
export async function issueCodes(tx: Tx, wanted: DoorsWanted, sealer: Sealer, made: { by: string; at: Date }): Promise<{ issued: number; kept: number }> {
  const { from, below } = areaRange(wanted.areaCode);
  const doors = await tx.query<{ householdId: string; areaCode: string; has: boolean }[]>(
    `/* doorsWithoutCode */
     SELECT h.id AS "householdId", h.area_code AS "areaCode", EXISTS (SELECT 1 FROM door_codes d WHERE d.household_id = h.id AND d.revoked_at IS NULL) AS has
       FROM households h WHERE h.area_code >= $1 AND h.area_code < $2 AND ($3::uuid IS NULL OR h.compound_id = $3) AND ($4::text IS NULL OR h.building = $4)`,
    [from, below, wanted.compoundId ?? null, wanted.building ?? null],
  );
  const bare = doors.filter(({ has }) => !has).map(({ householdId, areaCode }) => newCode(householdId, areaCode, sealer, made));
  const issued = await insertMany(tx, 'door_codes', columns, bare, 'ON CONFLICT (household_id) WHERE revoked_at IS NULL DO NOTHING');
  return { issued, kept: doors.length - issued };
}

const columns = { id: 'uuid', household_id: 'uuid', area_code: 'text', key_sealed: 'bytea', issued_at: 'timestamptz', issued_by: 'text' } as const;

/** The code in force ends, and another begins. */
export async function renewCode(tx: Tx, door: { householdId: string; areaCode: string }, sealer: Sealer, made: { by: string; at: Date }): Promise<void> {
  await tx.update(doorCodeTable, { householdId: door.householdId, revokedAt: IsNull() }, { revokedAt: made.at, revokedBy: made.by });
  await insertMany(tx, 'door_codes', columns, [newCode(door.householdId, door.areaCode, sealer, made)]);
}

function newCode(householdId: string, areaCode: string, sealer: Sealer, { by, at }: { by: string; at: Date }): DoorCode {
  return {
    id: newId(), householdId, areaCode, keySealed: sealer.seal(randomBytes(keyBytes).toString('base64')), issuedAt: at, issuedBy: by, revokedAt: null, revokedBy: null, failures: 0,
    lockedUntil: null,
  };
}

/** Doors in walking order. The cursor is the household. */
export function pageSheet(tx: Tx, wanted: DoorsWanted, page: { first: number; after: string | null }): Promise<{ householdId: string }[]> {
  const { from, below } = areaRange(wanted.areaCode);
  return tx.query(
    `/* pageSheet */
     SELECT h.id AS "householdId" FROM households h
      WHERE h.area_code >= $1 AND h.area_code < $2 AND ($3::uuid IS NULL OR h.compound_id = $3) AND ($4::text IS NULL OR h.building = $4)
        AND ($5::uuid IS NULL OR (h.area_code, h.door_order, h.id) > (SELECT a.area_code, a.door_order, a.id FROM households a WHERE a.id = $5))
      ORDER BY h.area_code, h.door_order, h.id LIMIT $6`,
    [from, below, wanted.compoundId ?? null, wanted.building ?? null, page.after, page.first + 1],
  );
}

export async function countSheet(tx: Tx, wanted: DoorsWanted): Promise<number> {
  const { from, below } = areaRange(wanted.areaCode);
  const [row] = await tx.query<{ doors: number }[]>(
    `/* countSheet */ SELECT count(*)::int AS doors FROM households h
      WHERE h.area_code >= $1 AND h.area_code < $2 AND ($3::uuid IS NULL OR h.compound_id = $3) AND ($4::text IS NULL OR h.building = $4)`,
    [from, below, wanted.compoundId ?? null, wanted.building ?? null],
  );
  return row!.doors;
}

export async function listBuildings(tx: Tx, compoundId: string): Promise<string[]> {
  if (!isId(compoundId)) return [];
  const rows = await tx.query<{ building: string }[]>(
    `/* listBuildings */ SELECT building FROM households WHERE compound_id = $1 GROUP BY building ORDER BY min(door_order) LIMIT 500`, [compoundId]);
  return rows.map(({ building }) => building);
}
