/** How personal data looks to those who need not see it. The same value always gives the same mask. */

export const personalKinds = ['NAME', 'PHONE', 'ID_NUMBER', 'ADDRESS', 'COORDINATES', 'MEDICAL', 'BIRTH_DATE', 'TEXT'] as const;

export type PersonalKind = (typeof personalKinds)[number];

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

/** 文化巷社区*. Without a community nothing stays. The asterisk tells that it is a mask, should it be written back. */
export function maskAddress(community: string): string {
  return `${community}*`;
}

/** A degree of latitude or longitude to two decimals, about a kilometre. */
export function maskCoordinate(degrees: number): number {
  return Math.round(degrees * 100) / 100;
}

/** The mask of a value by its kind. Null stays null: that nothing is known of a person is no personal data. */
export function maskOf(kind: PersonalKind, value: unknown): unknown {
  if (value === null || value === undefined) return null;
  switch (kind) {
    case 'NAME': return typeof value === 'string' ? maskName(value) : null;
    case 'PHONE': return typeof value === 'string' ? maskPhone(value) : null;
    case 'ID_NUMBER': return typeof value === 'string' ? maskIdNumber(value) : null;
    case 'ADDRESS': return typeof value === 'string' ? maskAddress('') : null;
    case 'COORDINATES': return typeof value === 'number' ? maskCoordinate(value) : null;
    case 'TEXT': return typeof value === 'string' ? '***' : null;
    case 'MEDICAL':
    case 'BIRTH_DATE': return null;
  }
}

/** True for a text that still wears a mask: no name, number or address of ours holds an asterisk. */
export function isMasked(text: string): boolean {
  return /[*＊]/.test(text);
}
