import { App, Breadcrumb, Popconfirm, Table, Tag } from 'antd';
import { Link, useParams, useSearchParams } from 'react-router';
import { useAreaPath } from '../areas/use-area-path.ts';
import { CloseSweepRoundDocument, SweepRoundCoverageDocument } from '../generated/operations.ts';
import type { CoverageRowFragment, SweepRoundCoverageQuery } from '../generated/operations.ts';
import { useReading, useSubmission } from '../graph/use-graph.ts';
import { useFormats } from '../language/use-formats.ts';
import { useTerms, useWords } from '../language/words.ts';
import { useActor, useScope } from '../login/session.ts';
import { DeskHead } from '../shell/desk-head.tsx';
import { ScopedButton } from '../shell/permitted.tsx';
import { Nothing, RefusalAlert, Shown } from '../shell/states.tsx';
import { CoverageBar } from './coverage-bar.tsx';
import { FiguresWatch } from './sweep-desk.tsx';
import { WorkList } from './work-list.tsx';

type Round = NonNullable<SweepRoundCoverageQuery['sweepRound']>;

/** One round: how far each area has come, and which doors are left. `?at=` is the area looked at within the round. */
export function RoundPage() {
  const t = useWords('sweep');
  const { roundId = '' } = useParams();
  const [query] = useSearchParams();
  const { areaCode } = useActor();
  const at = query.get('at') ?? query.get('area') ?? areaCode;
  const reading = useReading({ query: SweepRoundCoverageDocument, variables: { id: roundId, areaCode: at } });
  const watches = useScope('figures:read');
  return (
    <>
      {watches ? <FiguresWatch areaCode={at} onMove={reading.refetch} /> : null}
      <Shown reading={reading}>
        {({ sweepRound }) => (sweepRound ? <RoundDetail round={sweepRound} at={at} onChange={reading.refetch} /> : <Nothing text={t('noSuchRound')} />)}
      </Shown>
    </>
  );
}

function RoundDetail({ round, at, onChange }: { round: Round; at: string; onChange(): void }) {
  const t = useWords('sweep');
  const term = useTerms();
  return (
    <>
      <DeskHead
        title={<>{round.name} <Tag color={round.state === 'OPEN' ? 'cyan' : 'default'}>{term('SweepState', round.state)}</Tag></>}
        lead={`${round.area.name} · ${round.startsOn} – ${round.endsOn} · ${round.methods.map((method) => term('SweepMethod', method)).join(' · ')}`}
      >
        {round.state === 'OPEN' ? <CloseRound roundId={round.id} onDone={onChange} /> : null}
      </DeskHead>
      <Totals coverage={round.coverage} />
      <div className="panel">
        <Trail round={round} at={at} />
        <h2>{t('byArea')}</h2>
        {round.coverageByArea.length > 0 ? <CoverageTable round={round} /> : <p className="muted">{t('noneBelow')}</p>}
      </div>
      <div className="panel">
        <h2>{t('left')}</h2>
        <WorkList roundId={round.id} areaCode={at} />
      </div>
    </>
  );
}

function CloseRound({ roundId, onDone }: { roundId: string; onDone(): void }) {
  const t = useWords('sweep');
  const { message } = App.useApp();
  const { submit, busy, refusal } = useSubmission(CloseSweepRoundDocument);
  const close = async () => {
    if (!(await submit({ roundId }))) return;
    void message.success(t('closed'));
    onDone();
  };
  return (
    <>
      <RefusalAlert refusal={refusal} />
      <Popconfirm title={t('closeSure')} onConfirm={() => void close()}>
        <ScopedButton scope="sweep:open" danger loading={busy}>{t('closeRound')}</ScopedButton>
      </Popconfirm>
    </>
  );
}

function Totals({ coverage }: { coverage: CoverageRowFragment }) {
  const t = useWords('sweep');
  const term = useTerms();
  const { count, percent } = useFormats();
  const found = coverage.returnees.filter((one) => one.people > 0 && one.origin !== 'NONE');
  return (
    <dl className="figures-row">
      <div><dt>{t('coverage')}</dt><dd>{percent(coverage.ratio)}</dd></div>
      <div><dt>{t('reached')}</dt><dd>{count(coverage.reached)}<small>/ {count(coverage.households)}</small></dd></div>
      <div className={coverage.unreached > 0 ? 'is-amber' : ''}><dt>{t('unreached')}</dt><dd>{count(coverage.unreached)}</dd></div>
      <div><dt>{t('untried')}</dt><dd>{count(coverage.untried)}</dd></div>
      {found.map((one) => <div key={one.origin}><dt>{t('returnees')} · {term('OriginKind', one.origin)}</dt><dd>{count(one.people)}</dd></div>)}
    </dl>
  );
}

/** The way back up, no further than the round reaches. */
function Trail({ round, at }: { round: Round; at: string }) {
  const { path } = useAreaPath(at);
  const within = path.filter((area) => area.code.startsWith(round.area.code) || round.area.code.startsWith(area.code));
  return (
    <Breadcrumb
      style={{ marginBottom: 10 }}
      items={within.map((area) => ({ key: area.code, title: area.code === at ? area.name : <Link to={`?at=${area.code}`}>{area.name}</Link> }))}
    />
  );
}

function CoverageTable({ round }: { round: Round }) {
  const t = useWords('sweep');
  const { count } = useFormats();
  const number = (title: string, key: 'households' | 'reached' | 'unreached' | 'untried') => ({ title, dataIndex: key, className: 'number-cell', render: (value: number) => count(value) });
  return (
    <Table
      size="middle"
      rowKey={(row) => row.area.code}
      pagination={false}
      dataSource={round.coverageByArea}
      columns={[
        { title: t('area'), render: (_, row) => <Link to={`?at=${row.area.code}`}>{row.area.name}</Link> },
        { title: t('coverage'), width: 260, render: (_, row) => <CoverageBar coverage={row} />, sorter: (a, b) => a.ratio - b.ratio },
        number(t('households'), 'households'),
        number(t('reached'), 'reached'),
        number(t('unreached'), 'unreached'),
        number(t('untried'), 'untried'),
        { title: t('returnees'), className: 'number-cell', render: (_, row) => count(row.returnees.filter((one) => one.origin !== 'NONE').reduce((sum, one) => sum + one.people, 0)) },
      ]}
    />
  );
}

