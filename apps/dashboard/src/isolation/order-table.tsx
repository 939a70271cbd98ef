import { Button, Segmented, Table, Tag } from 'antd';
import type { ColumnsType } from 'antd/es/table';
import { useEffect, useState } from 'react';
import { placeName } from '../areas/place-name.ts';
import { riskColours } from '../checkpoints/arrival-table.tsx';
import { OrdersDocument } from '../generated/operations.ts';
import type { OrderMode, OrderRowFragment, OrderState } from '../generated/operations.ts';
import { useReading } from '../graph/use-graph.ts';
import { useFormats } from '../language/use-formats.ts';
import { useTerms, useWords } from '../language/words.ts';
import { PersonLink } from '../persons/person-link.tsx';
import { Pager, usePaging } from '../shell/pager.tsx';
import { Nothing, Shown } from '../shell/states.tsx';
import { ConfirmMany } from './confirm-many.tsx';
import { OrderActions } from './order-actions.tsx';

interface OrderTableProps {
  areaCode: string;
  state: OrderState;
  /** Grows when the area's figures move: time to read again. */
  moves: number;
}

export function OrderTable({ areaCode, state, moves }: OrderTableProps) {
  const t = useWords('isolation');
  const shell = useWords('shell');
  const term = useTerms();
  const [mode, setMode] = useState<OrderMode | 'ALL'>('ALL');
  const paging = usePaging(`${areaCode} ${state} ${mode}`);
  const reading = useReading({ query: OrdersDocument, variables: { areaCode, state, mode: mode === 'ALL' ? null : mode, first: 50, after: paging.after } });
  const { refetch } = reading;
  useEffect(() => {
    if (moves > 0) refetch();
  }, [moves, refetch]);
  const columns = useOrderColumns(state, refetch);
  const [chosen, setChosen] = useState<string[]>([]);
  return (
    <>
      <div className="toolbar">
        {state === 'PROPOSED' ? null : (
          <Segmented value={mode} onChange={setMode} options={(['ALL', 'FACILITY', 'HOME', 'HOSPITAL'] as const).map((value) => ({ value, label: value === 'ALL' ? shell('all') : term('OrderMode', value) }))} />
        )}
        {state === 'PROPOSED' ? (
          <ConfirmMany
            orders={(reading.data?.orders.edges ?? []).map(({ node }) => node).filter(({ id }) => chosen.includes(id))}
            onDone={() => { setChosen([]); refetch(); }}
          />
        ) : null}
        <div className="spread" />
        <Button onClick={() => print()}>{shell('print')}</Button>
      </div>
      <Shown reading={reading}>
        {({ orders }) => (
          <>
            <Table
              size="middle"
              rowKey="id"
              pagination={false}
              columns={columns}
              scroll={{ x: 980 }}
              rowSelection={state === 'PROPOSED' ? { selectedRowKeys: chosen, onChange: (keys) => setChosen(keys.map(String)) } : undefined}
              dataSource={orders.edges.map((edge) => edge.node)}
              locale={{ emptyText: <Nothing text={state === 'PROPOSED' ? t('noProposed') : t('noOrders')} /> }}
            />
            <Pager paging={paging} totalCount={orders.totalCount} pageInfo={orders.pageInfo} />
          </>
        )}
      </Shown>
    </>
  );
}

function useOrderColumns(state: OrderState, onChange: () => void): ColumnsType<OrderRowFragment> {
  const t = useWords('isolation');
  const term = useTerms();
  const { moment } = useFormats();
  const person: ColumnsType<OrderRowFragment> = [
    { title: t('person'), className: 'nowrap', render: (_, order) => <><PersonLink person={order.person} /> {order.person.sex ? <span className="muted">{term('Sex', order.person.sex)}</span> : null}</> },
    { title: t('area'), render: (_, order) => <>{placeName(order.area)}<div className="muted">{order.household?.address ?? ''}</div></> },
    { title: t('reason'), className: 'nowrap', render: (_, order) => <Cause order={order} /> },
  ];
  const waiting: ColumnsType<OrderRowFragment> = [
    { title: t('proposedAt'), dataIndex: 'proposedAt', className: 'nowrap', width: 130, render: (at: string) => moment(at) },
    { title: t('rule'), width: 150, render: (_, order) => <>{order.ruleVersion}<div className="muted">{t('days', { facility: order.facilityDays, home: order.homeDays })}</div></> },
  ];
  const decided: ColumnsType<OrderRowFragment> = [
    { title: t('mode'), width: 110, render: (_, order) => <Tag color="purple">{term('OrderMode', order.mode)}</Tag> },
    { title: t('place'), render: (_, order) => <Place order={order} /> },
    { title: t('startsAt'), dataIndex: 'startsAt', className: 'nowrap', width: 120, render: (at: string | null) => moment(at) },
    state === 'RELEASED'
      ? { title: t('endedAt'), dataIndex: 'endedAt', className: 'nowrap', width: 120, render: (at: string | null) => moment(at) }
      : { title: t('plannedEnd'), dataIndex: 'plannedEnd', className: 'nowrap', width: 120, render: (at: string | null) => moment(at) },
    { title: t('decidedBy'), dataIndex: 'decidedBy', className: 'nowrap', render: (name: string | null) => name ?? '—' },
  ];
  const act: ColumnsType<OrderRowFragment> = [{ title: '', width: 200, className: 'no-print', render: (_, order) => <OrderActions order={order} onDone={onChange} /> }];
  if (state === 'PROPOSED') return [...person, ...waiting, ...act];
  return state === 'CONFIRMED' ? [...person, ...decided, ...act] : [...person, ...decided];
}

function Cause({ order }: { order: OrderRowFragment }) {
  const term = useTerms();
  return (
    <>
      {term('OrderReason', order.reason)}
      {order.arrival ? <div className="muted">{order.arrival.originName} <Tag color={riskColours[order.arrival.risk]}>{term('RiskLevel', order.arrival.risk)}</Tag></div> : null}
    </>
  );
}

function Place({ order }: { order: OrderRowFragment }) {
  const t = useWords('isolation');
  if (order.mode !== 'FACILITY') return <>{order.household?.address ?? placeName(order.area)}</>;
  const bed = order.currentStay?.bed;
  if (!bed) return <Tag color="gold">{t('noBedYet')}</Tag>;
  return <>{order.facility?.name} <span className="muted">{bed.room} · {bed.label}</span></>;
}
