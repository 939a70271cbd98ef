export type Language = 'zh' | 'en';

/** One sentence per language. It says what to do next, and holds nothing the caller may not read. */
export type RefusalTexts = Record<Language, string>;

/**
 * A rule said no. The graph room turns it into an error with `extensions.code`; everything that is not a Refusal is masked.
 * Codes are NOUN_REASON and belong to a closed union per service.
 */
export class Refusal extends Error {
  readonly code: string;
  readonly texts: RefusalTexts;
  readonly extensions?: Record<string, unknown>;

  constructor(code: string, texts: RefusalTexts, extensions?: Record<string, unknown>) {
    super(texts.en);
    this.name = 'Refusal';
    this.code = code;
    this.texts = texts;
    this.extensions = extensions;
  }

  textIn(language: Language): string {
    return this.texts[language];
  }
}
