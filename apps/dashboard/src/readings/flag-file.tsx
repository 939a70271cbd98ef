import { App, Descriptions, Form, Input, InputNumber, Popconfirm, Radio, Table, Tag, Timeline } from 'antd';
import { useState } from 'react';
import { placeName } from '../areas/place-name.ts';
import { AreaSelect } from '../areas/area-select.tsx';
import { AssignReadingFlagDocument, ReadingFlagFileDocument, SettleReadingFlagDocument } from '../generated/operations.ts';
import type { FlagOutcome, ReadingFlagFileQuery } from '../generated/operations.ts';
import { useReading, useSubmission } from '../graph/use-graph.ts';
import { useFormats } from '../language/use-formats.ts';
import { useTerms, useWords } from '../language/words.ts';
import { ScopedButton } from '../shell/permitted.tsx';
import { Nothing, RefusalAlert, Shown } from '../shell/states.tsx';

type Flag = NonNullable<ReadingFlagFileQuery['readingFlag']>;

const outcomes: readonly FlagOutcome[] = ['SOMEBODY_LIVES', 'NOBODY_LIVES', 'LEAK', 'METER_SHARED', 'METER_ELSEWHERE'];

/** One flagged door: why, what its meters counted, and what was found. */
export function FlagFilePanel({ id, onDone }: { id: string; onDone(): void }) {
  const t = useWords('reading');
  const reading = useReading({ query: ReadingFlagFileDocument, variables: { id }, requestPolicy: 'cache-and-network' });
  return <Shown reading={reading}>{({ readingFlag }) => (readingFlag ? <File flag={readingFlag} onDone={onDone} /> : <Nothing text={t('noFlags')} />)}</Shown>;
}

function File({ flag, onDone }: { flag: Flag; onDone(): void }) {
  const t = useWords('reading');
  const term = useTerms();
  const { moment } = useFormats();
  return (
    <>
      <p><b>{flag.ruleText}</b></p>
      <Descriptions
        size="small" bordered column={1} style={{ marginBottom: 16 }}
        items={[
          { key: 'household', label: t('household'), children: <>{flag.household.address} <Tag>{term('Occupancy', flag.household.occupancy)}</Tag></> },
          { key: 'members', label: t('members'), children: flag.household.members.map(({ name, phone }) => [name, phone].filter(Boolean).join(' ')).join('；') || t('noMembers') },
          { key: 'meter', label: t('meter'), children: `${term('Utility', flag.utility)} ${flag.meter}` },
          { key: 'owner', label: t('owner'), children: placeName(flag.owner) },
          { key: 'dueAt', label: t('dueAt'), children: <span className={flag.overdue ? 'is-amber' : ''}>{moment(flag.dueAt)}</span> },
        ]}
      />
      {flag.state === 'OPEN' ? <><Settle flag={flag} onDone={onDone} /><Assign flag={flag} onDone={onDone} /></> : null}
      <h3>{t('readings')}</h3>
      <Table
        size="small" rowKey="id" pagination={false} dataSource={flag.household.readings}
        columns={[
          { title: t('utility'), render: (_, row) => `${term('Utility', row.utility)} ${row.meter}` },
          { title: t('period'), dataIndex: 'period' },
          { title: t('consumption'), align: 'right', render: (_, row) => row.consumption },
          { title: t('earlier'), align: 'right', render: (_, row) => row.earlier.join(' ← ') },
        ]}
      />
      <h3 style={{ marginTop: 16 }}>{t('history')}</h3>
      <Timeline
        items={flag.history.map((change, at) => ({
          key: at,
          content: [
            moment(change.changedAt), term('FlagChangeKind', change.what), change.period && `${change.period}: ${change.consumption} > ${change.threshold}`,
            change.outcome && term('FlagOutcome', change.outcome), change.changedBy ?? t('byRule'), change.note,
          ].filter(Boolean).join(' · '),
        }))}
      />
    </>
  );
}

function Settle({ flag, onDone }: { flag: Flag; onDone(): void }) {
  const t = useWords('reading');
  const term = useTerms();
  const { message } = App.useApp();
  const { submit, busy, refusal } = useSubmission(SettleReadingFlagDocument);
  const [outcome, setOutcome] = useState<FlagOutcome | null>(null);
  const [note, setNote] = useState('');
  const settle = async () => {
    if (!outcome || !(await submit({ input: { flagId: flag.id, version: flag.version, outcome, note: note || null } }))) return;
    void message.success(t('settled'));
    onDone();
  };
  return (
    <section style={{ marginBottom: 16 }}>
      <h3>{t('outcome')}</h3>
      <RefusalAlert refusal={refusal} />
      <Radio.Group value={outcome} onChange={(event) => setOutcome(event.target.value as FlagOutcome)} optionType="button" options={outcomes.map((value) => ({ value, label: term('FlagOutcome', value) }))} />
      <p className="muted">{t('settleHint')}</p>
      <Input.TextArea rows={2} maxLength={500} placeholder={t('note')} aria-label={t('note')} value={note} onChange={(event) => setNote(event.target.value)} />
      <Popconfirm title={t('settleConfirm')} onConfirm={() => void settle()} disabled={!outcome}>
        <ScopedButton scope="reading:handle" type="primary" style={{ marginTop: 8 }} loading={busy} disabled={!outcome}>{t('record')}</ScopedButton>
      </Popconfirm>
    </section>
  );
}

function Assign({ flag, onDone }: { flag: Flag; onDone(): void }) {
  const t = useWords('reading');
  const { message } = App.useApp();
  const { submit, busy, refusal } = useSubmission(AssignReadingFlagDocument);
  const assign = async ({ ownerAreaCode, hours }: { ownerAreaCode: string; hours: number }) => {
    const dueAt = new Date(Date.now() + hours * 3_600_000).toISOString();
    if (!(await submit({ input: { flagId: flag.id, version: flag.version, ownerAreaCode, dueAt } }))) return;
    void message.success(t('assigned'));
    onDone();
  };
  return (
    <section style={{ marginBottom: 16 }}>
      <h3>{t('assign')}</h3>
      <RefusalAlert refusal={refusal} />
      <Form<{ ownerAreaCode: string; hours: number }> layout="inline" initialValues={{ ownerAreaCode: flag.owner.code, hours: 24 }} onFinish={(values) => void assign(values)}>
        <Form.Item name="ownerAreaCode" label={t('toOwner')}><AreaSelectWide within={flag.area.code.slice(0, 12)} /></Form.Item>
        <Form.Item name="hours" label={t('hours')}><InputNumber min={1} max={720} precision={0} /></Form.Item>
        <ScopedButton scope="reading:handle" htmlType="submit" loading={busy}>{t('assign')}</ScopedButton>
      </Form>
    </section>
  );
}

function AreaSelectWide(props: React.ComponentProps<typeof AreaSelect>) {
  return <div style={{ width: 220 }}><AreaSelect {...props} /></div>;
}
