import { topicOf } from '@lianfang/contracts/events';
import type { EventEnvelope } from '@lianfang/contracts/events';
import { type DirectiveNode, type DocumentNode, type FieldDefinitionNode, Kind } from 'graphql';

/** One `@event` of a Subscription field: which events, for whom, and what they tell. */
export interface EventSource {
  readonly name: string;
  readonly topic: string;
  readonly matches: readonly Match[];
  readonly root: readonly RootField[];
}

export interface Match {
  readonly argument: string;
  /** `prefix`: the value at the path starts with the argument. */
  readonly by: 'equal' | 'prefix';
  readonly path: EventPath;
}

/** A field of the returned object, nested ones by several names, and where its value comes from. */
export interface RootField {
  readonly field: readonly string[];
  readonly from: { readonly path: EventPath } | { readonly argument: string };
}

export type EventPath = { readonly of: 'data'; readonly names: readonly string[] } | { readonly of: 'envelope'; readonly name: string };

/** The `@event`s in the supergraph by Subscription field. @throws RangeError for a text that cannot be read */
export function eventSources(supergraph: DocumentNode): ReadonlyMap<string, readonly EventSource[]> {
  const sources = new Map<string, readonly EventSource[]>();
  for (const field of subscriptionFields(supergraph)) {
    const found = (field.directives ?? []).filter(({ name }) => name.value === 'event').map((directive) => sourceOf(directive, field.name.value));
    if (found.length) sources.set(field.name.value, found);
  }
  return sources;
}

function subscriptionFields(document: DocumentNode): readonly FieldDefinitionNode[] {
  const schema = document.definitions.find((node) => node.kind === Kind.SCHEMA_DEFINITION);
  const root = schema?.operationTypes.find(({ operation }) => operation === 'subscription')?.type.name.value ?? 'Subscription';
  return document.definitions.flatMap((node) => (node.kind === Kind.OBJECT_TYPE_DEFINITION && node.name.value === root ? (node.fields ?? []) : []));
}

function sourceOf(directive: DirectiveNode, field: string): EventSource {
  const name = texts(directive, 'name')[0];
  if (!name) throw new RangeError(`@event of ${field} has no name`);
  return {
    name,
    topic: topicOf({ name }),
    matches: texts(directive, 'match').map(parseMatch),
    root: texts(directive, 'root').map(parseRoot),
  };
}

function texts(directive: DirectiveNode, argument: string): string[] {
  const value = directive.arguments?.find(({ name }) => name.value === argument)?.value;
  const values = value?.kind === Kind.LIST ? value.values : value ? [value] : [];
  return values.flatMap((item) => (item.kind === Kind.STRING ? [item.value] : []));
}

function parseMatch(text: string): Match {
  const parts = /^\s*(\w+)\s*(\^?=)\s*(\S+)\s*$/.exec(text);
  if (!parts) throw new RangeError(`@event match is "argument = path" or "argument ^= path": ${text}`);
  return { argument: parts[1]!, by: parts[2] === '=' ? 'equal' : 'prefix', path: parsePath(parts[3]!) };
}

function parseRoot(text: string): RootField {
  const parts = /^\s*([\w.]+)(?:\s*=\s*(\S+))?\s*$/.exec(text);
  if (!parts) throw new RangeError(`@event root is "field", "field = path" or "field = $argument": ${text}`);
  const from = parts[2] ?? parts[1]!;
  return { field: parts[1]!.split('.'), from: from.startsWith('$') ? { argument: from.slice(1) } : { path: parsePath(from) } };
}

function parsePath(text: string): EventPath {
  return text.startsWith('@') ? { of: 'envelope', name: text.slice(1) } : { of: 'data', names: text.split('.') };
}

/** The value at a path of an event; undefined where there is none. */
export function valueAt(event: EventEnvelope, path: EventPath): unknown {
  if (path.of === 'envelope') return own(event, path.name);
  return path.names.reduce<unknown>(own, event.data);
}

function own(of: unknown, name: string): unknown {
  return typeof of === 'object' && of !== null && Object.hasOwn(of, name) ? (of as Record<string, unknown>)[name] : undefined;
}

export function isWanted(event: EventEnvelope, source: EventSource, args: Readonly<Record<string, unknown>>): boolean {
  return event.type === source.name && source.matches.every((match) => matches(event, match, args[match.argument]));
}

function matches(event: EventEnvelope, { by, path }: Match, wanted: unknown): boolean {
  if (wanted === undefined || wanted === null) return true;
  const value = valueAt(event, path);
  if (value === undefined || value === null) return false;
  return by === 'equal' ? String(value) === String(wanted) : String(value).startsWith(String(wanted));
}
