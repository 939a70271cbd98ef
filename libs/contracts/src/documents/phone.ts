/** A mobile number of mainland China (1 and ten digits) or a landline with its area code (0xx-xxxxxxxx). */
export function isPhone(text: string): boolean {
  return /^1[3-9]\d{9}$/.test(text) || /^0\d{2,3}-?\d{7,8}$/.test(text);
}
