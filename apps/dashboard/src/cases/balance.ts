import type { BulletinFiguresFragment } from '../generated/operations.ts';

/** Whether every sum of a bulletin agrees: the page says so, and says loudly when one does not. */
export function isBalanced(today: BulletinFiguresFragment, yesterday: BulletinFiguresFragment, change: BulletinFiguresFragment): boolean {
  const moved = (of: (sums: BulletinFiguresFragment) => number) => of(yesterday) + of(change) === of(today);
  const { confirmed, asymptomatic } = today;
  const groups = [today.contacts, today.close, today.secondary, today.general];
  return (
    confirmed.imported + confirmed.local === confirmed.total &&
    confirmed.underTreatment + confirmed.cured + confirmed.died === confirmed.total &&
    confirmed.mild + confirmed.common + confirmed.severe + confirmed.critical + confirmed.ungraded === confirmed.underTreatment &&
    asymptomatic.imported + asymptomatic.local === asymptomatic.total &&
    asymptomatic.underObservation + asymptomatic.released + asymptomatic.died === asymptomatic.total &&
    groups.every(({ traced, underObservation, released, turnedCase }) => underObservation + released + turnedCase === traced) &&
    today.close.traced + today.secondary.traced + today.general.traced === today.contacts.traced &&
    moved((sums) => sums.confirmed.total) && moved((sums) => sums.confirmed.cured) && moved((sums) => sums.confirmed.died) && moved((sums) => sums.asymptomatic.total) &&
    moved((sums) => sums.suspected) && moved((sums) => sums.contacts.traced) && moved((sums) => sums.contacts.released)
  );
}
