import { WallFacilitiesDocument, WallFacilityChangedDocument } from '../generated/operations.ts';
import type { WallFacilitiesQuery, WallFacilityChangedSubscription, WallFacilityFragment } from '../generated/operations.ts';
import { placeName } from '../areas/place-name.ts';
import { useFormats } from '../language/use-formats.ts';
import { useTerms, useWords } from '../language/words.ts';
import { useMoves } from './big-number.tsx';
import { withFacility } from './board.ts';
import { useLiveList } from './use-live-list.ts';

const facilities = {
  query: WallFacilitiesDocument,
  all: (read: WallFacilitiesQuery) => read.facilities,
  subscription: WallFacilityChangedDocument,
  one: (moved: WallFacilityChangedSubscription) => moved.facilityChanged,
  withOne: withFacility<WallFacilityFragment>,
};

/** Every facility with its beds, one cell each: who lies in them is nobody's business here. */
export function FacilityBoard({ areaCode }: { areaCode: string }) {
  const t = useWords('wall');
  const list = useLiveList(areaCode, facilities);
  if (list.length === 0) return <p className="wall-empty">{t('bedsEmpty')}</p>;
  return (
    <ul className="facility-board">
      {list.map((facility) => <FacilityLine key={facility.id} facility={facility} />)}
    </ul>
  );
}

function FacilityLine({ facility }: { facility: WallFacilityFragment }) {
  const t = useWords('wall');
  const term = useTerms();
  const { count } = useFormats();
  const { capacity, occupied, state } = facility;
  const moves = useMoves(occupied);
  const free = capacity - occupied;
  return (
    <li className={`facility-line state-${state.toLowerCase()}`} data-facility={facility.name} data-occupied={occupied}>
      <div className="facility-head">
        <b>{facility.name}</b>
        <span className="facility-place">{placeName(facility.area)} · {term('FacilityState', state)}</span>
        <span key={moves} className={`facility-free ${moves > 0 ? 'flash' : ''} ${state === 'OPEN' && free === 0 ? 'is-full' : ''}`}>{free === 0 ? t('full') : t('free', { count: count(free) })}</span>
      </div>
      <div className="bed-cells" role="img" aria-label={t('bedsTaken', { occupied: count(occupied), capacity: count(capacity) })}>
        {Array.from({ length: capacity }, (_, bed) => <i key={bed} className={bed < occupied ? 'is-taken' : ''} />)}
      </div>
    </li>
  );
}
