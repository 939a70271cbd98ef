/** What one process of a service does at a time. The place in the list is the lock, so no two are the same. */
const alone = ['migration', 'relay', 'rebuild', 'chain', 'keeping'] as const;

/** Any number, the same in every service: advisory locks are per database. */
const first = 4_108_110;

/** Number of the advisory lock of a work that one process of a service does at a time. */
export function lockOf(work: (typeof alone)[number]): number {
  return first + alone.indexOf(work);
}
