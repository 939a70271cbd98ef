/** What a caller sees of personal data: `@personal` on SDL fields, one mask per kind, one function for every way out. */
export { concealed } from './concealed.ts';
export { maskFields, openFields } from './fields.ts';
export type { AreaOf, MaskingContext, Witness } from './fields.ts';
export { personalOf } from './personal.ts';
export type { Personal } from './personal.ts';
export { asProven } from './proven.ts';
export { inSight, seesThrough, tell } from './tell.ts';
export type { PersonalRecord, Seer } from './tell.ts';
export { tellersOf } from './teller.ts';
export type { Teller } from './teller.ts';
export { maskedValue, refuseMasksWrittenBack } from './written-back.ts';
