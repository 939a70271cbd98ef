import { App, Button, Checkbox, Descriptions, Drawer, Input, Popconfirm, Radio, Segmented, Table, Tag, Timeline } from 'antd';
import { useState } from 'react';
import { Link } from 'react-router';
import { placeName } from '../areas/place-name.ts';
import { FeverFollowUpFileDocument, FeverFollowUpsDocument, FeverSumsChangedDocument, FeverSumsDocument, MatchFeverFollowUpDocument, ReopenFeverFollowUpDocument, SettleFeverFollowUpDocument } from '../generated/operations.ts';
import type { FeverFollowUpFileQuery, FeverFollowUpsQuery, FeverFollowUpState, FeverOutcome, FeverSumsFragment } from '../generated/operations.ts';
import { useReading, useSubmission } from '../graph/use-graph.ts';
import { useFormats } from '../language/use-formats.ts';
import { useTerms, useWords } from '../language/words.ts';
import { useLive } from '../live/use-live.ts';
import { PersonPicker } from '../reconciliation/assist-list.tsx';
import { Pager, usePaging } from '../shell/pager.tsx';
import { ScopedButton } from '../shell/permitted.tsx';
import { Nothing, RefusalAlert, Shown } from '../shell/states.tsx';

type Row = FeverFollowUpsQuery['feverFollowUps']['edges'][number]['node'];
type File = NonNullable<FeverFollowUpFileQuery['feverFollowUp']>;

const outcomes: readonly FeverOutcome[] = ['RECOVERED', 'SENT_TO_CLINIC', 'TESTED_NEGATIVE', 'TESTED_POSITIVE', 'NOT_FOUND'];

/** Who was reported in the area, the overdue first; the sums move by themselves. */
export function FollowUps({ areaCode }: { areaCode: string }) {
  const sums = useReading({ query: FeverSumsDocument, variables: { areaCode }, requestPolicy: 'cache-and-network' });
  const t = useWords('fever');
  const term = useTerms();
  const { moment } = useFormats();
  const [state, setState] = useState<FeverFollowUpState | ''>('OPEN');
  const [overdueOnly, setOverdueOnly] = useState(false);
  const [shown, setShown] = useState<string | null>(null);
  const paging = usePaging([areaCode, state, overdueOnly].join(' '));
  const reading = useReading({ query: FeverFollowUpsDocument, variables: { areaCode, state: state || null, outcome: null, overdueOnly, first: 50, after: paging.after }, requestPolicy: 'cache-and-network' });
  const refetch = () => {
    sums.refetch();
    reading.refetch();
  };
  useLive(FeverSumsChangedDocument, { areaCode }, { onMessage: refetch, snapshot: refetch });
  return (
    <>
      <Shown reading={sums} rows={2}>
        {({ feverCounts, feverCountsBelow }) => <><Tiles counts={feverCounts} />{feverCountsBelow.length > 1 ? <ByArea rows={feverCountsBelow} /> : null}</>}
      </Shown>
      <div className="toolbar">
        <Segmented aria-label={t('state')} value={state} onChange={setState} options={[{ value: '' as FeverFollowUpState | '', label: t('all') }, ...(['OPEN', 'DONE'] as const).map((value) => ({ value, label: term('FeverFollowUpState', value) }))]} />
        <Checkbox checked={overdueOnly} onChange={(event) => setOverdueOnly(event.target.checked)}>{t('overdueOnly')}</Checkbox>
      </div>
      <Shown reading={reading}>
        {({ feverFollowUps }) => (
          <>
            <Table<Row>
              size="middle" rowKey="id" pagination={false} dataSource={feverFollowUps.edges.map((edge) => edge.node)} scroll={{ x: 900 }}
              locale={{ emptyText: <Nothing text={t('noFollowUps')} /> }}
              columns={[
                { title: t('name'), render: (_, row) => <>{row.person?.name ?? row.name ?? '—'} {row.person ? null : <Tag>{t('notRegistered')}</Tag>}</> },
                { title: t('phone'), render: (_, row) => row.phone ?? '—' },
                { title: t('address'), render: (_, row) => row.person?.household?.address ?? row.address ?? placeName(row.area) },
                { title: t('reports'), render: (_, row) => row.reports.slice(0, 2).map((report) => <div key={report.id}>{term('FeverReportKind', report.kind)} · {report.reporter}{report.medicines ? ` · ${report.medicines}` : ''}{report.temperature ? ` · ${report.temperature} °C` : ''}</div>) },
                { title: t('dueAt'), className: 'nowrap', render: (_, row) => <span className={row.overdue ? 'is-amber' : ''}>{moment(row.dueAt)}{row.overdue ? ` · ${t('overdue')}` : ''}</span> },
                { title: t('outcome'), render: (_, row) => (row.outcome ? <Tag color="green">{term('FeverOutcome', row.outcome)}</Tag> : <Tag color="gold">{term('FeverFollowUpState', row.state)}</Tag>) },
                { title: '', className: 'no-print', render: (_, row) => <Button size="small" type={row.state === 'OPEN' ? 'primary' : 'default'} onClick={() => setShown(row.id)}>{t('handle')}</Button> },
              ]}
            />
            <Pager paging={paging} totalCount={feverFollowUps.totalCount} pageInfo={feverFollowUps.pageInfo} />
          </>
        )}
      </Shown>
      <Drawer open={shown !== null} size="large" title={t('handle')} onClose={() => setShown(null)} destroyOnHidden>
        {shown ? <FilePanel id={shown} onDone={() => { setShown(null); refetch(); }} onChange={refetch} /> : null}
      </Drawer>
    </>
  );
}

function Tiles({ counts }: { counts: FeverSumsFragment }) {
  const t = useWords('fever');
  const { count } = useFormats();
  const tile = (key: 'total' | 'open' | 'overdue' | 'done' | 'recovered' | 'sentToClinic' | 'testedNegative' | 'testedPositive' | 'notFound', calls = false) => (
    <div className={calls && counts[key] > 0 ? 'is-amber' : ''} data-count={key}><dt>{t(key)}</dt><dd>{count(counts[key])}</dd></div>
  );
  return (
    <dl className="figures-row">
      {tile('total')}{tile('open')}{tile('overdue', true)}{tile('done')}{tile('recovered')}{tile('sentToClinic')}{tile('testedNegative')}{tile('testedPositive')}{tile('notFound')}
    </dl>
  );
}

function ByArea({ rows }: { rows: readonly FeverSumsFragment[] }) {
  const t = useWords('fever');
  const { count } = useFormats();
  const number = (key: 'total' | 'open' | 'overdue' | 'done') => ({ title: t(key), align: 'right' as const, render: (_: unknown, row: FeverSumsFragment) => count(row[key]) });
  return (
    <Table<FeverSumsFragment>
      size="small" style={{ marginBottom: 16 }} rowKey="areaCode" pagination={false} dataSource={rows}
      columns={[{ title: t('area'), render: (_, row) => <Link to={{ search: `?area=${row.areaCode}` }}>{placeName(row.area)}</Link> }, number('total'), number('open'), number('overdue'), number('done')]}
    />
  );
}

function FilePanel({ id, onDone, onChange }: { id: string; onDone(): void; onChange(): void }) {
  const t = useWords('fever');
  const reading = useReading({ query: FeverFollowUpFileDocument, variables: { id }, requestPolicy: 'cache-and-network' });
  const changed = () => {
    reading.refetch();
    onChange();
  };
  return <Shown reading={reading}>{({ feverFollowUp: file }) => (file ? <Details file={file} onDone={onDone} onChange={changed} /> : <Nothing text={t('noFollowUps')} />)}</Shown>;
}

function Details({ file, onDone, onChange }: { file: File; onDone(): void; onChange(): void }) {
  const t = useWords('fever');
  const term = useTerms();
  const { moment } = useFormats();
  return (
    <>
      <Descriptions
        size="small" bordered column={1} style={{ marginBottom: 16 }}
        items={[
          { key: 'name', label: t('name'), children: file.name ?? '—' },
          { key: 'phone', label: t('phone'), children: file.phone ?? '—' },
          ...(file.idNumber ? [{ key: 'idNumber', label: t('idNumber'), children: file.idNumber }] : []),
          { key: 'address', label: t('address'), children: file.address ?? '—' },
          { key: 'registered', label: t('registered'), children: file.person ? [file.person.name, file.person.phone, file.person.household?.address].filter(Boolean).join(' · ') : t('notRegistered') },
          { key: 'area', label: t('area'), children: placeName(file.area) },
          { key: 'dueAt', label: t('dueAt'), children: <span className={file.overdue ? 'is-amber' : ''}>{moment(file.dueAt)}</span> },
        ]}
      />
      {file.state === 'OPEN' ? <Settle file={file} onDone={onDone} /> : <TakeBack file={file} onDone={onDone} />}
      {file.person ? null : <Match file={file} onChange={onChange} />}
      <h3>{t('reports')}</h3>
      {file.reports.map((report) => (
        <p key={report.id}>{moment(report.occurredAt)} · {term('FeverReportKind', report.kind)} · {report.reporter}{report.medicines ? ` · ${report.medicines}` : ''}{report.temperature ? ` · ${report.temperature} °C` : ''}</p>
      ))}
      <h3>{t('history')}</h3>
      <Timeline items={file.history.map((change, at) => ({ key: at, content: [moment(change.changedAt), term('FeverChangeKind', change.what), change.outcome && term('FeverOutcome', change.outcome), change.changedBy ?? t('byRule'), change.note].filter(Boolean).join(' · ') }))} />
      <p className="muted">{t('rule', { hours: file.rule.followUpHours, days: file.rule.reopenDays, version: file.rule.version })}</p>
    </>
  );
}

function Settle({ file, onDone }: { file: File; onDone(): void }) {
  const t = useWords('fever');
  const term = useTerms();
  const { message } = App.useApp();
  const { submit, busy, refusal } = useSubmission(SettleFeverFollowUpDocument);
  const [outcome, setOutcome] = useState<FeverOutcome | null>(null);
  const [note, setNote] = useState('');
  const settle = async () => {
    if (!outcome || !(await submit({ input: { followUpId: file.id, version: file.version, outcome, note: note || null } }))) return;
    void message.success(t('settled'));
    onDone();
  };
  return (
    <section style={{ marginBottom: 16 }}>
      <h3>{t('outcome')}</h3>
      <RefusalAlert refusal={refusal} />
      <Radio.Group value={outcome} onChange={(event) => setOutcome(event.target.value as FeverOutcome)} optionType="button" options={outcomes.map((value) => ({ value, label: term('FeverOutcome', value) }))} />
      <Input.TextArea style={{ marginTop: 8 }} rows={2} maxLength={500} placeholder={t('note')} aria-label={t('note')} value={note} onChange={(event) => setNote(event.target.value)} />
      <ScopedButton scope="fever:follow" type="primary" style={{ marginTop: 8 }} loading={busy} disabled={!outcome} onClick={() => void settle()}>{t('settle')}</ScopedButton>
    </section>
  );
}

function TakeBack({ file, onDone }: { file: File; onDone(): void }) {
  const t = useWords('fever');
  const { message } = App.useApp();
  const { submit, busy, refusal } = useSubmission(ReopenFeverFollowUpDocument);
  const takeBack = async () => {
    if (!(await submit({ input: { followUpId: file.id, version: file.version, note: null } }))) return;
    void message.success(t('takenBack'));
    onDone();
  };
  return (
    <section style={{ marginBottom: 16 }}>
      <RefusalAlert refusal={refusal} />
      <Popconfirm title={t('takeBack')} description={t('takeBackConfirm')} onConfirm={() => void takeBack()}>
        <ScopedButton scope="fever:follow" loading={busy}>{t('takeBack')}</ScopedButton>
      </Popconfirm>
    </section>
  );
}

function Match({ file, onChange }: { file: File; onChange(): void }) {
  const t = useWords('fever');
  const { submit, busy, refusal } = useSubmission(MatchFeverFollowUpDocument);
  const [personId, setPersonId] = useState<string | null>(null);
  const match = async () => {
    if (personId && (await submit({ input: { followUpId: file.id, version: file.version, personId } }))) onChange();
  };
  return (
    <section style={{ marginBottom: 16 }}>
      <h3>{t('matchTo')}</h3>
      <RefusalAlert refusal={refusal} />
      <PersonPicker areaCode={file.area.code} value={personId} onChange={setPersonId} />
      <ScopedButton scope="fever:follow" style={{ marginTop: 8 }} loading={busy} disabled={!personId} onClick={() => void match()}>{t('match')}</ScopedButton>
    </section>
  );
}
