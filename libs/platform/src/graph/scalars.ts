import { GraphQLError, GraphQLScalarType, Kind } from 'graphql';
import type { ValueNode } from 'graphql';
import { shanghaiDay } from '../clock/index.ts';

const codes = { extensions: { code: 'BAD_USER_INPUT' } };

/** A day in Asia/Shanghai as YYYY-MM-DD; inside, the same text. */
export const dateScalar = new GraphQLScalarType<string, string>({
  name: 'Date',
  serialize: (value) => (value instanceof Date ? shanghaiDay(value) : told(value, readDay)),
  parseValue: readDay,
  parseLiteral: (node) => readDay(textOf(node)),
});

/** An instant in ISO 8601 with offset; inside, a `Date`; outside, UTC. */
export const dateTimeScalar = new GraphQLScalarType<Date, string>({
  name: 'DateTime',
  serialize: (value) => (value instanceof Date ? value : told(value, readInstant)).toISOString(),
  parseValue: readInstant,
  parseLiteral: (node) => readInstant(textOf(node)),
});

/** Money in fen (0.01 yuan), a whole number up to 2^53: an Int ends at 21 million yuan, and a city received more. */
export const fenScalar = new GraphQLScalarType<number, number>({
  name: 'Fen',
  serialize: (value) => told(value, readFen),
  parseValue: readFen,
  parseLiteral: (node) => readFen(node.kind === Kind.INT ? Number(node.value) : undefined),
});

function readFen(value: unknown): number {
  if (typeof value === 'number' && Number.isSafeInteger(value) && value >= 0) return value;
  throw new GraphQLError('An amount in fen is a whole number, 0 or more.', codes);
}

/** A value of ours that cannot be told is our failure, not the caller's. */
function told<T>(value: unknown, read: (value: unknown) => T): T {
  try {
    return read(value);
  } catch (error) {
    throw new TypeError('a resolver answered what is no day or instant', { cause: error });
  }
}

function textOf(node: ValueNode): unknown {
  return node.kind === Kind.STRING ? node.value : undefined;
}

function readDay(value: unknown): string {
  if (typeof value === 'string' && /^\d{4}-\d{2}-\d{2}$/.test(value) && isDay(value)) return value;
  throw new GraphQLError('A day is written YYYY-MM-DD, for example 2022-11-22.', codes);
}

/** The calendar has it: 2022-02-30 is read as 2 March, and then differs. */
function isDay(text: string): boolean {
  const at = new Date(`${text}T00:00:00Z`);
  return !Number.isNaN(at.getTime()) && at.toISOString().startsWith(text);
}

const instant = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d{1,9})?)?(Z|[+-]\d{2}:\d{2})$/i;

function readInstant(value: unknown): Date {
  if (typeof value === 'string' && instant.test(value) && isDay(value.slice(0, 10))) {
    const at = new Date(value);
    if (!Number.isNaN(at.getTime())) return at;
  }
  throw new GraphQLError('An instant is written with its offset, for example 2022-11-22T08:00:00+08:00.', codes);
}
