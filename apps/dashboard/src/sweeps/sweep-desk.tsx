import { Button, Modal, Table, Tag } from 'antd';
import { useState } from 'react';
import { Link } from 'react-router';
import { placeName } from '../areas/place-name.ts';
import { useArea } from '../areas/use-area.ts';
import { SweepFiguresChangedDocument, SweepRoundsDocument } from '../generated/operations.ts';
import type { SweepRoundRowFragment } from '../generated/operations.ts';
import { useReading } from '../graph/use-graph.ts';
import { useFormats } from '../language/use-formats.ts';
import { useTerms, useWords } from '../language/words.ts';
import { useLive } from '../live/use-live.ts';
import { useScope } from '../login/session.ts';
import { DeskHead } from '../shell/desk-head.tsx';
import { ScopedButton } from '../shell/permitted.tsx';
import { Nothing, Shown } from '../shell/states.tsx';
import { CoverageBar } from './coverage-bar.tsx';
import { OpenRoundForm } from './open-round-form.tsx';

/** 排查 desk: the rounds that cover an area, newest first. */
export function SweepDesk() {
  const t = useWords('sweep');
  const [areaCode] = useArea();
  const [opening, setOpening] = useState(false);
  const reading = useReading({ query: SweepRoundsDocument, variables: { areaCode } });
  const watches = useScope('figures:read');
  return (
    <>
      {watches ? <FiguresWatch areaCode={areaCode} onMove={reading.refetch} /> : null}
      <DeskHead title={t('title')} lead={t('lead')}>
        <ScopedButton scope="sweep:open" type="primary" onClick={() => setOpening(true)}>{t('open')}</ScopedButton>
      </DeskHead>
      <div className="panel">
        <Shown reading={reading}>{({ sweepRounds }) => <RoundTable rounds={sweepRounds} onOpen={() => setOpening(true)} />}</Shown>
      </div>
      <Modal open={opening} title={t('open')} footer={null} destroyOnHidden onCancel={() => setOpening(false)}>
        <OpenRoundForm areaCode={areaCode} onDone={() => { setOpening(false); reading.refetch(); }} />
      </Modal>
    </>
  );
}

/** Reads again whenever the area's figures move. */
export function FiguresWatch({ areaCode, onMove }: { areaCode: string; onMove(): void }) {
  useLive(SweepFiguresChangedDocument, { areaCode }, { onMessage: onMove, snapshot: onMove });
  return null;
}

function RoundTable({ rounds, onOpen }: { rounds: readonly SweepRoundRowFragment[]; onOpen(): void }) {
  const t = useWords('sweep');
  const term = useTerms();
  const { count } = useFormats();
  const mayOpen = useScope('sweep:open');
  return (
    <Table
      size="middle"
      rowKey="id"
      pagination={false}
      dataSource={rounds}
      scroll={{ x: 900 }}
      locale={{ emptyText: <Nothing text={t('noRounds')}>{mayOpen ? <Button type="primary" onClick={onOpen}>{t('open')}</Button> : null}</Nothing> }}
      columns={[
        { title: t('name'), render: (_, round) => <Link to={{ pathname: `/sweeps/${round.id}`, search: location.search }}>{round.name}</Link> },
        { title: t('area'), render: (_, row) => placeName(row.area) },
        { title: t('state'), dataIndex: 'state', render: (state: string) => <Tag color={state === 'OPEN' ? 'cyan' : 'default'}>{term('SweepState', state)}</Tag> },
        { title: t('dates'), className: 'nowrap', render: (_, round) => `${round.startsOn} – ${round.endsOn}` },
        { title: t('methods'), render: (_, round) => round.methods.map((method) => term('SweepMethod', method)).join(' · ') },
        { title: t('reached'), align: 'right' as const, render: (_, round) => `${count(round.coverage.reached)} / ${count(round.coverage.households)}` },
        { title: t('coverage'), width: 220, render: (_, round) => <CoverageBar coverage={round.coverage} /> },
      ]}
    />
  );
}
