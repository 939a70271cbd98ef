import { useState } from 'react';
import { useArea } from '../areas/use-area.ts';
import { IsolationFiguresChangedDocument, WallFiguresDocument } from '../generated/operations.ts';
import type { FigureSetFragment } from '../generated/operations.ts';
import { useReading } from '../graph/use-graph.ts';
import { useFormats } from '../language/use-formats.ts';
import { useTerms, useWords } from '../language/words.ts';
import { useLive } from '../live/use-live.ts';
import { DeskHead } from '../shell/desk-head.tsx';
import { DeskTabs } from '../shell/desk-tabs.tsx';
import { Shown } from '../shell/states.tsx';
import { FacilityList } from './facility-list.tsx';
import { OrderTable } from './order-table.tsx';

/** 隔离 desk of the health commission: orders to decide, orders in force, facilities and their beds. */
export function IsolationDesk() {
  const t = useWords('isolation');
  const [areaCode] = useArea();
  const [moves, setMoves] = useState(0);
  return (
    <>
      <DeskHead title={t('title')} lead={t('lead')} />
      <Totals areaCode={areaCode} onMove={() => setMoves((count) => count + 1)} />
      <DeskTabs
        desk="/isolation"
        items={[
          { key: 'proposed', label: t('proposed'), children: <OrderTable areaCode={areaCode} state="PROPOSED" moves={moves} /> },
          { key: 'in-force', label: t('inForce'), children: <OrderTable areaCode={areaCode} state="CONFIRMED" moves={moves} /> },
          { key: 'released', label: t('ended'), children: <OrderTable areaCode={areaCode} state="RELEASED" moves={moves} /> },
          { key: 'declined', label: t('declined'), children: <OrderTable areaCode={areaCode} state="DECLINED" moves={moves} /> },
          { key: 'facilities', label: t('facilities'), children: <FacilityList areaCode={areaCode} moves={moves} /> },
        ]}
      />
    </>
  );
}

function Totals({ areaCode, onMove }: { areaCode: string; onMove(): void }) {
  const reading = useReading({ query: WallFiguresDocument, variables: { areaCode } });
  const move = () => {
    reading.refetch();
    onMove();
  };
  useLive(IsolationFiguresChangedDocument, { areaCode }, { onMessage: move, snapshot: move });
  return <Shown reading={reading} rows={1}>{({ figures }) => <Numbers figures={figures} />}</Shown>;
}

function Numbers({ figures }: { figures: FigureSetFragment }) {
  const t = useWords('isolation');
  const term = useTerms();
  const { count } = useFormats();
  return (
    <dl className="figures-row">
      <div className={figures.ordersProposed > 0 ? 'is-amber' : ''}><dt>{t('proposed')}</dt><dd>{count(figures.ordersProposed)}</dd></div>
      <div><dt>{term('OrderMode', 'FACILITY')}</dt><dd>{count(figures.inFacility)}</dd></div>
      <div><dt>{term('OrderMode', 'HOME')}</dt><dd>{count(figures.atHome)}</dd></div>
      <div><dt>{term('OrderMode', 'HOSPITAL')}</dt><dd>{count(figures.inHospital)}</dd></div>
      <div><dt>{t('free')}</dt><dd>{count(Math.max(0, figures.bedsOpen - figures.bedsOccupied))}<small>/ {count(figures.bedsOpen)}</small></dd></div>
    </dl>
  );
}
