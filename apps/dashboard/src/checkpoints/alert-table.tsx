import { Segmented, Table, Tag } from 'antd';
import type { ColumnsType } from 'antd/es/table';
import { useState } from 'react';
import { Link } from 'react-router';
import { placeName } from '../areas/place-name.ts';
import { AlertsDocument, DeskAlertRaisedDocument } from '../generated/operations.ts';
import type { AlertRowFragment, AlertState } from '../generated/operations.ts';
import { useReading } from '../graph/use-graph.ts';
import { useFormats } from '../language/use-formats.ts';
import { useTerms, useWords } from '../language/words.ts';
import { useLive } from '../live/use-live.ts';
import { PersonLink } from '../persons/person-link.tsx';
import { Pager, usePaging } from '../shell/pager.tsx';
import { Nothing, Shown } from '../shell/states.tsx';
import { AlertActions } from './alert-actions.tsx';

const states: readonly (AlertState | 'ALL')[] = ['RAISED', 'ACKNOWLEDGED', 'CLOSED', 'ALL'];

export const alertColours: Readonly<Record<AlertState, string>> = { RAISED: 'red', ACKNOWLEDGED: 'gold', CLOSED: 'default' };

/** Alerts of the area; a new one comes by itself. */
export function AlertTable({ areaCode }: { areaCode: string }) {
  const t = useWords('checkpoint');
  const shell = useWords('shell');
  const term = useTerms();
  const [state, setState] = useState<AlertState | 'ALL'>('RAISED');
  const paging = usePaging(`${areaCode} ${state}`);
  const reading = useReading({ query: AlertsDocument, variables: { areaCode, state: state === 'ALL' ? null : state, kind: null, first: 50, after: paging.after } });
  useLive(DeskAlertRaisedDocument, { areaCode }, { onMessage: reading.refetch, snapshot: reading.refetch });
  const columns = useAlertColumns(reading.refetch);
  return (
    <>
      <div className="toolbar">
        <Segmented value={state} onChange={setState} options={states.map((value) => ({ value, label: value === 'ALL' ? shell('all') : term('AlertState', value) }))} />
      </div>
      <Shown reading={reading}>
        {({ alerts }) => (
          <>
            <Table size="middle" rowKey="id" pagination={false} columns={columns} dataSource={alerts.edges.map((edge) => edge.node)} scroll={{ x: 900 }} locale={{ emptyText: <Nothing text={t('noAlerts')} /> }} />
            <Pager paging={paging} totalCount={alerts.totalCount} pageInfo={alerts.pageInfo} />
          </>
        )}
      </Shown>
    </>
  );
}

function useAlertColumns(onChange: () => void): ColumnsType<AlertRowFragment> {
  const t = useWords('checkpoint');
  const term = useTerms();
  const { moment } = useFormats();
  return [
    { title: t('raisedAt'), dataIndex: 'raisedAt', className: 'nowrap', width: 120, render: (at: string) => moment(at) },
    { title: t('kind'), dataIndex: 'kind', width: 130, render: (kind: string) => <b>{term('AlertKind', kind)}</b> },
    { title: t('person'), render: (_, alert) => (alert.person ? <PersonLink person={alert.person} /> : t('unidentified')) },
    { title: t('place'), render: (_, alert) => <><Link to={`/checkpoints/at/${alert.checkpoint.id}`}>{alert.checkpoint.name}</Link> <span className="muted">{placeName(alert.area)}</span></> },
    { title: t('state'), dataIndex: 'state', width: 100, render: (state: AlertState) => <Tag color={alertColours[state]}>{term('AlertState', state)}</Tag> },
    { title: t('handledBy'), render: (_, alert) => alert.closedBy ?? alert.acknowledgedBy ?? '—' },
    { title: t('outcome'), dataIndex: 'outcome', render: (text: string | null) => text ?? '' },
    { title: '', width: 170, className: 'no-print', render: (_, alert) => <AlertActions alert={alert} onDone={onChange} /> },
  ];
}
