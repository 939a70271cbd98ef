import { Button, Tag, Timeline } from 'antd';
import { useState } from 'react';
import { placeName } from '../areas/place-name.ts';
import { CompoundUnitsDocument } from '../generated/operations.ts';
import { useReading } from '../graph/use-graph.ts';
import { useFormats } from '../language/use-formats.ts';
import { useWords } from '../language/words.ts';
import { useScope } from '../login/session.ts';
import { Shown } from '../shell/states.tsx';
import type { Compound } from './compound-table.tsx';
import { MoveCompoundForm } from './move-compound-form.tsx';

/** Where a compound lay, the present place first, and the way back to the last one. */
export function CompoundHistory({ compound, onDone }: { compound: Compound; onDone(): void }) {
  const t = useWords('grid');
  const { moment } = useFormats();
  const mayMove = useScope('grid:manage');
  const [back, setBack] = useState<string | null>(null);
  const reading = useReading({ query: CompoundUnitsDocument, variables: { areaCode: compound.grid.code } });
  if (back) return <MoveCompoundForm compound={compound} to={back} onDone={onDone} />;
  return (
    <Shown reading={reading} rows={3}>
      {({ area }) => {
        const places = area?.compounds.find(({ id }) => id === compound.id)?.places ?? [];
        const former = places[1];
        return (
          <>
            <Timeline
              items={places.map(({ grid, from, until, reason, movedBy, back: wasBack }) => ({
                color: until ? 'gray' : 'green',
                content: (
                  <>
                    <b>{placeName(grid)}</b> {wasBack ? <Tag color="gold">{t('back')}</Tag> : null}
                    <br />
                    <span className="muted">{from ? `${t('from')} ${moment(from)}` : t('always')} · {until ? `${t('until')} ${moment(until)}` : t('now')}</span>
                    {reason ? <><br />{reason} <span className="muted">{movedBy}</span></> : null}
                  </>
                ),
              }))}
            />
            {former && mayMove ? <Button onClick={() => setBack(former.grid.code)}>{t('moveBack', { name: placeName(former.grid) })}</Button> : null}
          </>
        );
      }}
    </Shown>
  );
}
