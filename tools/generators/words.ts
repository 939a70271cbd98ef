/** The words of a new subgraph, each as its templates write it. */
export interface Words {
  /** enterprises */
  name: string;
  /** enterprise */
  noun: string;
  /** Enterprise */
  Noun: string;
  /** enterprises */
  nouns: string;
  /** Enterprises */
  Nouns: string;
  /** ENTERPRISE */
  NOUN: string;
  port: string;
}

export function wordsOf(name: string, noun: string, port: number): Words {
  const nouns = pluralOf(noun);
  return { name, noun, nouns, Noun: capital(noun), Nouns: capital(nouns), NOUN: noun.toUpperCase(), port: String(port) };
}

/** `companies` gives company, `enterprises` enterprise; a word without a plural stays. */
export function singularOf(word: string): string {
  if (/[^aeiou]ies$/.test(word)) return `${word.slice(0, -3)}y`;
  if (/(ss|x|ch|sh)es$/.test(word)) return word.slice(0, -2);
  return /[^s]s$/.test(word) ? word.slice(0, -1) : word;
}

export function pluralOf(noun: string): string {
  if (/[^aeiou]y$/.test(noun)) return `${noun.slice(0, -1)}ies`;
  return /(s|x|ch|sh)$/.test(noun) ? `${noun}es` : `${noun}s`;
}

/** Puts the words in the places that a template leaves for them: `__noun__`. @throws RangeError for a place without a word */
export function fill(template: string, words: Words): string {
  return template.replace(/__([A-Za-z]+?)__/g, (place, key: string) => {
    if (!(key in words)) throw new RangeError(`the template has a place without a word: ${place}`);
    return words[key as keyof Words];
  });
}

function capital(word: string): string {
  return word[0]!.toUpperCase() + word.slice(1);
}
