import pg from 'pg';
import { isTransient } from '../persistence/index.ts';
import type { AuditKey } from './seal.ts';

interface Waiting {
  texts: readonly string[];
  resolve(): void;
  reject(error: unknown): void;
}

/** Whoever waits for a lock on the log is told after so long; the client gives up a little later, should the server be silent. */
export const lockMs = 1_500;
const statementMs = 2_000;
const silenceMs = 2_500;

/** Rows of one statement. */
const batchSize = 500;

export const insertEntries = `/* insertEntries */ INSERT INTO audit_log (entry, seal)
  SELECT fresh.entry::json, fresh.seal FROM unnest($1::text[], $2::bytea[]) WITH ORDINALITY AS fresh(entry, seal, ordinal) ORDER BY ordinal`;

/**
 * Writes entries that belong to no transaction: while one insert is under way the next ones gather, so a hundred readers cost a
 * few commits. Has a connection of its own: where all others are held up by a locked log, this one still says so in time.
 */
export class EntryWriter {
  readonly #o: { url: string; applicationName: string; key: AuditKey; onWritten(): void };
  #waiting: Waiting[] = [];
  #session: pg.Client | null = null;
  #running: Promise<void> | null = null;
  #stopped = false;

  constructor(o: { url: string; applicationName: string; key: AuditKey; onWritten(): void }) {
    this.#o = o;
  }

  /** Resolves when the entries are durable. @throws Error when they could not be written, at most 5 seconds later */
  write(texts: readonly string[]): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#waiting.push({ texts, resolve, reject });
      this.#running ??= this.#run();
    });
  }

  /** Tries an insert and takes it back. To be asked while nobody writes. */
  async isWritable(): Promise<boolean> {
    try {
      this.#session ??= await this.#connect();
      await this.#session.query(`BEGIN; INSERT INTO audit_log (entry, seal) VALUES ('{}', decode(repeat('00', 32), 'hex')); ROLLBACK`);
      return true;
    } catch {
      // Its cause was logged when the first write failed.
      await this.#drop();
      return false;
    }
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    await this.#running;
    const session = this.#session;
    this.#session = null;
    await session?.end();
  }

  async #run(): Promise<void> {
    // Calls of the same turn go with the first insert already.
    await Promise.resolve();
    while (this.#waiting.length > 0) {
      const batch = this.#take();
      try {
        await this.#insert(batch.flatMap(({ texts }) => texts));
        for (const { resolve } of batch) resolve();
        this.#o.onWritten();
      } catch (error) {
        // What queued up behind would wait as long for the same answer.
        for (const { reject } of [...batch, ...this.#waiting.splice(0)]) reject(error);
      }
    }
    this.#running = null;
  }

  #take(): Waiting[] {
    let rows = 0;
    const end = this.#waiting.findIndex(({ texts }, at) => at > 0 && (rows += texts.length) > batchSize);
    return this.#waiting.splice(0, end < 0 ? this.#waiting.length : end);
  }

  async #insert(texts: readonly string[]): Promise<void> {
    const isOld = this.#session !== null;
    try {
      await this.#send(texts);
    } catch (error) {
      await this.#drop();
      // A connection that idled may have died unnoticed; a new one decides. Written twice does no harm.
      if (!isOld || !isGone(error)) throw error;
      await this.#send(texts);
    }
  }

  async #send(texts: readonly string[]): Promise<void> {
    this.#session ??= await this.#connect();
    await this.#session.query({ name: 'insert-entries', text: insertEntries, values: [texts, texts.map((text) => this.#o.key.seal(text))] });
  }

  async #connect(): Promise<pg.Client> {
    if (this.#stopped) throw new Error('the audit trail is closed');
    const session = new pg.Client({
      connectionString: this.#o.url,
      application_name: this.#o.applicationName,
      connectionTimeoutMillis: statementMs,
      statement_timeout: statementMs,
      lock_timeout: lockMs,
      query_timeout: silenceMs,
      keepAlive: true,
    });
    session.on('error', () => {
      if (this.#session === session) this.#session = null;
    });
    try {
      await session.connect();
    } catch (error) {
      await session.end().catch(() => undefined);
      throw error;
    }
    return session;
  }

  async #drop(): Promise<void> {
    const session = this.#session;
    this.#session = null;
    // A server that is silent would not answer the farewell either.
    await Promise.race([session?.end().catch(() => undefined), new Promise((go) => setTimeout(go, 100).unref())]);
  }
}

function isGone(error: unknown): boolean {
  return isTransient(error) && !/^5[35]/.test(String((error as { code?: unknown }).code ?? ''));
}
