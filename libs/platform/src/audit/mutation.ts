import type { GraphQLOutputType } from 'graphql';
import { escapeLiteral } from 'pg';
import { isConflict } from '../persistence/index.ts';
import type { Witness } from '../persistence/index.ts';
import { Gathering } from './gathering.ts';
import { codesInside, recordsOfAnswer, recordsOfArguments } from './records.ts';
import type { AuditRoom, Telling } from './room.ts';
import type { AuditedRecord } from './trail.ts';
import { lockMs } from './writer.ts';

export type Who = Pick<Telling, 'actor' | 'actorKind' | 'agency' | 'roles' | 'actorArea' | 'request' | 'address' | 'token'>;

interface Mutation {
  who: Who;
  field: string;
  type: GraphQLOutputType;
  args: Readonly<Record<string, unknown>>;
}

interface Note {
  record?: AuditedRecord;
  rule?: string;
  reason?: string;
}

/** Puts a mutation's entry into the transaction that does its work: no entry, no effect. */
export class MutationWitness implements Witness {
  readonly #room: AuditRoom;
  #mutation: Mutation;
  #notes: Note[] = [];
  /** Notes made before the running transaction; null outside of one. */
  #before: number | null = null;
  #isClosing = false;
  hasCommitted = false;

  constructor(room: AuditRoom, mutation: Mutation) {
    this.#room = room;
    this.#mutation = mutation;
  }

  note(note: Note): void {
    this.#notes.push(note);
  }

  /** Before anything was told of it. */
  by(who: Who): void {
    this.#mutation = { ...this.#mutation, who };
  }

  opened(): void {
    this.#room.demandWritable();
    // After a conflict the work runs again and notes it all again.
    this.#before ??= this.#notes.length;
    this.#notes.length = this.#before;
    this.#isClosing = false;
  }

  closing(result: unknown): string {
    this.#isClosing = true;
    const text = this.#room.textOf(this.telling('DONE', result));
    const seal = this.#room.key.seal(text).toString('hex');
    return `SET LOCAL lock_timeout = ${lockMs}; /* insertEntry */ INSERT INTO audit_log (entry, seal) VALUES (${escapeLiteral(text)}, '\\x${seal}')`;
  }

  committed(): void {
    this.hasCommitted = true;
    this.#before = null;
    this.#notes = [];
    this.#room.bell.ring();
  }

  failed(error: unknown): unknown {
    if (isConflict(error)) return error;
    this.#before = null;
    return this.#isClosing && isOfLog(error) ? this.#room.broken(error) : error;
  }

  telling(outcome: string, answer: unknown): Telling {
    const { who, type, args, field } = this.#mutation;
    const about = new Gathering();
    for (const { record } of this.#notes) if (record) about.add(record);
    for (const record of recordsOfAnswer(type, answer)) about.add(record);
    for (const record of recordsOfArguments(type, args)) about.add(record);
    const codes = codesInside(answer);
    return {
      ...who, kind: 'MUTATION', operation: field, outcome, ...(codes.length > 0 ? { codes } : {}),
      areaCode: about.areaCode ?? who.actorArea, records: about.records(), more: about.more,
      rule: this.#notes.findLast(({ rule }) => rule)?.rule, reason: this.#notes.findLast(({ reason }) => reason)?.reason,
    };
  }
}

/** Locked, full, read-only, forbidden or gone. A constraint that is checked at COMMIT belongs to the mutation; a cut connection leaves open what happened. */
function isOfLog(error: unknown): boolean {
  const { code = '', table } = ((error as { driverError?: unknown }).driverError ?? error) as { code?: string; table?: string };
  return table === 'audit_log' || code === '55P03' || code === '57014' || code === '23001' || /^(53|42|25|0A|22|54|58|XX)/.test(code);
}
