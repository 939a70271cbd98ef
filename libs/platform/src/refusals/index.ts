/** The one way to say no: a code for programs, a sentence in the caller's language for people. */
export { Refusal } from './refusal.ts';
export type { Language, RefusalTexts } from './refusal.ts';
