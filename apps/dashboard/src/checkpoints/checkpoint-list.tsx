import { Button, Input, Modal, Select, Table, Tag } from 'antd';
import type { ColumnsType } from 'antd/es/table';
import { useState } from 'react';
import { Link } from 'react-router';
import { placeName } from '../areas/place-name.ts';
import { CheckpointsDocument } from '../generated/operations.ts';
import type { CheckpointKind, CheckpointRowFragment, CheckpointsQuery } from '../generated/operations.ts';
import { useReading } from '../graph/use-graph.ts';
import { useFormats } from '../language/use-formats.ts';
import { useTerms, useWords } from '../language/words.ts';
import { Pager, usePaging } from '../shell/pager.tsx';
import { ScopedButton } from '../shell/permitted.tsx';
import { Nothing, Shown } from '../shell/states.tsx';
import { GateSwitch } from './gate-switch.tsx';
import { RegisterCheckpointForm } from './register-checkpoint-form.tsx';

type Row = CheckpointsQuery['checkpoints']['edges'][number]['node'];

export const checkpointKinds: readonly CheckpointKind[] = ['COMPOUND_GATE', 'VILLAGE', 'HIGHWAY', 'STATION', 'MOBILE'];

export function CheckpointList({ areaCode }: { areaCode: string }) {
  const t = useWords('checkpoint');
  const shell = useWords('shell');
  const term = useTerms();
  const [kind, setKind] = useState<CheckpointKind | null>(null);
  const [search, setSearch] = useState('');
  const [registering, setRegistering] = useState(false);
  const paging = usePaging(`${areaCode} ${kind} ${search}`);
  const reading = useReading({ query: CheckpointsDocument, variables: { areaCode, kind, search: search || null, first: 50, after: paging.after } });
  const columns = useCheckpointColumns(reading.refetch);
  return (
    <>
      <div className="toolbar">
        <Input.Search allowClear placeholder={t('searchCheckpoints')} aria-label={t('searchCheckpoints')} style={{ maxWidth: 280 }} onSearch={(text) => setSearch(text.trim())} />
        <Select<CheckpointKind | ''>
          style={{ width: 160 }}
          aria-label={t('kind')}
          value={kind ?? ''}
          onChange={(value) => setKind(value === '' ? null : value)}
          options={[{ value: '', label: shell('all') }, ...checkpointKinds.map((value) => ({ value, label: term('CheckpointKind', value) }))]}
        />
        <div className="spread" />
        <Button onClick={() => print()}>{shell('print')}</Button>
        <ScopedButton scope="checkpoint:write" type="primary" onClick={() => setRegistering(true)}>{t('register')}</ScopedButton>
      </div>
      <Shown reading={reading}>
        {({ checkpoints }) => (
          <>
            <Table size="middle" rowKey="id" pagination={false} columns={columns} dataSource={checkpoints.edges.map((edge) => edge.node)} scroll={{ x: 820 }} locale={{ emptyText: <Nothing text={t('noCheckpoints')} /> }} />
            <Pager paging={paging} totalCount={checkpoints.totalCount} pageInfo={checkpoints.pageInfo} />
          </>
        )}
      </Shown>
      <Modal open={registering} title={t('register')} footer={null} destroyOnHidden onCancel={() => setRegistering(false)}>
        <RegisterCheckpointForm areaCode={areaCode} onDone={() => { setRegistering(false); reading.refetch(); }} />
      </Modal>
    </>
  );
}

function useCheckpointColumns(onChange: () => void): ColumnsType<Row> {
  const t = useWords('checkpoint');
  const term = useTerms();
  const { count } = useFormats();
  return [
    { title: t('name'), render: (_, row) => <Link to={{ pathname: `/checkpoints/at/${row.id}`, search: location.search }}>{row.name}</Link> },
    { title: t('kind'), dataIndex: 'kind', width: 110, render: (kind: string) => term('CheckpointKind', kind) },
    { title: t('area'), render: (_, row) => placeName(row.area) },
    { title: t('hours'), width: 130, render: (_, row) => <Hours checkpoint={row} /> },
    { title: t('headcount'), dataIndex: 'headcount', width: 90, align: 'right' as const, render: (value: number) => count(value) },
    { title: t('passagesToday'), dataIndex: 'passageCount', width: 120, align: 'right' as const, render: (value: number) => count(value) },
    { title: t('state'), dataIndex: 'open', width: 90, render: (open: boolean) => <OpenTag open={open} /> },
    { title: '', width: 110, className: 'no-print', render: (_, row) => <GateSwitch checkpointId={row.id} open={row.open} onDone={onChange} /> },
  ];
}

export function OpenTag({ open }: { open: boolean }) {
  const t = useWords('checkpoint');
  return <Tag color={open ? 'green' : 'default'}>{open ? t('isOpen') : t('isClosed')}</Tag>;
}

export function Hours({ checkpoint }: { checkpoint: Pick<CheckpointRowFragment, 'opensAt' | 'closesAt'> }) {
  const t = useWords('checkpoint');
  if (!checkpoint.opensAt || !checkpoint.closesAt) return <>{t('aroundTheClock')}</>;
  return <span className="nowrap">{checkpoint.opensAt} – {checkpoint.closesAt}</span>;
}
