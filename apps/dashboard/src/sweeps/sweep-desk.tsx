import { Alert, Badge, Button, Modal, Table, Tabs, Tag } from 'antd';
import { useState } from 'react';
import { Link, useSearchParams } from 'react-router';
import { placeName } from '../areas/place-name.ts';
import { useArea } from '../areas/use-area.ts';
import { EditConflictsDocument, GridSignOffMovedDocument, GridVoidsDocument, SweepFiguresChangedDocument, SweepRoundsDocument } from '../generated/operations.ts';
import type { SweepRoundRowFragment } from '../generated/operations.ts';
import { useReading } from '../graph/use-graph.ts';
import { useFormats } from '../language/use-formats.ts';
import { useTerms, useWords } from '../language/words.ts';
import { useLive } from '../live/use-live.ts';
import { useScope } from '../login/session.ts';
import { DeskHead } from '../shell/desk-head.tsx';
import { ScopedButton } from '../shell/permitted.tsx';
import { Nothing, Shown } from '../shell/states.tsx';
import { ConflictList } from './conflict-list.tsx';
import { CoverageBar } from './coverage-bar.tsx';
import { OpenRoundForm } from './open-round-form.tsx';
import { TargetGroups } from './target-groups.tsx';
import { VoidList } from './void-list.tsx';

/** 排查 desk: the rounds that cover an area, newest first; signatures that fell and conflicts that wait; what is asked at the doors. */
export function SweepDesk() {
  const t = useWords('sweep');
  const [areaCode] = useArea();
  const [opening, setOpening] = useState(false);
  const reading = useReading({ query: SweepRoundsDocument, variables: { areaCode } });
  const watches = useScope('figures:read');
  const [query, setQuery] = useSearchParams();
  const waiting = useWaiting(areaCode);
  const show = (tab: string) => setQuery((before) => { const after = new URLSearchParams(before); after.set('tab', tab); return after; });
  const counted = (label: string, many: number) => <Badge count={many} size="small" offset={[10, 0]}>{label}</Badge>;
  const rounds = <div className="panel"><Shown reading={reading}>{({ sweepRounds }) => <RoundTable rounds={sweepRounds} onOpen={() => setOpening(true)} />}</Shown></div>;
  return (
    <>
      {watches ? <FiguresWatch areaCode={areaCode} onMove={reading.refetch} /> : null}
      <DeskHead title={t('title')} lead={t('lead')}>
        <ScopedButton scope="sweep:open" type="primary" onClick={() => setOpening(true)}>{t('open')}</ScopedButton>
      </DeskHead>
      {waiting.voids > 0 ? <Alert type="error" showIcon style={{ marginBottom: 12 }} title={t('voidNotice', { count: waiting.voids })} action={<Button size="small" onClick={() => show('voids')}>{t('voids')}</Button>} /> : null}
      {waiting.conflicts > 0 ? <Alert type="warning" showIcon style={{ marginBottom: 12 }} title={t('conflictNotice', { count: waiting.conflicts })} action={<Button size="small" onClick={() => show('conflicts')}>{t('conflicts')}</Button>} /> : null}
      <Tabs
        activeKey={query.get('tab') ?? 'rounds'}
        onChange={show}
        destroyOnHidden
        items={[
          { key: 'rounds', label: t('rounds'), children: rounds },
          { key: 'voids', label: counted(t('voids'), waiting.voids), children: <div className="panel"><VoidList areaCode={areaCode} /></div> },
          { key: 'conflicts', label: counted(t('conflicts'), waiting.conflicts), children: <div className="panel"><ConflictList areaCode={areaCode} /></div> },
          { key: 'groups', label: t('targetGroups'), children: <div className="panel"><TargetGroups areaCode={areaCode} /></div> },
        ]}
      />
      <Modal open={opening} title={t('open')} footer={null} destroyOnHidden onCancel={() => setOpening(false)}>
        <OpenRoundForm areaCode={areaCode} onDone={() => { setOpening(false); reading.refetch(); }} />
      </Modal>
    </>
  );
}

/** What waits on this desk: grids to be signed again, and conflicts. Counted anew when a signature is given or falls. */
function useWaiting(areaCode: string): { voids: number; conflicts: number } {
  const decides = useScope('conflict:resolve');
  const voids = useReading({ query: GridVoidsDocument, variables: { areaCode, openOnly: true, first: 1, after: null } });
  const conflicts = useReading({ query: EditConflictsDocument, variables: { areaCode, state: 'OPEN' as const, first: 1, after: null }, pause: !decides });
  const again = () => {
    voids.refetch();
    if (decides) conflicts.refetch();
  };
  useLive(GridSignOffMovedDocument, { areaCode }, { onMessage: again, snapshot: again });
  return { voids: voids.data?.gridVoids.totalCount ?? 0, conflicts: conflicts.data?.editConflicts.totalCount ?? 0 };
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
