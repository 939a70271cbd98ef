import { useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Icon } from '../shell/icon.tsx';
import { groupDoors, isDue, progressOf } from './sweep.rules.ts';
import type { CompoundDoors, Door, Stairwell } from './sweep.rules.ts';

interface DoorListProps {
  shown: readonly Door[];
  /** Every door of the list, for counts that a search does not change. */
  all: readonly Door[];
  /** All stairwells open: a search has narrowed them down. */
  unfolded: boolean;
  /** ms since 1970, to tell what is due. */
  now: number;
  onChoose: (door: Door) => void;
}

/** Compound › building and unit › doors as tiles, in walking order. */
export function DoorList({ shown, all, unfolded, now, onChoose }: DoorListProps) {
  const compounds = useMemo(() => groupDoors(shown), [shown]);
  const counts = useMemo(() => countsOf(all), [all]);
  const few = shown.length <= 60;
  return compounds.map((compound, at) => (
    <section key={compound.name} className="compound">
      <h2>
        {compound.name}
        <small>{counts.get(compound.name)}</small>
      </h2>
      {compound.stairwells.map((stairwell, below) => (
        <StairwellDoors
          key={`${stairwell.key}:${unfolded || few}`}
          stairwell={stairwell}
          count={counts.get(`${compound.name}|${stairwell.key}`) ?? ''}
          openFirst={unfolded || few || (at === 0 && below === 0)}
          now={now}
          onChoose={onChoose}
        />
      ))}
    </section>
  ));
}

interface StairwellProps {
  stairwell: Stairwell;
  count: string;
  openFirst: boolean;
  now: number;
  onChoose: (door: Door) => void;
}

/** Doors are drawn only while it is open: a list of 3,000 stays quick on a cheap phone. */
function StairwellDoors({ stairwell, count, openFirst, now, onChoose }: StairwellProps) {
  const [open, setOpen] = useState(openFirst);
  return (
    <details className="stairwell" open={open} onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>
        <strong>{[stairwell.building, stairwell.unit].filter(Boolean).join(' ')}</strong>
        <span>{count}</span>
        <Icon name="next" />
      </summary>
      <ul className="doors">
        {(open ? stairwell.doors : []).map((door) => (
          <li key={door.householdId}>
            <DoorTile door={door} now={now} onChoose={onChoose} />
          </li>
        ))}
      </ul>
    </details>
  );
}

function DoorTile({ door, now, onChoose }: { door: Door; now: number; onChoose: (door: Door) => void }) {
  const { t } = useTranslation();
  return (
    <button type="button" className={`door ${door.outcome ?? 'UNTRIED'}`} aria-label={door.address} onClick={() => onChoose(door)}>
      <b>{door.room || '—'}</b>
      <small>{door.drafted ? t('sweep.drafted') : door.outcome ? t(`outcome.${door.outcome}`) : t('sweep.untried')}</small>
      {isDue(door, now) ? <em className="due">{t('sweep.due')}</em> : door.escalatedTo ? <em className="due">{t(`sweep.goesTo.${door.escalatedTo}`)}</em> : null}
      {door.refused || door.conflicted ? <i className="mark alarm" /> : door.unsent ? <i className="mark waiting" title={t('outbox.waiting')} /> : null}
      {door.returnees > 0 ? <i className="returnees">{door.returnees}</i> : null}
    </button>
  );
}

function countsOf(doors: readonly Door[]): Map<string, string> {
  const counts = new Map<string, string>();
  for (const compound of groupDoors(doors)) {
    counts.set(compound.name, countOf(compound));
    for (const stairwell of compound.stairwells) counts.set(`${compound.name}|${stairwell.key}`, countOf(stairwell));
  }
  return counts;
}

function countOf({ doors }: Pick<CompoundDoors, 'doors'>): string {
  const { reached, households } = progressOf(doors);
  return `${reached} / ${households}`;
}
