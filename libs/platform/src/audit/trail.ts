import type { ChainedEntry } from '@lianfang/contracts/events';

export type AuditEntry = ChainedEntry['entry'];

/** A thing of the domain that somebody saw or changed: `{ type: 'Person', id }`. Never a name. */
export interface AuditedRecord {
  type: string;
  id: string;
  /** Where it lies. Tells whether it was seen by an open glass, and who may read of it. */
  areaCode?: string;
}

/** What a resolver tells the audit trail. Ids and codes only. */
export interface AuditTrail {
  /** A personal field of this record leaves unmasked. The answer waits until that is written; where it cannot be, nothing leaves. */
  seen(record: AuditedRecord, field: string): void;
  /** What this mutation changed and by which rule, beyond what its arguments and its answer tell. Before `transact` ends. */
  note(what: { record?: AuditedRecord; rule?: string; reason?: string }): void;
  /** Who calls stays out of the trail, and from where: for whom the law protects, whoever signed in by mistake included. First of all. */
  withoutCaller(): void;
  /** Rows left as a file or a printed page. */
  exported(what: { what: string; count: number; areaCode: string }): void;
}
