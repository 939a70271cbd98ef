import type { ChainedEntry } from '@lianfang/contracts/events';
import type { Tx } from '@lianfang/platform/persistence';
import { recordKeysOf } from './trail.rules.ts';
import type { TrailCursor, TrailEntry } from './trail.rules.ts';

/**
 * Keeps entries as they came. One that is there already stays: the same event came twice, or somebody numbered a chain anew.
 *
 * @returns numbers under which another entry is kept
 */
export async function insertEntries(tx: Tx, service: string, entries: readonly ChainedEntry[]): Promise<number[]> {
  const fresh = await tx.query<{ seq: number }[]>(
    `/* insertTrailEntries */
     INSERT INTO trail_entries (service, seq, hash, entry, at, kind, operation, actor, agency, area_code, record_keys)
     SELECT $1, fresh.seq, decode(fresh.hash, 'base64'), fresh.entry::json, fresh.at, fresh.kind, fresh.operation, fresh.actor, fresh.agency, fresh.area, fresh.keys::text[]
       FROM unnest($2::bigint[], $3::text[], $4::text[], $5::timestamptz[], $6::text[], $7::text[], $8::text[], $9::text[], $10::text[], $11::text[])
         AS fresh(seq, hash, entry, at, kind, operation, actor, agency, area, keys)
     ON CONFLICT (service, seq) DO NOTHING RETURNING seq`,
    [
      service, entries.map(({ seq }) => seq), entries.map(({ hash }) => hash), entries.map(({ entry }) => JSON.stringify(entry)),
      entries.map(({ entry }) => entry.at), entries.map(({ entry }) => entry.kind), entries.map(({ entry }) => entry.operation),
      entries.map(({ entry }) => entry.actor), entries.map(({ entry }) => entry.agency), entries.map(({ entry }) => entry.areaCode),
      entries.map(({ entry }) => arrayLiteral(recordKeysOf(entry))),
    ],
  );
  const isFresh = new Set(fresh.map(({ seq }) => seq));
  const known = entries.filter(({ seq }) => !isFresh.has(seq));
  return known.length === 0 ? [] : listOthers(tx, service, known);
}

async function listOthers(tx: Tx, service: string, entries: readonly ChainedEntry[]): Promise<number[]> {
  const rows = await tx.query<{ seq: number }[]>(
    `/* listOthers */
     SELECT kept.seq FROM unnest($2::bigint[], $3::text[]) AS told(seq, hash)
       JOIN trail_entries kept ON kept.service = $1 AND kept.seq = told.seq AND kept.hash <> decode(told.hash, 'base64')`,
    [service, entries.map(({ seq }) => seq), entries.map(({ hash }) => hash)],
  );
  return rows.map(({ seq }) => seq);
}

/** An array inside an array: unnest would take it apart. */
function arrayLiteral(values: readonly string[]): string {
  return `{${values.map((value) => `"${value.replaceAll(/[\\"]/g, '\\$&')}"`).join(',')}}`;
}

export interface TrailFilter {
  /** Half-open range of area codes. */
  area?: { from: string; below: string };
  /** Also what lies in no area: strangers who were turned away. */
  strangers?: boolean;
  agency?: string | null;
  actor?: string | null;
  kinds?: readonly string[] | null;
  operation?: string | null;
  outcome?: string | null;
  recordKeys?: readonly string[] | null;
  from?: Date | null;
  below?: Date | null;
}

/** The newest first. */
export function listEntries(tx: Tx, filter: TrailFilter, page: { limit: number; after: TrailCursor | null }): Promise<TrailEntry[]> {
  const { where, values } = conditionOf(filter);
  if (page.after) {
    values.push(page.after.at, page.after.service, page.after.seq);
    const [at, service, seq] = [values.length - 2, values.length - 1, values.length];
    where.push(`(at < $${at} OR (at = $${at} AND (service, seq) > ($${service}, $${seq})))`);
  }
  values.push(page.limit);
  return tx.query<TrailEntry[]>(
    `/* listEntries */
     SELECT service, seq, entry FROM trail_entries WHERE ${where.join(' AND ')} ORDER BY at DESC, service, seq LIMIT $${values.length}`,
    values,
  );
}

export async function countEntries(tx: Tx, filter: TrailFilter): Promise<number> {
  const { where, values } = conditionOf(filter);
  const [row] = await tx.query<{ entries: number }[]>(`/* countEntries */ SELECT count(*)::int AS entries FROM trail_entries WHERE ${where.join(' AND ')}`, values);
  return row!.entries;
}

function conditionOf({ area, strangers, agency, actor, kinds, operation, outcome, recordKeys, from, below }: TrailFilter): { where: string[]; values: unknown[] } {
  const values: unknown[] = [];
  const by = (sql: (parameter: string) => string, value: unknown) => {
    if (value == null) return [];
    values.push(value);
    return [sql(`$${values.length}`)];
  };
  const inArea = area ? [areaCondition(values, area, strangers ?? false)] : [];
  const where = [
    ...inArea,
    ...by((p) => `agency = ${p}`, agency),
    ...by((p) => `actor = ${p}`, actor),
    ...by((p) => `kind = ANY (${p}::text[])`, kinds),
    ...by((p) => `operation = ${p}`, operation),
    ...by((p) => `entry ->> 'outcome' = ${p}`, outcome),
    ...by((p) => `record_keys && ${p}::text[]`, recordKeys),
    ...by((p) => `at >= ${p}`, from),
    ...by((p) => `at < ${p}`, below),
  ];
  return { where: where.length > 0 ? where : ['true'], values };
}

/** Where the records lie, or the actor belongs: who tries another area's records is seen by both. */
function areaCondition(values: unknown[], { from, below }: { from: string; below: string }, strangers: boolean): string {
  values.push(from, below);
  const [low, high] = [`$${values.length - 1}`, `$${values.length}`];
  const within = (code: string) => `(${code} >= ${low} AND ${code} < ${high})`;
  return `(${within('area_code')} OR ${within(`(entry ->> 'actorArea') COLLATE "C"`)}${strangers ? ` OR area_code = '-'` : ''})`;
}
