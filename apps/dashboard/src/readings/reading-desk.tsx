import { App, Button, Checkbox, Drawer, Segmented, Select, Table, Tag } from 'antd';
import { useState } from 'react';
import { Link } from 'react-router';
import { placeName } from '../areas/place-name.ts';
import { useArea } from '../areas/use-area.ts';
import { JudgeReadingsDocument, ReadingFlagsDocument, ReadingFlagSumsDocument, ReadingImportsDocument, ReadingRulesDocument } from '../generated/operations.ts';
import type { FlagBecause, FlagCountsFragment, FlagRowFragment, FlagState, ReadingImportRowFragment, Utility } from '../generated/operations.ts';
import { useReading, useSubmission } from '../graph/use-graph.ts';
import { useFormats } from '../language/use-formats.ts';
import { useTerms, useWords } from '../language/words.ts';
import { DeskHead } from '../shell/desk-head.tsx';
import { DeskTabs } from '../shell/desk-tabs.tsx';
import { Pager, usePaging } from '../shell/pager.tsx';
import { ScopedButton } from '../shell/permitted.tsx';
import { Nothing, Shown } from '../shell/states.tsx';
import { FlagFilePanel } from './flag-file.tsx';
import { ImportReadingsWizard, ReadingErrorSheetButton } from './import-readings.tsx';

/** 水电气倒查 desk: readings in, doors that consume though nobody lives there or opened. */
export function ReadingDesk() {
  const t = useWords('reading');
  const [areaCode] = useArea();
  return (
    <>
      <DeskHead title={t('title')} lead={t('lead')}><Button onClick={() => window.print()}>{t('print')}</Button></DeskHead>
      <DeskTabs
        desk="/readings"
        items={[
          { key: 'flags', label: t('flags'), children: <Flags areaCode={areaCode} /> },
          { key: 'import', label: t('import'), children: <ImportReadingsWizard key={areaCode} areaCode={areaCode} /> },
          { key: 'files', label: t('files'), children: <Files areaCode={areaCode} /> },
          { key: 'rules', label: t('rules'), children: <Rules /> },
        ]}
      />
    </>
  );
}

function Flags({ areaCode }: { areaCode: string }) {
  const t = useWords('reading');
  const { message } = App.useApp();
  const sums = useReading({ query: ReadingFlagSumsDocument, variables: { areaCode } });
  const judging = useSubmission(JudgeReadingsDocument);
  const [version, setVersion] = useState(0);
  const changed = () => {
    sums.refetch();
    setVersion((before) => before + 1);
  };
  const judge = async () => {
    const answer = await judging.submit({ areaCode });
    if (!answer) return;
    void message.success(t('judged', { count: answer.judgeReadings.flagged }));
    changed();
  };
  return (
    <>
      <Shown reading={sums}>
        {({ readingFlagCounts, readingFlagCountsBelow }) => (
          <>
            <Tiles counts={readingFlagCounts} />
            {readingFlagCountsBelow.length > 1 ? <ByArea rows={readingFlagCountsBelow} /> : null}
          </>
        )}
      </Shown>
      <FlagList key={version} areaCode={areaCode} onChange={changed} extra={<ScopedButton scope="reading:handle" loading={judging.busy} onClick={() => void judge()}>{t('judge')}</ScopedButton>} />
    </>
  );
}

function Tiles({ counts }: { counts: FlagCountsFragment }) {
  const t = useWords('reading');
  const { count } = useFormats();
  const tile = (key: 'flagged' | 'open' | 'overdue' | 'done' | 'withdrawn' | 'somebodyLives', calls = false) => (
    <div className={calls && counts[key] > 0 ? 'is-amber' : ''} data-count={key}><dt>{t(key)}</dt><dd>{count(counts[key])}</dd></div>
  );
  return <dl className="figures-row">{tile('flagged')}{tile('open')}{tile('overdue', true)}{tile('done')}{tile('somebodyLives')}{tile('withdrawn')}</dl>;
}

function ByArea({ rows }: { rows: readonly FlagCountsFragment[] }) {
  const t = useWords('reading');
  const { count } = useFormats();
  const number = (key: 'flagged' | 'open' | 'overdue' | 'done' | 'withdrawn') => ({ title: t(key), align: 'right' as const, render: (_: unknown, row: FlagCountsFragment) => count(row[key]) });
  return (
    <Table<FlagCountsFragment>
      size="small" style={{ marginBottom: 16 }} rowKey={(row) => row.area.code} pagination={false} dataSource={rows}
      columns={[
        { title: t('area'), render: (_, row) => <Link to={{ search: `?area=${row.area.code}` }}>{placeName(row.area)}</Link> },
        number('flagged'), number('open'), number('overdue'), number('done'), number('withdrawn'),
      ]}
    />
  );
}

const stateColours: Record<FlagState, string> = { OPEN: 'gold', DONE: 'green', WITHDRAWN: 'default' };

function FlagList({ areaCode, extra, onChange }: { areaCode: string; extra: React.ReactNode; onChange(): void }) {
  const t = useWords('reading');
  const term = useTerms();
  const { moment } = useFormats();
  const [state, setState] = useState<FlagState | ''>('OPEN');
  const [utility, setUtility] = useState<Utility | ''>('');
  const [because, setBecause] = useState<FlagBecause | ''>('');
  const [overdueOnly, setOverdueOnly] = useState(false);
  const [shown, setShown] = useState<string | null>(null);
  const paging = usePaging([areaCode, state, utility, because, overdueOnly].join(' '));
  const reading = useReading({
    query: ReadingFlagsDocument,
    variables: { areaCode, state: state || null, utility: utility || null, because: because || null, overdueOnly, first: 50, after: paging.after },
    requestPolicy: 'cache-and-network',
  });
  const choices = <T extends string>(kind: string, values: readonly T[]) => [{ value: '' as T | '', label: t('all') }, ...values.map((value) => ({ value, label: term(kind, value) }))];
  return (
    <>
      <div className="toolbar">
        <Segmented aria-label={t('state')} value={state} onChange={setState} options={choices('FlagState', ['OPEN', 'DONE', 'WITHDRAWN'])} />
        <Select aria-label={t('utility')} style={{ width: 130 }} value={utility} onChange={setUtility} options={choices('Utility', ['WATER', 'ELECTRICITY', 'GAS'])} />
        <Select aria-label={t('because')} style={{ width: 190 }} value={because} onChange={setBecause} options={choices('FlagBecause', ['VACANT', 'UNREACHED'])} />
        <Checkbox checked={overdueOnly} onChange={(event) => setOverdueOnly(event.target.checked)}>{t('overdueOnly')}</Checkbox>
        <div className="spread" />
        {extra}
      </div>
      <Shown reading={reading}>
        {({ readingFlags }) => (
          <>
            <Table<FlagRowFragment>
              size="middle" rowKey="id" pagination={false} dataSource={readingFlags.edges.map((edge) => edge.node)} scroll={{ x: 1000 }}
              locale={{ emptyText: <Nothing text={t('noFlags')} /> }}
              columns={[
                { title: t('household'), render: (_, row) => row.household.address },
                { title: t('rule'), render: (_, row) => row.ruleText },
                { title: t('owner'), render: (_, row) => placeName(row.owner) },
                { title: t('dueAt'), className: 'nowrap', render: (_, row) => <span className={row.overdue ? 'is-amber' : ''}>{moment(row.dueAt)}{row.overdue ? ` · ${t('overdue')}` : ''}</span> },
                { title: t('state'), render: (_, row) => <Tag color={stateColours[row.state]}>{row.outcome ? term('FlagOutcome', row.outcome) : term('FlagState', row.state)}</Tag> },
                { title: '', className: 'no-print', render: (_, row) => <Button size="small" type={row.state === 'OPEN' ? 'primary' : 'default'} onClick={() => setShown(row.id)}>{t('handle')}</Button> },
              ]}
            />
            <Pager paging={paging} totalCount={readingFlags.totalCount} pageInfo={readingFlags.pageInfo} />
          </>
        )}
      </Shown>
      <Drawer open={shown !== null} size="large" title={t('title')} onClose={() => setShown(null)} destroyOnHidden>
        {shown ? <FlagFilePanel id={shown} onDone={() => { setShown(null); onChange(); }} /> : null}
      </Drawer>
    </>
  );
}

function Files({ areaCode }: { areaCode: string }) {
  const t = useWords('reading');
  const term = useTerms();
  const { count, moment } = useFormats();
  const paging = usePaging(areaCode);
  const reading = useReading({ query: ReadingImportsDocument, variables: { areaCode, first: 20, after: paging.after }, requestPolicy: 'cache-and-network' });
  const number = (key: 'rows' | 'added' | 'corrected' | 'unchanged' | 'rejected') => ({ title: t(key), align: 'right' as const, render: (_: unknown, row: ReadingImportRowFragment) => count(row[key]) });
  return (
    <Shown reading={reading}>
      {({ readingImports }) => (
        <>
          <Table<ReadingImportRowFragment>
            size="middle" rowKey="id" pagination={false} dataSource={readingImports.edges.map((edge) => edge.node)} scroll={{ x: 1000 }}
            locale={{ emptyText: <Nothing text={t('noFiles')}><Link to={{ pathname: '/readings/import', search: location.search }}>{t('import')}</Link></Nothing> }}
            columns={[
              { title: t('source'), render: (_, row) => <>{row.source.title} <Tag>{term('Utility', row.source.utility)}</Tag></> },
              { title: t('file'), dataIndex: 'fileName' },
              { title: t('importedAt'), className: 'nowrap', render: (_, row) => moment(row.importedAt) },
              { title: t('importedBy'), dataIndex: 'importedBy' },
              number('rows'), number('added'), number('corrected'), number('unchanged'), number('rejected'),
              { title: t('newFlags'), align: 'right', render: (_, row) => count(row.flagged) },
              { title: '', render: (_, row) => (row.rejected > 0 ? <ReadingErrorSheetButton id={row.id} /> : null) },
            ]}
          />
          <Pager paging={paging} totalCount={readingImports.totalCount} pageInfo={readingImports.pageInfo} />
        </>
      )}
    </Shown>
  );
}

function Rules() {
  const t = useWords('reading');
  const term = useTerms();
  const reading = useReading({ query: ReadingRulesDocument, variables: {} });
  return (
    <Shown reading={reading}>
      {({ readingRules }) => (
        <Table
          size="middle" pagination={false} dataSource={readingRules} rowKey={(rule) => `${rule.utility} ${rule.periodKind} ${rule.version}`}
          columns={[
            { title: t('utility'), render: (_, rule) => `${term('Utility', rule.utility)} · ${term('PeriodKind', rule.periodKind)}` },
            { title: t('version'), dataIndex: 'version' },
            { title: t('validFrom'), dataIndex: 'validFrom' },
            { title: t('threshold'), align: 'right', render: (_, rule) => `${rule.threshold} ${rule.unit}` },
            { title: t('deadline'), align: 'right', render: (_, rule) => t('inHours', { count: rule.deadlineHours }) },
          ]}
        />
      )}
    </Shown>
  );
}
