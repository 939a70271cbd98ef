import { createHash } from 'node:crypto';
import { z } from 'zod';
import { HttpRefusal } from './refusal.ts';

/** Operations that were agreed on beforehand: clients name them by the SHA-256 of their text. */
export interface RegisteredOperations {
  readonly texts: readonly string[];
  textOf(hash: string): string | undefined;
  has(text: string): boolean;
}

const manifest = z.record(z.string().regex(/^[0-9a-f]{64}$/, 'must be a SHA-256 in lower case hex'), z.string().min(1));

/** @param json `{ "<sha256 of the text>": "<text>", … }` @throws Error when a text is not what its hash says */
export function readRegistered(json: string): RegisteredOperations {
  const byHash = new Map(Object.entries(manifest.parse(JSON.parse(json))));
  for (const [hash, text] of byHash) {
    if (createHash('sha256').update(text).digest('hex') !== hash) throw new Error(`the registered operation ${hash} has another hash`);
  }
  const texts = new Set(byHash.values());
  return { texts: [...texts], textOf: (hash) => byHash.get(hash), has: (text) => texts.has(text) };
}

type Parameters = Readonly<Record<string, unknown>>;

/** Puts the text in the place of its hash; parameters that name no registered operation stay as they are. */
export function withText(registered: RegisteredOperations, parameters: Parameters): Parameters {
  const { query, extensions, ...others } = parameters;
  if (query !== undefined && query !== null) return parameters;
  const text = registered.textOf(hashOf(extensions) ?? '');
  if (text === undefined) return parameters;
  const { persistedQuery: _persistedQuery, ...rest } = extensions as Record<string, unknown>;
  return { ...others, query: text, ...(Object.keys(rest).length ? { extensions: rest } : {}) };
}

/** The same for a query by GET. */
export function searchWithText(registered: RegisteredOperations, search: string): string {
  const parameters = new URLSearchParams(search);
  const extensions = parameters.getAll('extensions');
  if (parameters.has('query') || extensions.length !== 1) return search;
  const text = registered.textOf(hashOf(parsed(extensions[0]!)) ?? '');
  if (text === undefined) return search;
  parameters.set('query', text);
  parameters.delete('extensions');
  return `?${parameters.toString()}`;
}

/** What is no JSON is Apollo Server's to refuse. */
function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    if (cause instanceof SyntaxError) return undefined;
    throw cause;
  }
}

function hashOf(extensions: unknown): string | undefined {
  if (!isObject(extensions) || !isObject(extensions.persistedQuery)) return undefined;
  const { version, sha256Hash } = extensions.persistedQuery;
  return version === 1 && typeof sha256Hash === 'string' ? sha256Hash : undefined;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}

/** @returns a check that lets registered texts through, letter for letter, and nothing else. It throws HttpRefusal. */
export function createSafelist(registered: RegisteredOperations): (query: string) => void {
  return (query) => {
    if (!registered.has(query)) throw new HttpRefusal(403, 'OPERATION_NOT_REGISTERED', { zh: '此操作未登记，不予执行', en: 'this operation is not registered' });
  };
}
