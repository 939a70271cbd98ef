import { setTimeout as pause } from 'node:timers/promises';
import type { DataSource } from 'typeorm';
import { newId } from '../clock/index.ts';
import type { Clock } from '../clock/index.ts';
import { metrics } from '../observability/index.ts';
import type { Log } from '../observability/index.ts';
import { Bell } from '../outbox/index.ts';
import { CallTrail } from './call.ts';
import type { AuditedCall } from './call.ts';
import { asCode } from './code.ts';
import { auditUnavailable } from './refusal.ts';
import { createAuditKey } from './seal.ts';
import type { AuditKey } from './seal.ts';
import type { AuditEntry } from './trail.ts';
import { EntryWriter } from './writer.ts';

export interface AuditOptions {
  service: string;
  database: DataSource;
  /** Seals and chains; 32 bytes that the database does not know. */
  key: Buffer;
  clock: Clock;
  log: Log;
}

/** After a write failed, the room itself tries so often; whoever comes meanwhile is refused at once instead of queueing up. */
const probeMs = 500;

/** What is told of an entry; the rest is the room's to fill in. */
export type Telling = Omit<AuditEntry, 'id' | 'at' | 'service'> & {
  at?: Date;
  /** Who tells it, where that is not this service: the gateway has no log of its own. */
  service?: string;
};

/** The audit trail of one service in this process. */
export class AuditRoom {
  readonly service: string;
  readonly database: DataSource;
  readonly key: AuditKey;
  /** Rung when rows wait to be chained. */
  readonly bell = new Bell();
  readonly #clock: Clock;
  readonly #log: Log;
  readonly #writer: EntryWriter;
  #probing: Promise<void> | null = null;
  readonly #stopping = new AbortController();

  constructor({ service, database, key, clock, log }: AuditOptions) {
    this.service = service;
    this.database = database;
    this.key = createAuditKey(key);
    this.#clock = clock;
    this.#log = log;
    const { url } = database.options as { url: string };
    this.#writer = new EntryWriter({ url, applicationName: `${service}-audit`, key: this.key, onWritten: () => this.bell.ring() });
  }

  begin(call: AuditedCall): CallTrail {
    return new CallTrail(this, call);
  }

  /** The one text of an entry. Members in the order of the contract: the centre must get the same text. */
  textOf({ at, service = this.service, ...told }: Telling): string {
    const { kind, operation, outcome, codes, actor, actorKind, agency, roles, actorArea, areaCode, records, more, count, rule, reason, glass, request, address, token } = told;
    metrics.auditEntries.inc({ kind });
    const when = (at ?? this.#clock.now()).toISOString();
    return JSON.stringify({
      id: newId(), at: when, service, kind, operation, outcome, codes, actor, actorKind, agency, roles, actorArea, areaCode,
      records, more, count, rule: rule && asCode(rule), reason: reason && asCode(reason), glass, request, address, token,
    } satisfies AuditEntry);
  }

  /** Resolves when the entries are durable. @throws Refusal AUDIT_UNAVAILABLE */
  async write(tellings: readonly Telling[]): Promise<void> {
    this.demandWritable();
    try {
      await this.#writer.write(tellings.map((told) => this.textOf(told)));
    } catch (error) {
      throw this.broken(error);
    }
  }

  /** @throws Refusal AUDIT_UNAVAILABLE while the log is known to be unwritable */
  demandWritable(): void {
    if (this.#probing) throw auditUnavailable();
  }

  /** The log could not be written. */
  broken(cause: unknown): Error {
    this.#probing ??= this.#probe();
    metrics.auditFailures.inc();
    this.#log.error({ err: cause }, 'the audit log cannot be written; personal reads and writes are refused');
    return auditUnavailable();
  }

  async #probe(): Promise<void> {
    while (!this.#stopping.signal.aborted) {
      await pause(probeMs, undefined, { signal: this.#stopping.signal }).catch(() => undefined);
      if (!(await this.#writer.isWritable())) continue;
      this.#log.info('the audit log can be written again');
      break;
    }
    this.#probing = null;
  }

  async stop(): Promise<void> {
    this.#stopping.abort();
    await this.#probing;
    await this.#writer.stop();
    if (rooms.get(this.database) === this) rooms.delete(this.database);
  }
}

const rooms = new WeakMap<DataSource, AuditRoom>();

export function openAudit(o: AuditOptions): AuditRoom {
  const room = new AuditRoom(o);
  rooms.set(o.database, room);
  return room;
}

/** @throws Error when this service opened no audit trail on the database */
export function roomOf(database: DataSource): AuditRoom {
  const room = rooms.get(database);
  if (!room) throw new Error('no audit trail is open on this database');
  return room;
}
