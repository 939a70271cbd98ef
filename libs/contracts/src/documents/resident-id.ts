/** Weights of the 17 digits before the check digit, GB 11643-1999 §5 (ISO 7064 MOD 11-2). */
const weights = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
const checkDigits = '10X98765432';

/**
 * Province codes of GB/T 2260, and 99: no province ever had it, so invented people of a demo carry numbers that are sound in
 * form and can belong to nobody.
 */
const provinces = new Set(
  '11 12 13 14 15 21 22 23 31 32 33 34 35 36 37 41 42 43 44 45 46 50 51 52 53 54 61 62 63 64 65 71 81 82 83 91 99'.split(' '),
);

export type ResidentIdFault = 'FORM' | 'PROVINCE' | 'BIRTH_DATE' | 'CHECK_DIGIT';

export interface ResidentIdFacts {
  /** YYYY-MM-DD */
  birthDate: string;
  sex: 'MALE' | 'FEMALE';
}

/**
 * Checks a resident identity number 公民身份号码 by GB 11643-1999.
 * @returns the facts it holds, or what is wrong with it. A birth date after `today` (YYYY-MM-DD) is wrong too.
 */
export function readResidentId(number: string, today: string): ResidentIdFacts | { fault: ResidentIdFault } {
  if (!/^\d{17}[\dX]$/.test(number)) return { fault: 'FORM' };
  if (!provinces.has(number.slice(0, 2))) return { fault: 'PROVINCE' };
  const birthDate = `${number.slice(6, 10)}-${number.slice(10, 12)}-${number.slice(12, 14)}`;
  if (!isCalendarDay(birthDate) || birthDate > today) return { fault: 'BIRTH_DATE' };
  if (checkDigitOf(number.slice(0, 17)) !== number[17]) return { fault: 'CHECK_DIGIT' };
  return { birthDate, sex: Number(number[16]) % 2 === 1 ? 'MALE' : 'FEMALE' };
}

/** The 18th character for 17 digits: MOD 11-2, with X for ten. */
export function checkDigitOf(digits: string): string {
  const sum = weights.reduce((total, weight, at) => total + weight * Number(digits[at]), 0);
  return checkDigits[sum % 11]!;
}

/** True for a day that the Gregorian calendar has, written YYYY-MM-DD. */
export function isCalendarDay(text: string): boolean {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return false;
  const at = new Date(`${text}T00:00:00Z`);
  return !Number.isNaN(at.getTime()) && at.toISOString().startsWith(text);
}
