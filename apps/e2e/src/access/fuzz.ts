import type { GraphQLSchema } from 'graphql';
import { getNamedType, isObjectType } from 'graphql';

/** The same numbers for the same seed, so that a failure can be seen again. */
export function chance(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (Math.imul(state ^ (state >>> 15), 0x2c1b3c6d) + 0x9e3779b9) >>> 0;
    return ((state ^ (state >>> 13)) >>> 0) / 2 ** 32;
  };
}

const words = ['"', "'; DROP TABLE people; --", '\\u0000', '{{7*7}}', '../../etc/passwd', '%00', '＊＊＊', '𠮷', 'null', '-1', '1e309', '__proto__', 'constructor', '<script>', '$1', '${x}', 'a'.repeat(300)];

export interface Fuzzed {
  body: string;
  contentType: string;
}

/** Whatever a client may send by mistake or on purpose: broken JSON, wrong types, odd texts, half of it sound enough to be executed. */
export function fuzzed(api: GraphQLSchema, random: () => number): Fuzzed {
  const pick = <T>(from: readonly T[]): T => from[Math.floor(random() * from.length)]!;
  const contentType = random() < 0.9 ? 'application/json' : pick(['text/plain', 'application/graphql', 'multipart/form-data', 'application/json; charset=utf-7']);
  const query = random() < 0.15 ? pick(words) : queryOf(api, random, pick);
  const whole = JSON.stringify({ query, variables: random() < 0.5 ? { a: pick(words), b: [pick(words)], input: { [pick(words)]: pick(words) } } : undefined, operationName: random() < 0.1 ? pick(words) : undefined });
  return { contentType, body: random() < 0.1 ? whole.slice(0, Math.floor(random() * whole.length)) : whole };
}

function queryOf(api: GraphQLSchema, random: () => number, pick: <T>(from: readonly T[]) => T): string {
  const field = pick(Object.values(api.getQueryType()!.getFields()));
  const literal = () => JSON.stringify(pick(random() < 0.6 ? ['410811001001', '410811', '00000000-0000-7000-8000-000000000000'] : words));
  const args = field.args.filter(() => random() < 0.95).map(({ name }) => `${name}: ${name === 'first' ? pick(['1', '100', '101', '-1', '"x"']) : name === 'areaCodes' ? `[${literal()}]` : literal()}`);
  const type = getNamedType(field.type);
  const inner = isObjectType(type) ? ` { ${Object.values(type.getFields()).filter(({ type: of }) => !isObjectType(getNamedType(of))).slice(0, 8).map(({ name }) => name).join(' ')} ... on ${type.name} { __typename ${random() < 0.05 ? pick(words) : ''} } }` : '';
  return `{ ${field.name}${args.length > 0 ? `(${args.join(', ')})` : ''}${inner} }`;
}
