/** A personal value that is opened only for who may see it. Both ways are called at most once per answer. */
export class Concealed<T = unknown> {
  /** The real value, e.g. out of its seal. */
  readonly open: () => T | Promise<T>;
  /** What the others see. */
  readonly mask: () => T | Promise<T>;

  constructor(open: () => T | Promise<T>, mask: () => T | Promise<T>) {
    this.open = open;
    this.mask = mask;
  }
}

/**
 * For a resolver of a `@personal` field whose value costs something to open, or whose mask its kind alone cannot tell: a sealed
 * number with the mask kept beside it, an address with its community. Typed as the field is, for the resolvers' sake.
 */
export function concealed<T>(o: { open: () => T | Promise<T>; mask: () => T | Promise<T> }): T {
  return new Concealed(o.open, o.mask) as T;
}
