import { createHash } from 'node:crypto';
import { z } from 'zod';
import { HttpRefusal } from './refusal.ts';

/** Texts by the SHA-256 that clients name them with. */
export interface OperationTexts {
  textOf(hash: string): string | undefined;
  /** A client has sent a text with its hash, and may name it so from now on. */
  learn?(hash: string, text: string): void;
}

/** Operations that were agreed on beforehand: clients name them by the SHA-256 of their text. */
export interface RegisteredOperations extends OperationTexts {
  readonly texts: readonly string[];
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

/**
 * Puts the text in the place of its hash; a text that comes with its hash is learnt. Parameters that name no known operation stay as
 * they are, for Apollo Server to answer.
 */
export function withText(known: OperationTexts, parameters: Parameters): Parameters {
  const { query, extensions, ...others } = parameters;
  const hash = hashOf(extensions);
  if (hash === undefined) return parameters;
  const text = typeof query === 'string' && query !== '' ? learnt(known, hash, query) : known.textOf(hash);
  if (text === undefined || (query !== undefined && query !== null && query !== '' && query !== text)) return parameters;
  const { persistedQuery: _persistedQuery, ...rest } = extensions as Record<string, unknown>;
  return { ...others, query: text, ...(Object.keys(rest).length ? { extensions: rest } : {}) };
}

/** @returns undefined when the hash is not that of the text: Apollo Server says so */
function learnt(known: OperationTexts, hash: string, text: string): string | undefined {
  if (!known.learn || createHash('sha256').update(text).digest('hex') !== hash) return undefined;
  known.learn(hash, text);
  return text;
}

/** The same for a query by GET. */
export function searchWithText(known: OperationTexts, search: string): string {
  if (!search) return search;
  const parameters = new URLSearchParams(search);
  const extensions = parameters.getAll('extensions');
  if (parameters.has('query') || extensions.length !== 1) return search;
  const text = known.textOf(hashOf(parsed(extensions[0]!)) ?? '');
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
