import { App, Modal, Popconfirm, Switch, Table, Tag } from 'antd';
import type { ColumnsType } from 'antd/es/table';
import { useState } from 'react';
import { placeName } from '../areas/place-name.ts';
import { useArea } from '../areas/use-area.ts';
import { HoldsDocument, LiftHoldDocument } from '../generated/operations.ts';
import type { HoldRowFragment } from '../generated/operations.ts';
import { useReading, useSubmission } from '../graph/use-graph.ts';
import { useFormats } from '../language/use-formats.ts';
import { useTerms, useWords } from '../language/words.ts';
import { useActor } from '../login/session.ts';
import { DeskHead } from '../shell/desk-head.tsx';
import { Pager, usePaging } from '../shell/pager.tsx';
import { ScopedButton } from '../shell/permitted.tsx';
import { Nothing, Shown } from '../shell/states.tsx';
import { useTold } from '../shell/use-told.tsx';
import { PlaceHoldForm } from './place-hold-form.tsx';

/** One object for ever: a new one at each render would be a new question at each render. */
const holdChanges = { additionalTypenames: ['Hold'] };

/** 保全 desk: what must not be deleted yet. */
export function HoldDesk() {
  const t = useWords('hold');
  const [areaCode] = useArea();
  const [activeOnly, setActiveOnly] = useState(true);
  const [placing, setPlacing] = useState(false);
  const paging = usePaging(`${areaCode} ${activeOnly}`);
  const reading = useReading({ query: HoldsDocument, variables: { areaCode, active: activeOnly || null, first: 50, after: paging.after }, context: holdChanges });
  const columns = useColumns(reading.refetch);
  return (
    <>
      <DeskHead title={t('title')} lead={t('lead')}>
        <ScopedButton scope="hold:place" type="primary" onClick={() => setPlacing(true)}>{t('place')}</ScopedButton>
      </DeskHead>
      <div className="panel">
        <div className="toolbar"><label><Switch size="small" checked={activeOnly} onChange={setActiveOnly} /> {t('activeOnly')}</label></div>
        <Shown reading={reading}>
          {({ holds }) => (
            <>
              <Table size="middle" rowKey="id" pagination={false} scroll={{ x: 860 }} columns={columns} dataSource={holds.edges.map(({ node }) => node)} locale={{ emptyText: <Nothing text={t('none')} /> }} />
              <Pager paging={paging} totalCount={holds.totalCount} pageInfo={holds.pageInfo} />
            </>
          )}
        </Shown>
      </div>
      <Modal open={placing} title={t('place')} footer={null} destroyOnHidden onCancel={() => setPlacing(false)}>
        <PlaceHoldForm areaCode={areaCode} onDone={() => { setPlacing(false); reading.refetch(); }} />
      </Modal>
    </>
  );
}

function useColumns(onDone: () => void): ColumnsType<HoldRowFragment> {
  const t = useWords('hold');
  const term = useTerms();
  const { moment } = useFormats();
  const { agency: own } = useActor();
  return [
    { title: t('placedAt'), dataIndex: 'placedAt', className: 'nowrap', width: 130, render: (at: string) => moment(at) },
    { title: t('kind'), className: 'nowrap', render: (_, { kind, person, household }) => <>{term('HoldKind', kind)} <code>{(person ?? household)?.id.slice(-8) ?? ''}</code></> },
    { title: t('area'), render: (_, { area }) => placeName(area) },
    { title: t('reason'), dataIndex: 'reason' },
    { title: t('placedBy'), className: 'nowrap', render: (_, { agency, placedBy }) => <>{agency.title} <span className="muted">{placedBy}</span></> },
    { title: t('state'), className: 'nowrap', render: (_, { liftedAt }) => (liftedAt ? <Tag>{t('lifted', { at: moment(liftedAt) })}</Tag> : <Tag color="blue">{t('holds')}</Tag>) },
    { title: '', width: 90, render: (_, hold) => (hold.liftedAt || hold.agency.id !== own ? null : <Lift holdId={hold.id} onDone={onDone} />) },
  ];
}

function Lift({ holdId, onDone }: { holdId: string; onDone(): void }) {
  const t = useWords('hold');
  const { message } = App.useApp();
  const { submit, busy, refusal } = useSubmission(LiftHoldDocument);
  useTold(refusal);
  const lift = async () => {
    if (!(await submit({ holdId }))) return;
    void message.success(t('liftedNow'));
    onDone();
  };
  return (
    <Popconfirm title={t('liftSure')} okText={t('lift')} okButtonProps={{ danger: true }} onConfirm={() => void lift()}>
      <ScopedButton scope="hold:place" size="small" loading={busy}>{t('lift')}</ScopedButton>
    </Popconfirm>
  );
}
