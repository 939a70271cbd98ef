/** An object of an answer. Its keys come from clients and subgraphs, so `__proto__` and `constructor` may be among them. */
export type Answer = { [key: string]: unknown };

const inherited = new Set(Object.getOwnPropertyNames(Object.prototype));

/** True for names that a plain read or write would take to the prototype. */
export function isInheritedName(name: string): boolean {
  return inherited.has(name);
}

export function readOwn(from: Answer, name: string): unknown {
  return Object.hasOwn(from, name) ? from[name] : undefined;
}

/** Sets an own property whatever its name is; a plain assignment of `__proto__` would change the prototype. */
export function writeOwn(to: Answer, name: string, value: unknown): void {
  if (isInheritedName(name)) Object.defineProperty(to, name, { value, writable: true, enumerable: true, configurable: true });
  else to[name] = value;
}

export function isAnswer(value: unknown): value is Answer {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
