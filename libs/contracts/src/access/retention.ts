/** How long a kind of record may name a person, and why so long. */
export interface RetentionPeriod {
  /** Days after the record's purpose was achieved; null: as long as the emergency lasts, and no day longer. */
  days: number | null;
  /** From when the days count. */
  from: string;
  purpose: string;
  basis: string;
}

const need = 'Personal Information Protection Law of the PRC, Art. 19 (the shortest time that the purpose needs) and Art. 47 (deletion when it is achieved)';
const onlyPrevention = 'Cyberspace Administration notice of 4 February 2020: what is collected for prevention serves nothing else; Personal Information Protection Law, Art. 47';

/**
 * The classes that the SDL names on personal fields (`@personal(retention:)`), and those of what lies under the graph. A period
 * ends in the nightly run; the end of the epidemic ends every one of them in its area; a legal hold outlasts both.
 */
export const retentionPeriods = {
  REGISTER: {
    days: null, from: 'entry', purpose: 'who lives where: sweeps, passes, orders and support hang on it',
    basis: onlyPrevention,
  },
  SWEEP: {
    days: 180, from: 'the visit', purpose: 'proof that a door was reached, and by whom',
    basis: `${need}; one half-year of rounds is what a review looks at`,
  },
  PASSAGE: {
    days: 30, from: 'the passage, the end of the pass, the end of the alert', purpose: 'tracing of contacts over two incubation times of 14 days',
    basis: `${need}; Protocol for Prevention and Control of Novel Coronavirus Pneumonia, 8th edition: 14 days of observation`,
  },
  ISOLATION: {
    days: 180, from: 'the end of the order, the arrival, the change of the code', purpose: 'complaints against a restriction of liberty',
    basis: 'Administrative Reconsideration Law, Art. 20 (60 days) and Administrative Procedure Law, Art. 46 (6 months)',
  },
  SUPPORT: {
    days: 90, from: 'the end of the request, the directive', purpose: 'care of households that cannot go out',
    basis: need,
  },
  AUDIT: {
    days: null, from: 'the entry', purpose: 'who saw or changed what: ids and codes alone, in a chain that a deletion would break',
    basis: 'Cybersecurity Law, Art. 21 (logs for six months at least); Personal Information Protection Law, Art. 56 (records for three years at least)',
  },
  ACCOUNT: {
    days: null, from: 'the action', purpose: 'which member of staff answers for an action',
    basis: `${need}; the account itself lives as long as the employment`,
  },
  IMPORT: {
    days: 30, from: 'the import', purpose: 'the error sheet of a ledger, until the community has corrected it',
    basis: need,
  },
  LETTER: {
    days: 30, from: 'the day it was settled', purpose: 'events that could not be applied, or that were forged: what an engineer looks at',
    basis: need,
  },
} as const satisfies Record<string, RetentionPeriod>;

export type RetentionClass = keyof typeof retentionPeriods;
