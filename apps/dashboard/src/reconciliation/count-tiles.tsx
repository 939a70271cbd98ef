import type { CountsRowFragment } from '../generated/operations.ts';
import { useFormats } from '../language/use-formats.ts';
import { useWords } from '../language/words.ts';

/** The sums of a list; those that call for somebody's work are amber. */
export function CountTiles({ counts }: { counts: CountsRowFragment }) {
  const t = useWords('reconcile');
  const { count } = useFormats();
  const tile = (key: 'total' | 'matched' | 'missing' | 'notAtDoor' | 'pushed' | 'tracing' | 'undecided' | 'overdue', calls = false) => (
    <div className={calls && counts[key] > 0 ? 'is-amber' : ''} data-count={key}><dt>{t(key)}</dt><dd>{count(counts[key])}</dd></div>
  );
  return (
    <dl className="figures-row">
      {tile('total')}{tile('matched')}{tile('missing')}{tile('notAtDoor')}{tile('pushed')}{tile('tracing')}{tile('undecided', true)}{tile('overdue', true)}
    </dl>
  );
}
