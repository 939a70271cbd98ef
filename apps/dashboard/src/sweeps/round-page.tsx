import { App, Popconfirm, Table, Tag } from 'antd';
import { Link, useParams } from 'react-router';
import { placeName } from '../areas/place-name.ts';
import { useArea } from '../areas/use-area.ts';
import { CloseSweepRoundDocument, SweepCoverageMovedDocument, SweepRoundCoverageDocument, SweepRoundHeadDocument } from '../generated/operations.ts';
import type { CoverageRowFragment, SweepRoundHeadQuery } from '../generated/operations.ts';
import { useReading, useSubmission } from '../graph/use-graph.ts';
import { useFormats } from '../language/use-formats.ts';
import { useTerms, useWords } from '../language/words.ts';
import { useLive } from '../live/use-live.ts';
import { DeskHead } from '../shell/desk-head.tsx';
import { ScopedButton } from '../shell/permitted.tsx';
import { Nothing, RefusalAlert, Shown } from '../shell/states.tsx';
import { CoverageBar } from './coverage-bar.tsx';
import { SignOffPanel } from './sign-off-panel.tsx';
import { WorkList } from './work-list.tsx';

type Round = NonNullable<SweepRoundHeadQuery['sweepRound']>;

/** One round: how far each area has come, and which doors are left. */
export function RoundPage() {
  const t = useWords('sweep');
  const { roundId = '' } = useParams();
  const reading = useReading({ query: SweepRoundHeadDocument, variables: { id: roundId } });
  return (
    <Shown reading={reading}>
      {({ sweepRound }) => (sweepRound ? <RoundDetail round={sweepRound} onChange={reading.refetch} /> : <Nothing text={t('noSuchRound')} />)}
    </Shown>
  );
}

function RoundDetail({ round, onChange }: { round: Round; onChange(): void }) {
  const t = useWords('sweep');
  const term = useTerms();
  const at = useAreaWithin(round.area.code);
  return (
    <>
      <DeskHead
        title={<>{round.name} <Tag color={round.state === 'OPEN' ? 'cyan' : 'default'}>{term('SweepState', round.state)}</Tag></>}
        lead={`${round.area.name} · ${round.startsOn} – ${round.endsOn} · ${round.methods.map((method) => term('SweepMethod', method)).join(' · ')}`}
      >
        {round.state === 'OPEN' ? <CloseRound roundId={round.id} onDone={onChange} /> : null}
      </DeskHead>
      <RoundTerms round={round} />
      <Coverage roundId={round.id} at={at} />
      <SignOffPanel roundId={round.id} areaCode={at} />
      <div className="panel">
        <h2>{t('left')}</h2>
        <WorkList roundId={round.id} areaCode={at} />
      </div>
    </>
  );
}

/** What is asked at the doors, and the revisit rule that the round keeps. */
function RoundTerms({ round }: { round: Round }) {
  const t = useWords('sweep');
  const term = useTerms();
  const steps = round.revisitRule.steps.map((step) =>
    t('ruleStep', { outcome: term('SweepOutcome', step.outcome), hours: step.afterHours, times: step.atMost, level: term('EscalationLevel', step.escalateTo) }));
  return (
    <p className="muted">
      {round.targetGroups.length > 0 ? <>{t('asks')}：{round.targetGroups.map((group) => `${group.name}（${t('versionOf', { version: group.version })}）`).join(' · ')} ｜ </> : null}
      {t('revisitRule')}（{t('versionOf', { version: round.revisitRule.version })}）：{steps.join('；')}
    </p>
  );
}

/** The area of the address, as far as it lies in the round; from above the round it is the round's own. */
function useAreaWithin(roundArea: string): string {
  const [areaCode] = useArea();
  return areaCode.startsWith(roundArea) ? areaCode : roundArea;
}

function Coverage({ roundId, at }: { roundId: string; at: string }) {
  const t = useWords('sweep');
  const reading = useReading({ query: SweepRoundCoverageDocument, variables: { id: roundId, areaCode: at } });
  useLive(SweepCoverageMovedDocument, { areaCode: at, roundId }, { onMessage: reading.refetch, snapshot: reading.refetch });
  return (
    <>
      <Shown reading={reading} rows={3}>
        {({ sweepRound }) => sweepRound ? (
          <>
            <Totals coverage={sweepRound.coverage} />
            <div className="panel">
              <h2>{t('byArea')} · {sweepRound.coverage.area.name}</h2>
              {sweepRound.coverageByArea.length > 0 ? <CoverageTable rows={sweepRound.coverageByArea} /> : <p className="muted">{t('noneBelow')}</p>}
            </div>
          </>
        ) : null}
      </Shown>
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

function CoverageTable({ rows }: { rows: readonly CoverageRowFragment[] }) {
  const t = useWords('sweep');
  const { count } = useFormats();
  const number = (title: string, key: 'households' | 'reached' | 'unreached' | 'untried') => ({ title, dataIndex: key, align: 'right' as const, render: (value: number) => count(value) });
  return (
    <Table
      size="middle"
      rowKey={(row) => row.area.code}
      pagination={false}
      dataSource={rows}
      columns={[
        { title: t('area'), render: (_, row) => <Link to={`?area=${row.area.code}`}>{placeName(row.area)}</Link> },
        { title: t('coverage'), width: 260, render: (_, row) => <CoverageBar coverage={row} />, sorter: (a, b) => a.ratio - b.ratio },
        number(t('households'), 'households'),
        number(t('reached'), 'reached'),
        number(t('unreached'), 'unreached'),
        number(t('untried'), 'untried'),
        { title: t('escalated'), align: 'right' as const, render: (_, row) => count(row.escalated) },
        { title: t('conflicted'), align: 'right' as const, render: (_, row) => count(row.conflicted) },
        { title: t('returnees'), align: 'right' as const, render: (_, row) => count(row.returnees.filter((one) => one.origin !== 'NONE').reduce((sum, one) => sum + one.people, 0)) },
      ]}
    />
  );
}

