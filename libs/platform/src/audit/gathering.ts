import { areaLineage, isAreaCode } from '@lianfang/contracts/areas';
import type { AuditEntry, AuditedRecord } from './trail.ts';

/** Records named in one entry at most; beyond that they are counted. */
const mostIds = 2_000;

/** The personal fields of one type: far fewer than the bits of a number. */
const mostFields = 30;

interface OfType {
  fields: string[];
  /** Which of `fields`, a bit each. */
  seen: Map<string, number>;
}

/** Records and fields of one entry, merged as they come: a hundred persons of whom the same is seen are one line. */
export class Gathering {
  readonly #types = new Map<string, OfType>();
  #area: string | null = null;
  #areaSaid = '';
  #more = 0;
  #named = 0;

  add({ type, id, areaCode }: AuditedRecord, field?: string): void {
    let ofType = this.#types.get(type);
    if (!ofType) this.#types.set(type, (ofType = { fields: [], seen: new Map() }));
    const known = ofType.seen.get(id);
    if (known === undefined && this.#named >= mostIds) {
      this.#more += 1;
      return;
    }
    if (known === undefined) this.#named += 1;
    ofType.seen.set(id, (known ?? 0) | (field === undefined ? 0 : bitOf(ofType.fields, field)));
    if (areaCode !== undefined && areaCode !== this.#areaSaid) this.#widen(areaCode);
  }

  get isEmpty(): boolean {
    return this.#types.size === 0;
  }

  /** The widest area that holds all records that told theirs; null when none did or they share none. */
  get areaCode(): string | null {
    return this.#area === '' ? null : this.#area;
  }

  get more(): number | undefined {
    return this.#more > 0 ? this.#more : undefined;
  }

  records(): AuditEntry['records'] {
    return [...this.#types].flatMap(([type, { fields, seen }]) => {
      const bySight = Map.groupBy(seen.keys(), (id) => seen.get(id)!);
      return [...bySight].map(([bits, ids]) => ({ type, ids, ...(bits === 0 ? {} : { fields: fields.filter((_, at) => bits & (1 << at)) }) }));
    });
  }

  #widen(areaCode: string): void {
    this.#areaSaid = areaCode;
    if (!isAreaCode(areaCode)) return;
    if (this.#area === null) this.#area = areaCode;
    else if (!areaCode.startsWith(this.#area)) this.#area = areaLineage(this.#area).findLast((above) => areaCode.startsWith(above)) ?? '';
  }
}

function bitOf(fields: string[], field: string): number {
  let at = fields.indexOf(field);
  if (at < 0) at = fields.push(field) - 1;
  if (at >= mostFields) throw new RangeError(`more than ${mostFields} personal fields on one type`);
  return 1 << at;
}
