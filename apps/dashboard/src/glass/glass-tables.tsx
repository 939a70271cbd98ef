import { App, Popconfirm, Switch, Table, Tag } from 'antd';
import type { ColumnsType } from 'antd/es/table';
import { useState } from 'react';
import { placeName } from '../areas/place-name.ts';
import { useArea } from '../areas/use-area.ts';
import { CloseGlassDocument, GlassOpeningsDocument, MyGlassOpeningsDocument } from '../generated/operations.ts';
import type { GlassRowFragment } from '../generated/operations.ts';
import { useReading, useSubmission } from '../graph/use-graph.ts';
import { useFormats } from '../language/use-formats.ts';
import { useWords } from '../language/words.ts';
import { useActor } from '../login/session.ts';
import { Pager, usePaging } from '../shell/pager.tsx';
import { ScopedButton } from '../shell/permitted.tsx';
import { Nothing, Shown } from '../shell/states.tsx';
import { useTold } from '../shell/use-told.tsx';
import { glassChanges } from './use-openings.ts';

export function OwnGlass() {
  const paging = usePaging('own');
  const reading = useReading({ query: MyGlassOpeningsDocument, variables: { first: 20, after: paging.after }, context: glassChanges });
  return (
    <Shown reading={reading}>
      {({ myGlassOpenings: { edges, totalCount, pageInfo } }) => (
        <>
          <GlassTable rows={edges.map(({ node }) => node)} closable onDone={reading.refetch} />
          <Pager paging={paging} totalCount={totalCount} pageInfo={pageInfo} />
        </>
      )}
    </Shown>
  );
}

export function AreaGlass() {
  const t = useWords('glass');
  const [areaCode] = useArea();
  const { scopes } = useActor();
  const [openOnly, setOpenOnly] = useState(false);
  const paging = usePaging(`${areaCode} ${openOnly}`);
  const reading = useReading({ query: GlassOpeningsDocument, variables: { areaCode, open: openOnly || null, first: 20, after: paging.after }, context: glassChanges });
  return (
    <>
      <div className="toolbar">
        <label><Switch size="small" checked={openOnly} onChange={setOpenOnly} /> {t('openNow')}</label>
      </div>
      <Shown reading={reading}>
        {({ glassOpenings: { edges, totalCount, pageInfo } }) => (
          <>
            <GlassTable rows={edges.map(({ node }) => node)} closable={scopes.has('account:manage')} onDone={reading.refetch} />
            <Pager paging={paging} totalCount={totalCount} pageInfo={pageInfo} />
          </>
        )}
      </Shown>
    </>
  );
}

function GlassTable({ rows, closable, onDone }: { rows: GlassRowFragment[]; closable: boolean; onDone(): void }) {
  const t = useWords('glass');
  return <Table size="middle" rowKey="id" pagination={false} scroll={{ x: 860 }} dataSource={rows} columns={useColumns(closable, onDone)} locale={{ emptyText: <Nothing text={t('none')} /> }} />;
}

function useColumns(closable: boolean, onDone: () => void): ColumnsType<GlassRowFragment> {
  const t = useWords('glass');
  const { moment } = useFormats();
  return [
    { title: t('at'), dataIndex: 'openedAt', className: 'nowrap', width: 130, render: (at: string) => moment(at) },
    { title: t('who'), className: 'nowrap', render: (_, { agency, accountId }) => <>{agency.title} <span className="muted">{accountId}</span></> },
    { title: t('where'), render: (_, { area }) => placeName(area) },
    { title: t('reason'), dataIndex: 'reason' },
    {
      title: t('end'),
      className: 'nowrap',
      render: (_, { open, until, closedBy }) => (open ? <Tag color="red">{t('running')}</Tag> : <>{moment(until)} <span className="muted">{closedBy ? t('closedBy', { by: closedBy }) : ''}</span></>),
    },
    { title: '', width: 120, render: (_, row) => (row.open && closable ? <CloseGlass openingId={row.id} onDone={onDone} /> : null) },
  ];
}

export function CloseGlass({ openingId, onDone }: { openingId: string; onDone?: () => void }) {
  const t = useWords('glass');
  const { message } = App.useApp();
  const { scopes } = useActor();
  const { submit, busy, refusal } = useSubmission(CloseGlassDocument);
  useTold(refusal);
  const close = async () => {
    if (!(await submit({ openingId }))) return;
    void message.success(t('closed'));
    onDone?.();
  };
  return (
    <Popconfirm title={t('closeSure')} okText={t('close')} onConfirm={() => void close()}>
      <ScopedButton scope={scopes.has('glass:break') ? 'glass:break' : 'account:manage'} size="small" loading={busy}>{t('close')}</ScopedButton>
    </Popconfirm>
  );
}
