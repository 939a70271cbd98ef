/** How personal data looks to those who need not see it. The same value always gives the same mask. */

/** 张三丰 becomes 张**. */
export function maskName(name: string): string {
  const [first = '', ...rest] = [...name];
  return first + '*'.repeat(Math.max(rest.length, 1));
}

/** Only the last four characters stay. */
export function maskIdNumber(number: string): string {
  return number.length <= 4 ? '****' : '*'.repeat(number.length - 4) + number.slice(-4);
}

/** The first three and the last four digits stay. */
export function maskPhone(phone: string): string {
  return phone.length < 8 ? '*'.repeat(phone.length) : phone.slice(0, 3) + '*'.repeat(phone.length - 7) + phone.slice(-4);
}
