import type { DataSource, EntitySchema } from 'typeorm';
import { askPool } from './ask.ts';
import type { Tx } from './transact.ts';

/** A read of rows by their keys, whose keys go into one statement with those of all other requests that wait for the same. */
export type KeyedRead<R> = (tx: Tx, keys: readonly string[], ...also: readonly unknown[]) => Promise<R[]>;

/**
 * One SELECT that takes its keys as the array `$1` and gives rows as they are used. What is asked besides (`$2` …) is the same for
 * all who share a statement.
 */
export interface KeyedStatement<R> {
  /** As a hand-written query is called; also the name under which the server keeps its plan. */
  name: string;
  text: string;
  /** The key that a row belongs to. */
  keyOf: (row: R) => string;
}

/** Statements of one kind under way at once; the keys of whoever comes meanwhile gather for the next. */
const mostUnderWay = 2;

/** Keys of one statement. */
const mostKeys = 2_000;

/**
 * Outside of a transaction requests read together: a hundred lists that are asked for at once cost a few statements instead of hundreds,
 * and nobody waits longer than for the statement before. A row is what the database says of it, whoever asks; who may see it is
 * decided behind this, for each request by itself. Rows are shared between requests and must not be changed.
 *
 * A statement begins after all who wait for it have asked, so everybody sees at least what was committed before. In a transaction it reads alone, in it.
 */
export function readTogether<R extends object>(statement: KeyedStatement<R> | ((database: DataSource) => KeyedStatement<R>)): KeyedRead<R> {
  const prepared = new WeakMap<DataSource, Prepared<R>>();
  const preparedOn = (database: DataSource): Prepared<R> => {
    let known = prepared.get(database);
    if (!known) prepared.set(database, (known = { ...(typeof statement === 'function' ? statement(database) : statement), gatherings: new Map() }));
    return known;
  };
  return async (tx, keys, ...also) => {
    if (keys.length === 0) return [];
    const { connection: database } = tx;
    const read = preparedOn(database);
    if (tx.queryRunner || readsAlone(database)) return tx.query(commented(read), [[...new Set(keys)], ...also]);
    const place = also.length === 0 ? '' : JSON.stringify(also);
    let gathering = read.gatherings.get(place);
    if (!gathering) read.gatherings.set(place, (gathering = new Gathering(database, read, also, () => void read.gatherings.delete(place))));
    return gathering.rowsOf(keys);
  };
}

/** `readTogether` of whole rows of a table, by one of its columns. */
export function rowsBy<T extends object>(
  table: EntitySchema<T>,
  column: keyof T & string,
  { name, where, orderBy }: { name: string; where?: string; orderBy?: string },
): KeyedRead<T> {
  const together = readTogether<T>((database) => ({ name, text: selectBy(database, table, column, { where, orderBy }), keyOf: (row) => row[column] as string }));
  return async (tx, keys, ...also) => {
    if (!readsAlone(tx.connection) || orderBy || keys.length === 0) return together(tx, keys, ...also);
    const query = tx.createQueryBuilder(table, 't').where(`t.${column} IN (:...keys)`, { keys });
    return (where ? query.andWhere(where) : query).getMany();
  };
}

interface Prepared<R extends object> extends KeyedStatement<R> {
  /** Who waits, by what is asked besides the keys. */
  gatherings: Map<string, Gathering<R>>;
}

interface Waiting<R> {
  keys: readonly string[];
  resolve(rows: R[]): void;
  reject(error: unknown): void;
}

class Gathering<R extends object> {
  readonly #database: DataSource;
  readonly #read: KeyedStatement<R>;
  readonly #also: readonly unknown[];
  readonly #empty: () => void;
  #waiting: Waiting<R>[] = [];
  #underWay = 0;
  #called = false;

  constructor(database: DataSource, read: KeyedStatement<R>, also: readonly unknown[], empty: () => void) {
    this.#database = database;
    this.#read = read;
    this.#also = also;
    this.#empty = empty;
  }

  rowsOf(keys: readonly string[]): Promise<R[]> {
    return new Promise((resolve, reject) => {
      this.#waiting.push({ keys, resolve, reject });
      this.#call();
    });
  }

  /** Not at once: what has arrived on other connections meanwhile is read with it. */
  #call(): void {
    if (this.#called || this.#underWay >= mostUnderWay || this.#waiting.length === 0) return;
    this.#called = true;
    setImmediate(() => {
      this.#called = false;
      void this.#send();
    });
  }

  async #send(): Promise<void> {
    const { waiting, keys } = this.#take();
    this.#underWay += 1;
    // There are more than one statement can take.
    this.#call();
    try {
      const { name } = this.#read;
      this.#hand(await askPool<R>(this.#database, { name, text: commented(this.#read), values: [keys, ...this.#also] }), waiting);
    } catch (error) {
      for (const { reject } of waiting) reject(error);
    }
    this.#underWay -= 1;
    if (this.#waiting.length > 0) this.#call();
    else if (this.#underWay === 0 && !this.#called) this.#empty();
  }

  #take(): { waiting: Waiting<R>[]; keys: string[] } {
    const keys = new Set<string>();
    let taken = 0;
    while (taken < this.#waiting.length && (taken === 0 || keys.size + this.#waiting[taken]!.keys.length <= mostKeys)) {
      for (const key of this.#waiting[taken]!.keys) keys.add(key);
      taken += 1;
    }
    return { waiting: this.#waiting.splice(0, taken), keys: [...keys] };
  }

  #hand(rows: R[], waiting: readonly Waiting<R>[]): void {
    if (waiting.length === 1) return waiting[0]!.resolve(rows);
    const byKey = Map.groupBy(rows, this.#read.keyOf);
    for (const { keys, resolve } of waiting) {
      const own: R[] = [];
      for (const key of new Set(keys)) {
        const found = byKey.get(key);
        if (found) own.push(...found);
      }
      resolve(own);
    }
  }
}

function commented({ name, text }: { name: string; text: string }): string {
  return `/* ${name} */ ${text}`;
}

const keyTypes: Record<string, string> = { uuid: 'uuid', text: 'text' };

function selectBy<T extends object>(database: DataSource, table: EntitySchema<T>, column: string, { where, orderBy }: { where: string | undefined; orderBy: string | undefined }): string {
  const { columns } = database.getMetadata(table);
  const key = columns.find(({ propertyName }) => propertyName === column);
  const type = keyTypes[String(key?.type)];
  if (!key || !type) throw new TypeError(`${table.options.name} is not read by ${column}`);
  return `${selectFrom(database, table)} WHERE t.${key.databaseName} = ANY ($1::${type}[])${where ? ` AND ${where}` : ''}${orderBy ? ` ORDER BY ${orderBy}` : ''}`;
}

/**
 * The beginning of a SELECT of whole rows, the table called `t`: rows as TypeORM would hand them out, without its work on each.
 * @throws TypeError for a column that TypeORM reads otherwise than the driver does
 */
export function selectFrom<T extends object>(database: DataSource, table: EntitySchema<T>): string {
  const known = selects.get(table);
  if (known) return known;
  const { columns, tablePath, relations } = database.getMetadata(table);
  const foreign = columns.find(({ type, transformer, embeddedMetadata }) => transformer || embeddedMetadata || !plainTypes.has(String(type)));
  if (foreign || relations.length > 0) throw new TypeError(`${table.options.name} cannot be read past TypeORM: ${foreign?.propertyName ?? 'it has relations'}`);
  const selected = columns.map(({ databaseName, propertyName }) => `t.${databaseName} AS "${propertyName}"`);
  const select = `SELECT ${selected.join(', ')} FROM ${tablePath} t`;
  selects.set(table, select);
  return select;
}

const selects = new WeakMap<object, string>();

/** What the driver reads as TypeORM hands it out. */
const plainTypes = new Set(['uuid', 'text', 'date', 'integer', 'int', 'bigint', 'boolean', 'bytea', 'jsonb', 'timestamptz', 'numeric', 'double precision', 'smallint']);

const alone = new WeakSet<DataSource>();

/** True where each request reads for itself. */
export function readsAlone(database: DataSource): boolean {
  return alone.has(database);
}

/** Each request reads for itself and through TypeORM from now on: for a bench, to compare with. */
export function readAlone(database: DataSource): void {
  alone.add(database);
}
