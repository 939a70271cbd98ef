import type { OperationTexts, RegisteredOperations } from './registered.ts';

/** Memory for texts that clients have sent with their hash; what was used longest ago goes first. */
const mostCharacters = 4_194_304;
const longestText = 65_536;

/**
 * Automatic persisted queries: a text that was sent once with its SHA-256 may be named by it. A text is nothing but its hash, so it does
 * not matter who sent it; it passes the same checks each time.
 */
export function createAutomaticTexts(): OperationTexts {
  const texts = new Map<string, string>();
  let characters = 0;
  const forget = (hash: string, text: string) => {
    texts.delete(hash);
    characters -= text.length;
  };
  return {
    textOf(hash) {
      const text = texts.get(hash);
      if (text === undefined) return undefined;
      texts.delete(hash);
      texts.set(hash, text);
      return text;
    },
    learn(hash, text) {
      if (texts.has(hash) || text.length > longestText) return;
      texts.set(hash, text);
      characters += text.length;
      for (const [oldest, old] of texts) {
        if (characters <= mostCharacters) break;
        forget(oldest, old);
      }
    },
  };
}

/** @param automatic undefined where nothing but registered operations is served */
export function joinTexts(registered: RegisteredOperations | undefined, automatic: OperationTexts | undefined): OperationTexts {
  return {
    textOf: (hash) => registered?.textOf(hash) ?? automatic?.textOf(hash),
    ...(automatic?.learn ? { learn: automatic.learn } : {}),
  };
}
