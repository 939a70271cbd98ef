import type { GraphQLOutputType } from 'graphql';
import { anonymous } from '../auth/index.ts';
import type { Actor } from '../auth/index.ts';
import { isWithinArea } from '@lianfang/contracts/areas';
import { inPresenceOf } from '../persistence/index.ts';
import { codeOf, isOwnFailure } from './code.ts';
import { Gathering } from './gathering.ts';
import { MutationWitness } from './mutation.ts';
import type { Who } from './mutation.ts';
import { recordsOfArguments } from './records.ts';
import type { AuditRoom, Telling } from './room.ts';
import type { AuditTrail, AuditedRecord } from './trail.ts';

/** One call of the gateway. */
export interface AuditedCall {
  actor: Actor;
  requestId: string;
  /** The client's, as the gateway tells it. */
  address?: string;
}

type Args = Readonly<Record<string, unknown>>;
interface Asked {
  field: string;
  type: GraphQLOutputType;
  args: Args;
}

/** Everything one call leaves in the trail; written before its answer leaves. */
export class CallTrail implements AuditTrail {
  readonly #room: AuditRoom;
  readonly #call: AuditedCall;
  /** By the glass through which it was seen; '' for the own area. */
  readonly #sights = new Map<string, Gathering>();
  readonly #asked: Asked[] = [];
  readonly #codes = new Set<string>();
  readonly #tellings: Telling[] = [];
  #witness: MutationWitness | null = null;
  #areaSaid: string | undefined = '';
  #sight: Gathering | undefined;
  #isNameless = false;

  constructor(room: AuditRoom, call: AuditedCall) {
    this.#room = room;
    this.#call = call;
  }

  seen(record: AuditedRecord, field: string): void {
    if (!this.#sight || record.areaCode !== this.#areaSaid) this.#sight = this.#sightOf(record.areaCode);
    this.#sight.add(record, field);
  }

  note(what: { record?: AuditedRecord; rule?: string; reason?: string }): void {
    if (!this.#witness) throw new Error('only a mutation has something to note');
    this.#witness.note(what);
  }

  withoutCaller(): void {
    this.#isNameless = true;
    this.#witness?.by(this.#who());
  }

  exported({ what, count, areaCode }: { what: string; count: number; areaCode: string }): void {
    this.#tellings.push({ ...this.#who(), kind: 'EXPORT', operation: what, outcome: 'DONE', areaCode, records: [], count });
  }

  /** A root field of a query was asked. */
  asked(field: string, type: GraphQLOutputType, args: Args): void {
    this.#asked.push({ field, type, args });
  }

  /** An error is told to the caller; those of a mutation as a whole are its entry's outcome already. */
  refused(code: string, path: readonly unknown[] | undefined): void {
    const isOfMutation = this.#asked.length === 0 && path?.length === 1;
    if (!isOfMutation && !isOwnFailure(code)) this.#codes.add(code);
  }

  /** Runs a mutation so that its transactions write the entry themselves; one that opened none, or was refused, is written with the answer. */
  async mutate<T>(field: string, type: GraphQLOutputType, args: Args, work: () => T | Promise<T>): Promise<T> {
    const witness = new MutationWitness(this.#room, { who: this.#who(), field, type, args });
    this.#witness = witness;
    try {
      const answer = await inPresenceOf(witness, work);
      if (!witness.hasCommitted) this.#tellings.push(witness.telling('DONE', answer));
      return answer;
    } catch (error) {
      // Where the log itself is away, one more attempt to write into it would only take time.
      if (codeOf(error) !== 'AUDIT_UNAVAILABLE') this.#tellings.push(witness.telling(codeOf(error), undefined));
      throw error;
    } finally {
      this.#witness = null;
    }
  }

  /** Resolves when everything is durable; at once when there is nothing. @throws Refusal AUDIT_UNAVAILABLE */
  async settle(): Promise<void> {
    const tellings = [...this.#tellings.splice(0), ...this.#reads(), ...this.#refusals()];
    this.#sights.clear();
    this.#codes.clear();
    if (tellings.length > 0) await this.#room.write(tellings);
  }

  #reads(): Telling[] {
    return [...this.#sights].map(([glass, sight]) => ({
      ...this.#who(), kind: 'READ', operation: this.#operation(), outcome: 'DONE', ...placeOf(sight, this.#call.actor),
      ...(glass === '' ? {} : { glass }),
    }));
  }

  #refusals(): Telling[] {
    if (this.#codes.size === 0) return [];
    const [outcome, ...others] = this.#codes;
    const about = new Gathering();
    for (const { type, args } of this.#asked) for (const record of recordsOfArguments(type, args)) about.add(record);
    return [{
      ...this.#who(), kind: 'REFUSAL', operation: this.#operation(), outcome: outcome!, ...placeOf(about, this.#call.actor),
      ...(others.length > 0 ? { codes: others } : {}),
    }];
  }

  #operation(): string {
    return [...new Set(this.#asked.map(({ field }) => field))].join(' ') || 'call';
  }

  #sightOf(areaCode: string | undefined): Gathering {
    this.#areaSaid = areaCode;
    const glass = glassFor(this.#call.actor, areaCode);
    const known = this.#sights.get(glass);
    if (known) return known;
    const sight = new Gathering();
    this.#sights.set(glass, sight);
    return sight;
  }

  #who(): Who {
    if (this.#isNameless) return { actor: anonymous.id, actorKind: anonymous.kind, agency: '', roles: [], actorArea: anonymous.areaCode, request: 'nameless' };
    const { actor, requestId, address } = this.#call;
    return {
      actor: actor.id, actorKind: actor.kind, agency: actor.agency, roles: actor.roles, actorArea: actor.areaCode,
      request: requestId, address, token: actor.tokenId || undefined,
    };
  }
}

/** The opening by which the caller sees the area; '' when it is the caller's own. */
function glassFor(actor: Actor, areaCode: string | undefined): string {
  if (areaCode === undefined || (actor.seesOwnArea && isWithinArea(areaCode, actor.areaCode))) return '';
  return actor.openings.find((opening) => isWithinArea(areaCode, opening.areaCode))?.id ?? '';
}

export function placeOf(about: Gathering, actor: Pick<Actor, 'areaCode'>): Pick<Telling, 'areaCode' | 'records' | 'more'> {
  return { areaCode: about.areaCode ?? actor.areaCode, records: about.records(), more: about.more };
}
