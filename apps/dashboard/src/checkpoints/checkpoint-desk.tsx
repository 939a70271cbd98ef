import { useArea } from '../areas/use-area.ts';
import { useWords } from '../language/words.ts';
import { DeskHead } from '../shell/desk-head.tsx';
import { DeskTabs } from '../shell/desk-tabs.tsx';
import { AlertTable } from './alert-table.tsx';
import { ArrivalTable } from './arrival-table.tsx';
import { CheckpointList } from './checkpoint-list.tsx';

/** 卡点 desk: gates, their alerts and the arrivals they declared. */
export function CheckpointDesk() {
  const t = useWords('checkpoint');
  const [areaCode] = useArea();
  return (
    <>
      <DeskHead title={t('title')} lead={t('lead')} />
      <DeskTabs
        desk="/checkpoints"
        items={[
          { key: 'checkpoints', label: t('checkpoints'), children: <CheckpointList areaCode={areaCode} /> },
          { key: 'alerts', label: t('alerts'), children: <AlertTable areaCode={areaCode} /> },
          { key: 'arrivals', label: t('arrivals'), children: <ArrivalTable areaCode={areaCode} /> },
        ]}
      />
    </>
  );
}
