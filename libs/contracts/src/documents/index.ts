/** Documents and numbers of persons: what makes them sound, and how they are masked. Shared by services and pages. */
export { checkDigitOf, isCalendarDay, readResidentId } from './resident-id.ts';
export type { ResidentIdFacts, ResidentIdFault } from './resident-id.ts';
export { isMasked, maskAddress, maskCoordinate, maskIdNumber, maskName, maskOf, maskPhone, personalKinds } from './mask.ts';
export type { PersonalKind } from './mask.ts';
export { isPhone } from './phone.ts';
