import type { RetentionClass } from '@lianfang/contracts/access';

/**
 * How the rows of one table come to their end. All texts are SQL over the row `t`; they are written by us and never hold what
 * a caller sent.
 */
export interface TableKeeping {
  readonly table: string;
  readonly class: RetentionClass;
  /** When the period of the row's class begins; rows where it is null are not due yet. Null: only the end of the epidemic ends them. */
  readonly since: string | null;
  /** Rows go, or columns are emptied: by column what is put there. */
  readonly erase: 'delete' | Readonly<Record<string, string>>;
  /** Area code of the row. Null: it lies in no area, and goes when the epidemic ends in the whole county. */
  readonly area: string | null;
  /** Id of the person, and of the household, that a legal hold may be on. Where there is none, a hold keeps the rows of its whole area. */
  readonly person?: string;
  readonly household?: string;
  /** Rows that something else still leans on; they go in a later round. */
  readonly unless?: string;
  /** What may not be erased even then: a condition of rows that stay for ever. */
  readonly only?: string;
}

/** A table without personal data, with the reason why: a table that nobody thought about has no place here. */
export interface PlainTable {
  readonly table: string;
  readonly why: string;
}

/** What a service keeps, in the order in which it is erased: what refers to a row goes before it. */
export interface ServiceKeeping {
  readonly tables: readonly TableKeeping[];
  readonly plain: readonly PlainTable[];
}

/** Stands where a text was that the column must not be without. */
export const erasedText = "'（已删除）'";

/** Tables that every service has. */
export const platformKeeping: ServiceKeeping = {
  tables: [
    { table: 'dead_letters', class: 'LETTER', since: 't.settled_at', erase: 'delete', area: null },
  ],
  plain: [
    { table: 'idempotency_keys', why: 'ids that were answered; key and payload are hashes that lead back to nobody. Kept for ever: a device may send again after months' },
    { table: 'inbox', why: 'random ids of events; without them a consumer that lost its place would apply the whole log again' },
    { table: 'outbox', why: 'events hold ids and codes only; sent rows go after an hour' },
    { table: 'audit_log', why: 'ids and codes only; a chain that a deletion would break' },
    { table: 'audit_head', why: 'the end of that chain' },
    { table: 'schema_migrations', why: 'names of migrations' },
    { table: 'legal_holds', why: 'ids and codes' },
    { table: 'erasures', why: 'counts' },
    { table: 'deletion_notes', why: 'counts' },
  ],
};
