/** PostgreSQL: one pool per service, short transactions, forward-only migrations, set-based writes, answers given once. */
export { answerOnce, blindHash, blindKey } from './answer-once.ts';
export type { Call } from './answer-once.ts';
export { canonicalJson } from './canonical-json.ts';
export type { Json } from './canonical-json.ts';
export { openDatabase } from './database.ts';
export type { DatabaseOptions } from './database.ts';
export { demandIds, isId } from './ids.ts';
export { insertMany } from './insert-many.ts';
export type { ColumnType } from './insert-many.ts';
export { migrate } from './migrate.ts';
export type { Migration } from './migrate.ts';
export { platformMigrations } from './platform-migrations.ts';
export { isConflict, isTransient } from './transient.ts';
export { afterCommit, inTransaction, severConnection, transact } from './transact.ts';
export type { Tx } from './transact.ts';
export { inPresenceOf } from './witness.ts';
export type { Witness } from './witness.ts';
