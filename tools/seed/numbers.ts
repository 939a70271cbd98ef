import { checkDigitOf } from '@lianfang/contracts/documents';

/** Who invents numbers; each has a prefix of its own, so that what they invent never meets. */
export const series = { district: '990811', ledger: '990812', walk: '990813', tick: '990814', bench: '990815', duplicates: '990816' } as const;

export type Series = keyof typeof series;

export interface NumberMaker {
  /** Sound by GB 11643, and of province 99, which does not exist: nobody's. @param birthDate YYYY-MM-DD */
  idNumber(birthDate: string, sex: 'MALE' | 'FEMALE'): string;
  /** Of the range 154, which no operator was ever given: between 153 and 155 the numbering plan has a gap. Nobody's phone rings. */
  phone(): string;
}

export function createNumbers(of: Series): NumberMaker {
  const serials = new Map<string, number>();
  let phones = 0;
  return {
    idNumber(birthDate, sex) {
      const slot = `${birthDate}${sex}`;
      const nth = serials.get(slot) ?? 0;
      serials.set(slot, nth + 1);
      // The 17th digit is odd for men and even for women; 500 of each a day is more than any day has.
      const body = `${series[of]}${birthDate.replaceAll('-', '')}${String(nth * 2 + (sex === 'MALE' ? 1 : 0)).padStart(3, '0')}`;
      return body + checkDigitOf(body);
    },
    phone() {
      phones += 1;
      return `154${series[of].at(-1)}${String(phones).padStart(7, '0')}`;
    },
  };
}
