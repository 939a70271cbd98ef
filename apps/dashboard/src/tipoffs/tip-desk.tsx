import { Button, Drawer, Modal, Select, Table, Tag } from 'antd';
import { useState } from 'react';
import { placeName } from '../areas/place-name.ts';
import { useArea } from '../areas/use-area.ts';
import { TipBoardDocument, TipOffsDocument } from '../generated/operations.ts';
import type { TipRowFragment, TipState, TipSumsRowFragment } from '../generated/operations.ts';
import { useReading } from '../graph/use-graph.ts';
import { useFormats } from '../language/use-formats.ts';
import { useTerms, useWords } from '../language/words.ts';
import { useScope } from '../login/session.ts';
import { DeskHead } from '../shell/desk-head.tsx';
import { DeskTabs } from '../shell/desk-tabs.tsx';
import { Pager, usePaging } from '../shell/pager.tsx';
import { ScopedButton } from '../shell/permitted.tsx';
import { Nothing, Shown } from '../shell/states.tsx';
import { PayForm } from './pay-form.tsx';
import { RecordTipForm } from './record-tip-form.tsx';
import { TipFile } from './tip-file.tsx';

const changes = { additionalTypenames: ['TipOff', 'TipReceipt'] };
const states = ['RECEIVED', 'VERIFYING', 'CLOSED'] as const satisfies readonly TipState[];
export const stateColours: Record<TipState, string> = { RECEIVED: 'orange', VERIFYING: 'blue', CLOSED: 'default' };

/** 线索 desk: the hotline takes them down, a verifier checks them, another pays the reward. */
export function TipDesk() {
  const t = useWords('tip');
  const shell = useWords('shell');
  const [areaCode] = useArea();
  const [task, setTask] = useState<'record' | 'pay' | null>(null);
  const verifies = useScope('tipoff:verify');
  const board = useReading({ query: TipBoardDocument, variables: { areaCode }, context: changes });
  return (
    <>
      <DeskHead title={t('title')} lead={t('lead')}>
        <ScopedButton scope="tipoff:record" type="primary" onClick={() => setTask('record')}>{t('record')}</ScopedButton>
        <ScopedButton scope="tipoff:pay" onClick={() => setTask('pay')}>{t('pay')}</ScopedButton>
        <Button onClick={() => window.print()}>{shell('print')}</Button>
      </DeskHead>
      <Shown reading={board} rows={1}>{({ tipSums }) => <Sums sums={tipSums} />}</Shown>
      <DeskTabs
        desk="/tips"
        items={[
          { key: 'tips', label: t('tips'), children: <Tips areaCode={areaCode} mineOnly={false} /> },
          ...(verifies ? [{ key: 'mine', label: t('mine'), children: <Tips areaCode={areaCode} mineOnly /> }] : []),
          { key: 'areas', label: t('byArea'), children: <Shown reading={board}>{({ tipSumsByArea }) => <ByArea rows={tipSumsByArea} />}</Shown> },
        ]}
      />
      <Modal open={task === 'record'} title={t('record')} footer={null} destroyOnHidden onCancel={() => setTask(null)}><RecordTipForm areaCode={areaCode} onDone={() => setTask(null)} /></Modal>
      <Modal open={task === 'pay'} title={t('pay')} footer={null} destroyOnHidden onCancel={() => setTask(null)}><PayForm onDone={() => setTask(null)} /></Modal>
    </>
  );
}

function Sums({ sums }: { sums: TipSumsRowFragment }) {
  const t = useWords('tip');
  const { count, yuan } = useFormats();
  const tile = (key: 'received' | 'open' | 'proved' | 'falseAlarms' | 'unverifiable', calls = false) => (
    <div className={calls && sums[key] > 0 ? 'is-amber' : ''} data-count={key}><dt>{t(key)}</dt><dd>{count(sums[key])}</dd></div>
  );
  return (
    <dl className="figures-row">
      {tile('received')}{tile('open', true)}{tile('proved')}{tile('falseAlarms')}{tile('unverifiable')}
      <div data-count="paid"><dt>{t('paid')}</dt><dd>{yuan(sums.paidFen)}</dd></div>
      <div data-count="unclaimed"><dt>{t('unclaimed')}</dt><dd>{yuan(sums.unclaimedFen)}</dd></div>
    </dl>
  );
}

function Tips({ areaCode, mineOnly }: { areaCode: string; mineOnly: boolean }) {
  const t = useWords('tip');
  const shell = useWords('shell');
  const term = useTerms();
  const { moment, yuan } = useFormats();
  const [state, setState] = useState<TipState | ''>('');
  const [openId, setOpenId] = useState<string | null>(null);
  const paging = usePaging(`${areaCode} ${state} ${mineOnly}`);
  const reading = useReading({ query: TipOffsDocument, variables: { areaCode, state: state || null, mineOnly, first: 50, after: paging.after }, context: changes });
  return (
    <>
      <div className="toolbar">
        <Select<TipState | ''> value={state} aria-label={t('state')} style={{ width: 160 }} onChange={setState} options={[{ value: '', label: shell('all') }, ...states.map((value) => ({ value, label: term('TipState', value) }))]} />
      </div>
      <Shown reading={reading}>
        {({ tipOffs }) => (
          <>
            <Table<TipRowFragment>
              size="small" rowKey="id" pagination={false} scroll={{ x: 960 }} dataSource={tipOffs.edges.map(({ node }) => node)} locale={{ emptyText: <Nothing text={t('none')} /> }}
              columns={[
                { title: t('receivedAt'), className: 'nowrap', render: (_, row) => moment(row.receivedAt) },
                { title: t('kind'), render: (_, row) => term('TipKind', row.kind) },
                { title: t('channel'), render: (_, row) => term('TipChannel', row.channel) },
                { title: t('area'), render: (_, row) => placeName(row.area) },
                { title: t('state'), render: (_, row) => <Tag color={stateColours[row.state]}>{term('TipState', row.state)}</Tag> },
                { title: t('verifier'), render: (_, row) => row.verifier ?? '—' },
                { title: t('outcome'), render: (_, row) => (row.outcome ? term('TipOutcome', row.outcome) : '—') },
                { title: t('reward'), align: 'right', render: (_, row) => (row.rewardFen ? <>{yuan(row.rewardFen)} {row.reward ? '✓' : <span className="muted">{t('notClaimed')}</span>}</> : '—') },
                { title: '', className: 'no-print', width: 80, render: (_, row) => <Button size="small" onClick={() => setOpenId(row.id)}>{t('handle')}</Button> },
              ]}
            />
            <Pager paging={paging} totalCount={tipOffs.totalCount} pageInfo={tipOffs.pageInfo} />
          </>
        )}
      </Shown>
      <Drawer open={openId !== null} size={560} onClose={() => setOpenId(null)} title={t('tips')} destroyOnHidden>{openId ? <TipFile id={openId} /> : null}</Drawer>
    </>
  );
}

function ByArea({ rows }: { rows: readonly TipSumsRowFragment[] }) {
  const t = useWords('tip');
  const { count, yuan } = useFormats();
  const [, choose] = useArea();
  return (
    <Table<TipSumsRowFragment>
      size="small" rowKey={(row) => row.area.code} pagination={false} dataSource={rows} scroll={{ x: 760 }} locale={{ emptyText: <Nothing text={t('none')} /> }}
      columns={[
        { title: t('area'), render: (_, row) => <Button type="link" size="small" onClick={() => choose(row.area.code)}>{placeName(row.area)}</Button> },
        { title: t('received'), align: 'right', render: (_, row) => count(row.received) },
        { title: t('open'), align: 'right', render: (_, row) => count(row.open) },
        { title: t('proved'), align: 'right', render: (_, row) => count(row.proved) },
        { title: t('falseAlarms'), align: 'right', render: (_, row) => count(row.falseAlarms) },
        { title: t('paid'), align: 'right', render: (_, row) => yuan(row.paidFen) },
        { title: t('unclaimed'), align: 'right', render: (_, row) => yuan(row.unclaimedFen) },
      ]}
    />
  );
}
