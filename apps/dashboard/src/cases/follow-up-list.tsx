import { App, Button, InputNumber, Segmented, Table, Tag } from 'antd';
import { useRef, useState } from 'react';
import { FollowUpsDocument, FollowUpSumsDocument, RecordFollowUpsDocument } from '../generated/operations.ts';
import type { FollowUpsQuery, FollowUpView } from '../generated/operations.ts';
import { useReading, useSubmission } from '../graph/use-graph.ts';
import { useFormats } from '../language/use-formats.ts';
import { useTerms, useWords } from '../language/words.ts';
import { useScope } from '../login/session.ts';
import { PersonLink } from '../persons/person-link.tsx';
import { Pager, usePaging } from '../shell/pager.tsx';
import { Nothing, RefusalAlert, Shown } from '../shell/states.tsx';
import { kindColours } from './case-colours.ts';

type Row = FollowUpsQuery['followUps']['edges'][number]['node'];

/** What the rule asks for today, answered row by row from the keyboard. */
export function FollowUpList({ areaCode }: { areaCode: string }) {
  const t = useWords('case');
  const { count } = useFormats();
  const [view, setView] = useState<FollowUpView>('DUE');
  const paging = usePaging(`${areaCode} ${view}`);
  const sums = useReading({ query: FollowUpSumsDocument, variables: { areaCode } });
  const reading = useReading({ query: FollowUpsDocument, variables: { areaCode, view, kind: null, first: 100, after: paging.after } });
  const told = sums.data?.followUpSums;
  return (
    <>
      <dl className="figures-row">
        {(['due', 'done', 'overdue', 'alarming'] as const).map((key) => (
          <div key={key} data-count={key} className={(key === 'overdue' || key === 'alarming') && (told?.[key] ?? 0) > 0 ? 'is-amber' : ''}><dt>{t(key)}</dt><dd>{count(told?.[key] ?? 0)}</dd></div>
        ))}
      </dl>
      <div className="toolbar no-print">
        <Segmented<FollowUpView> aria-label={t('view')} value={view} onChange={setView} options={[{ value: 'DUE', label: t('due') }, { value: 'OVERDUE', label: t('overdue') }, { value: 'DONE', label: t('done') }]} />
        <span className="muted">{t('keysHint')}</span>
      </div>
      <Shown reading={reading}>
        {({ followUps }) => (
          <>
            <FollowUpTable rows={followUps.edges.map(({ node }) => node)} onRecorded={sums.refetch} />
            <Pager paging={paging} totalCount={followUps.totalCount} pageInfo={followUps.pageInfo} />
          </>
        )}
      </Shown>
    </>
  );
}

function FollowUpTable({ rows, onRecorded }: { rows: readonly Row[]; onRecorded(): void }) {
  const t = useWords('case');
  const term = useTerms();
  const frame = useRef<HTMLDivElement>(null);
  const next = (at: number) => frame.current?.querySelectorAll<HTMLElement>('[data-answer]')[at + 1]?.focus();
  return (
    <div ref={frame}>
      <Table<Row>
        size="small"
        rowKey="id"
        pagination={false}
        dataSource={rows}
        scroll={{ x: 900 }}
        locale={{ emptyText: <Nothing text={t('noFollowUps')} /> }}
        columns={[
          { title: t('dueOn'), className: 'nowrap', render: (_, row) => <span className={row.overdue ? 'is-amber' : ''}>{row.dueOn}</span> },
          { title: t('person'), render: (_, row) => <PersonLink person={row.contact.person} /> },
          { title: t('phone'), render: (_, row) => row.contact.person.phone ?? '—' },
          { title: t('address'), render: (_, row) => row.contact.person.household?.address ?? '—' },
          { title: t('kind'), render: (_, row) => (row.contact.kind ? <Tag color={kindColours[row.contact.kind]}>{term('ContactKind', row.contact.kind)}</Tag> : '—') },
          { title: t('what'), render: (_, row) => term('FollowUpKind', row.kind) },
          { title: t('value'), width: 260, render: (_, row, at) => <Answer row={row} onDone={() => { onRecorded(); next(at); }} /> },
        ]}
      />
    </div>
  );
}

interface Answered {
  temperature: number | null;
  result: string | null;
  alarming: boolean;
}

/** One key press records a sample, a number and Enter a temperature; the cursor goes on. */
function Answer({ row, onDone }: { row: Row; onDone(): void }) {
  const t = useWords('case');
  const term = useTerms();
  const allowed = useScope('contact:trace');
  const { message } = App.useApp();
  const { submit, busy, refusal } = useSubmission(RecordFollowUpsDocument);
  const [typed, setTyped] = useState<number | null>(null);
  const [answered, setAnswered] = useState<Answered | null>(row.done ? { temperature: row.temperature ?? null, result: row.result ?? null, alarming: row.alarming ?? false } : null);
  const key = useRef(crypto.randomUUID());
  const send = async (answer: { temperature?: number; result?: 'NEGATIVE' | 'POSITIVE'; symptoms?: boolean }) => {
    const told = await submit({ key: key.current, inputs: [{ contactId: row.contact.id, dueOn: row.dueOn, kind: row.kind, ...answer }] });
    const [verdict] = told?.recordFollowUps ?? [];
    key.current = crypto.randomUUID();
    if (!verdict?.followUp) return verdict?.message ? void message.error(verdict.message) : undefined;
    setAnswered({ temperature: answer.temperature ?? null, result: answer.result ?? null, alarming: verdict.followUp.alarming ?? false });
    onDone();
  };
  if (answered) return <Tag color={answered.alarming ? 'red' : 'green'}>{answered.temperature ?? (answered.result ? term('TestResult', answered.result) : t('done'))}</Tag>;
  if (row.kind === 'TEST') {
    return (
      <>
        <RefusalAlert refusal={refusal} />
        <Button
          size="small" data-answer disabled={!allowed} loading={busy} style={{ marginRight: 8 }}
          onClick={() => void send({ result: 'NEGATIVE' })}
          onKeyDown={(event) => {
            if (event.key === '-') void send({ result: 'NEGATIVE' });
            if (event.key === '+' || event.key === '=') void send({ result: 'POSITIVE' });
          }}
        >
          {t('negative')}
        </Button>
        <Button size="small" danger disabled={!allowed || busy} onClick={() => void send({ result: 'POSITIVE' })}>{t('positive')}</Button>
      </>
    );
  }
  const record = () => {
    if (typed === null || typed < 30 || typed > 45) return void message.error(t('implausible'));
    void send({ temperature: typed });
  };
  return (
    <>
      <RefusalAlert refusal={refusal} />
      <InputNumber<number>
        size="small" data-answer style={{ width: 150 }} controls={false} step={0.1} precision={1} disabled={!allowed || busy}
        status={typed !== null && (typed < 30 || typed > 45) ? 'error' : ''} placeholder={t('temperatureHint')} aria-label={`${t('temperature')} ${row.contact.person.name}`}
        value={typed} onChange={setTyped} onPressEnter={(event) => { setTyped(Number((event.target as HTMLInputElement).value) || null); record(); }}
      />
    </>
  );
}
