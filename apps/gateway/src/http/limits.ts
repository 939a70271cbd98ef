import { createHash } from 'node:crypto';
import { type DocumentNode, type FragmentDefinitionNode, Kind, type SelectionSetNode, GraphQLError, parse } from 'graphql';
import { createLru } from '../engine/lru.ts';
import { HttpRefusal } from './refusal.ts';

/** What a document may hold before anything is planned: a bad plan would block everybody. */
export interface DocumentLimits {
  /** Of the text, comments included. */
  characters: number;
  tokens: number;
  depth: number;
  aliases: number;
  directives: number;
  /** Fields of the operation itself; each may be a fetch of its own. */
  rootFields: number;
  /** Selections after fragments are spread; a ladder of fragments multiplies them. */
  selections: number;
}

export const documentLimits: DocumentLimits = { characters: 262_144, tokens: 4_000, depth: 24, aliases: 60, directives: 60, rootFields: 40, selections: 4_000 };

/** A text this short is its own key; a longer one would fill the memory, so its hash is. */
const shortText = 4_096;

/** @returns a check that remembers documents it has found good. It throws HttpRefusal; a syntax error is left to the server. */
export function createDocumentCheck(limits: DocumentLimits): (query: string) => void {
  const good = createLru<true>(2_000);
  return (query) => {
    if (query.length > limits.characters) throw tooLarge();
    const key = query.length <= shortText ? query : createHash('sha256').update(query).digest('base64');
    if (good.get(key)) return;
    const document = parseBounded(query, limits.tokens);
    if (document && exceeds(document, limits)) throw tooLarge();
    good.set(key, true);
  };
}

function parseBounded(query: string, maxTokens: number): DocumentNode | undefined {
  try {
    return parse(query, { noLocation: true, maxTokens });
  } catch (cause) {
    // What nests as deep as its tokens allow can exhaust the parser's stack.
    if (cause instanceof RangeError) throw tooLarge();
    if (!(cause instanceof GraphQLError)) throw cause;
    if (cause.message.includes(`more that ${maxTokens} tokens`) || cause.message.includes(`more than ${maxTokens} tokens`)) throw tooLarge();
    return undefined;
  }
}

/** Says that it is too much, not of what: whoever probes for the limit learns nothing. */
function tooLarge(): HttpRefusal {
  return new HttpRefusal(400, 'OPERATION_TOO_LARGE', { zh: '查询过于复杂，请拆分后再试', en: 'the operation is too large; ask in smaller parts' });
}

interface Weight {
  rootFields: number;
  depth: number;
  aliases: number;
  directives: number;
  selections: number;
}

const nothing: Readonly<Weight> = { rootFields: 0, depth: 0, aliases: 0, directives: 0, selections: 0 };
const countingLimit = 1_000_000;

function exceeds(document: DocumentNode, limits: DocumentLimits): boolean {
  const fragments = new Map(document.definitions.flatMap((node) => (node.kind === Kind.FRAGMENT_DEFINITION ? [[node.name.value, node] as const] : [])));
  const weigh = createScale(fragments);
  return document.definitions.some((definition) => {
    // What no operation spreads is neither planned nor valid.
    if (definition.kind !== Kind.OPERATION_DEFINITION) return false;
    const weight = weigh(definition.selectionSet);
    return (Object.keys(weight) as (keyof Weight)[]).some((part) => weight[part] > limits[part]);
  });
}

/** Weighs selections with fragments spread. Each fragment is weighed once, so a ladder costs no more than its text. */
function createScale(fragments: ReadonlyMap<string, FragmentDefinitionNode>): (selectionSet: SelectionSetNode) => Weight {
  const weighed = new Map<string, Weight>();
  const weighFragment = (name: string): Weight => {
    const known = weighed.get(name);
    if (known) return known;
    weighed.set(name, nothing); // A fragment within itself is refused by validation.
    const fragment = fragments.get(name);
    const weight = fragment ? weigh(fragment.selectionSet) : weighed.get(name)!;
    weighed.set(name, weight);
    return weight;
  };
  const weigh = (selectionSet: SelectionSetNode): Weight => {
    const total: Weight = { ...nothing };
    for (const selection of selectionSet.selections) {
      const isField = selection.kind === Kind.FIELD;
      add(total, { ...nothing, rootFields: isField ? 1 : 0, aliases: isField && selection.alias ? 1 : 0, directives: selection.directives?.length ?? 0, selections: 1 });
      if (selection.kind === Kind.FRAGMENT_SPREAD) add(total, weighFragment(selection.name.value));
      else if (selection.selectionSet) {
        const below = weigh(selection.selectionSet);
        add(total, isField ? { ...below, depth: below.depth + 1, rootFields: 0 } : below);
      } else if (isField) total.depth = Math.max(total.depth, 1);
    }
    return total;
  };
  return weigh;
}

function add(total: Weight, more: Weight): void {
  total.rootFields = Math.min(countingLimit, total.rootFields + more.rootFields);
  total.depth = Math.max(total.depth, more.depth);
  total.aliases = Math.min(countingLimit, total.aliases + more.aliases);
  total.directives = Math.min(countingLimit, total.directives + more.directives);
  total.selections = Math.min(countingLimit, total.selections + more.selections);
}
