import type { FacilityBoardQuery } from '../generated/operations.ts';
import { useFormats } from '../language/use-formats.ts';
import { useWords } from '../language/words.ts';
import { PersonLink } from '../persons/person-link.tsx';

type Bed = NonNullable<FacilityBoardQuery['facility']>['beds'][number];

/** Every bed of a facility by room: who lies in it and until when. */
export function BedBoard({ beds }: { beds: readonly Bed[] }) {
  const rooms = Map.groupBy(beds, (bed) => bed.room);
  return (
    <div className="bed-board">
      {[...rooms].map(([room, inRoom]) => (
        <div key={room} className="bed-room">
          <b>{room}</b>
          {inRoom.map((bed) => <BedCell key={bed.id} bed={bed} />)}
        </div>
      ))}
    </div>
  );
}

function BedCell({ bed }: { bed: Bed }) {
  const t = useWords('isolation');
  const { moment } = useFormats();
  const stay = bed.currentStay;
  if (!stay) return <div className="bed is-free">{bed.label} <span className="muted">{t('free')}</span></div>;
  return (
    <div className="bed is-taken" title={t('since', { at: moment(stay.from) })}>
      {bed.label} <PersonLink person={stay.person} />
      {stay.order.plannedEnd ? <div className="muted">{t('until', { at: moment(stay.order.plannedEnd) })}</div> : null}
    </div>
  );
}
