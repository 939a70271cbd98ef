import { Refusal } from '@lianfang/platform/refusals';

/** People of one cell: a case by class, origin, severity and outcome; a contact by kind and state; or a class that became another. */
export interface CellCount {
  cell: string;
  people: number;
}

export interface ConfirmedSums {
  /** All that were ever confirmed, and not corrected. */
  total: number;
  imported: number;
  local: number;
  underTreatment: number;
  mild: number;
  common: number;
  severe: number;
  critical: number;
  /** No severity told yet. */
  ungraded: number;
  cured: number;
  died: number;
}

export interface AsymptomaticSums {
  total: number;
  imported: number;
  local: number;
  underObservation: number;
  released: number;
  died: number;
}

export interface ContactSums {
  traced: number;
  underObservation: number;
  released: number;
  turnedCase: number;
}

/** Where an area stands. Every sum is made of the same cells, so they agree. */
export interface BulletinSums {
  confirmed: ConfirmedSums;
  asymptomatic: AsymptomaticSums;
  suspected: number;
  excluded: number;
  contacts: ContactSums;
  close: ContactSums;
  secondary: ContactSums;
  general: ContactSums;
  /** Suspected cases and asymptomatic infections that were confirmed since the first day. */
  suspectedConfirmed: number;
  asymptomaticConfirmed: number;
}

export interface Bulletin {
  areaCode: string;
  day: string;
  /** As it was known at the end of this day. */
  knownOn: string;
  today: BulletinSums;
  yesterday: BulletinSums;
  /** What the day itself moved: yesterday + change = today. */
  change: BulletinSums;
}

export function sumsOf(cells: readonly CellCount[]): BulletinSums {
  const sum = (...parts: readonly (string | null)[]) =>
    cells.reduce((total, { cell, people }) => total + (cell.split('|').every((part, at) => parts[at] == null || parts[at] === part) ? people : 0), 0);
  const confirmed = (origin: string | null, severity: string | null, outcome: string | null) => sum('CASE', 'CONFIRMED', origin, severity, outcome);
  const asymptomatic = (origin: string | null, outcome: string | null) => sum('CASE', 'ASYMPTOMATIC', origin, null, outcome);
  const contacts = (kind: string | null): ContactSums => ({
    traced: sum('CONTACT', kind, null),
    underObservation: sum('CONTACT', kind, 'UNDER_OBSERVATION'),
    released: sum('CONTACT', kind, 'RELEASED'),
    turnedCase: sum('CONTACT', kind, 'TURNED_CASE'),
  });
  return {
    confirmed: {
      total: confirmed(null, null, null),
      imported: confirmed('IMPORTED', null, null),
      local: confirmed('LOCAL', null, null),
      underTreatment: confirmed(null, null, 'UNDER_TREATMENT'),
      mild: confirmed(null, 'MILD', 'UNDER_TREATMENT'),
      common: confirmed(null, 'COMMON', 'UNDER_TREATMENT'),
      severe: confirmed(null, 'SEVERE', 'UNDER_TREATMENT'),
      critical: confirmed(null, 'CRITICAL', 'UNDER_TREATMENT'),
      ungraded: confirmed(null, 'UNGRADED', 'UNDER_TREATMENT'),
      cured: confirmed(null, null, 'CURED'),
      died: confirmed(null, null, 'DIED'),
    },
    asymptomatic: {
      total: asymptomatic(null, null),
      imported: asymptomatic('IMPORTED', null),
      local: asymptomatic('LOCAL', null),
      underObservation: asymptomatic(null, 'UNDER_TREATMENT'),
      released: asymptomatic(null, 'CURED'),
      died: asymptomatic(null, 'DIED'),
    },
    suspected: sum('CASE', 'SUSPECTED', null, null, null),
    excluded: sum('CASE', 'EXCLUDED', null, null, null),
    contacts: contacts(null),
    close: contacts('CLOSE'),
    secondary: contacts('SECONDARY'),
    general: contacts('GENERAL'),
    suspectedConfirmed: sum('FLOW', 'SUSPECTED', 'CONFIRMED'),
    asymptomaticConfirmed: sum('FLOW', 'ASYMPTOMATIC', 'CONFIRMED'),
  };
}

export function bulletinTooFine(): Refusal {
  return new Refusal('BULLETIN_TOO_FINE', {
    zh: '疫情通报只到社区（村）一级；再细就会指向个人。',
    en: 'Bulletins go down to communities. Closer figures would point at persons.',
  });
}
