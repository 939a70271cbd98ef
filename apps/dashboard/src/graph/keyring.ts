/**
 * Keys of one form's sends. The server answers a key the same way for ever, so a retry of the same content must carry
 * the same key (nothing is done twice), and other content or a next entry must carry a new one (else `KEY_REUSED`).
 */
export interface Keyring {
  keyFor(payload: unknown): string;
  /** The server has answered yes; the next send is a new entry, even with the same content. */
  settle(): void;
}

export function createKeyring(newKey: () => string = () => crypto.randomUUID()): Keyring {
  let held: { content: string; key: string } | null = null;
  return {
    keyFor(payload) {
      const content = JSON.stringify(payload);
      if (held?.content !== content) held = { content, key: newKey() };
      return held.key;
    },
    settle() {
      held = null;
    },
  };
}
