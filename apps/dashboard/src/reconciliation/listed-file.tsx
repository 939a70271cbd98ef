import { App, Button, Card, Descriptions, Form, Input, Popconfirm, Radio, Tag, Timeline } from 'antd';
import { useState } from 'react';
import { placeName } from '../areas/place-name.ts';
import { DecideMatchDocument, ListedPersonFileDocument, PushListedDocument, RecordDoorFindingDocument, UndoMatchDocument } from '../generated/operations.ts';
import type { DoorFinding, ListedFileFragment } from '../generated/operations.ts';
import { useReading, useSubmission } from '../graph/use-graph.ts';
import { useFormats } from '../language/use-formats.ts';
import { useTerms, useWords } from '../language/words.ts';
import { ScopedButton } from '../shell/permitted.tsx';
import { Nothing, RefusalAlert, Shown } from '../shell/states.tsx';
import { outcomeColours } from './outcomes.ts';

const findings: readonly DoorFinding[] = ['MOVED_AWAY', 'REFUSED', 'CLOSED', 'NOT_LOCAL', 'TRACING', 'MISSING'];

/** All that is known of one listed person, and what can be done next. */
export function ListedFilePanel({ id, onChange }: { id: string; onChange(): void }) {
  const t = useWords('reconcile');
  const reading = useReading({ query: ListedPersonFileDocument, variables: { id } });
  const changed = () => {
    reading.refetch();
    onChange();
  };
  return <Shown reading={reading}>{({ listedPerson }) => (listedPerson ? <File listed={listedPerson} onChange={changed} /> : <Nothing text={t('noPeople')} />)}</Shown>;
}

interface FileProps {
  listed: ListedFileFragment;
  onChange(): void;
}

function File({ listed, onChange }: FileProps) {
  const t = useWords('reconcile');
  const term = useTerms();
  const open = listed.outcome !== 'MATCHED' && listed.outcome !== 'PUSHED';
  return (
    <>
      <p>
        <Tag color={outcomeColours[listed.outcome]}>{term('ReconciliationOutcome', listed.outcome)}</Tag>
        {listed.matchedBy ? <Tag>{term('MatchedBy', listed.matchedBy)}</Tag> : null}
        {listed.conflicts.length > 0 ? <Tag color="magenta">{t('conflicts')}：{listed.conflicts.map((field) => t(field as 'name')).join(' · ')}</Tag> : null}
      </p>
      <Said title={t('listSays')} said={listed} more={[[t('address'), listed.address], [t('cameFrom'), listed.cameFrom], [t('arrivedOn'), listed.arrivedOn], [t('note'), listed.note]]} />
      {listed.person ? <Said title={t('registerSays')} said={listed.person} more={[[t('address'), listed.person.household?.address]]} /> : null}
      {listed.candidates.length > 0 ? <Candidates listed={listed} onChange={onChange} /> : null}
      {listed.outcome === 'MATCHED' ? <Undo listed={listed} onChange={onChange} /> : null}
      {open ? <><FindingForm listed={listed} onChange={onChange} /><PushForm listed={listed} onChange={onChange} /></> : null}
      <History listed={listed} />
    </>
  );
}

interface Saying {
  name?: string | null;
  idNumber?: string | null;
  phone?: string | null;
  birthDate?: string | null;
}

function Said({ title, said, more }: { title: string; said: Saying; more: readonly (readonly [string, string | null | undefined])[] }) {
  const t = useWords('reconcile');
  const items = [[t('name'), said.name], [t('idNumber'), said.idNumber], [t('phone'), said.phone], [t('birthDate'), said.birthDate], ...more] as const;
  return (
    <Descriptions
      size="small"
      bordered
      column={2}
      title={title}
      style={{ marginBottom: 16 }}
      items={items.filter(([, value]) => value).map(([label, value]) => ({ key: label, label, children: value }))}
    />
  );
}

function Candidates({ listed, onChange }: FileProps) {
  const t = useWords('reconcile');
  const term = useTerms();
  const { percent } = useFormats();
  const { submit, busy, refusal } = useSubmission(DecideMatchDocument);
  const decide = async (personId: string | null) => {
    if (await submit({ input: { listedId: listed.id, version: listed.version, personId } })) onChange();
  };
  return (
    <section>
      <h3>{t('candidates')}</h3>
      <RefusalAlert refusal={refusal} />
      {listed.candidates.map(({ person, score, because }) => (
        <Card key={person.id} size="small" style={{ marginBottom: 8 }} title={`${t('score')} ${percent(score)}`} extra={<ScopedButton scope="reconciliation:handle" type="primary" size="small" loading={busy} onClick={() => void decide(person.id)}>{t('isThis')}</ScopedButton>}>
          {[person.name, person.birthDate, person.idNumber, person.phone, person.household?.address].filter(Boolean).join(' · ')}
          <div>{because.map((sign) => <Tag key={sign} color="cyan">{term('MatchSign', sign)}</Tag>)}</div>
        </Card>
      ))}
      <Popconfirm title={t('isNoneConfirm')} onConfirm={() => void decide(null)}>
        <Button loading={busy}>{t('isNone')}</Button>
      </Popconfirm>
    </section>
  );
}

function Undo({ listed, onChange }: FileProps) {
  const t = useWords('reconcile');
  const { submit, busy, refusal } = useSubmission(UndoMatchDocument);
  const undo = async () => {
    if (await submit({ input: { listedId: listed.id, version: listed.version } })) onChange();
  };
  return (
    <>
      <RefusalAlert refusal={refusal} />
      <Popconfirm title={t('undo')} description={t('undoConfirm')} onConfirm={() => void undo()}>
        <ScopedButton scope="reconciliation:handle" danger loading={busy}>{t('undo')}</ScopedButton>
      </Popconfirm>
    </>
  );
}

function FindingForm({ listed, onChange }: FileProps) {
  const t = useWords('reconcile');
  const term = useTerms();
  const { message } = App.useApp();
  const { submit, busy, refusal } = useSubmission(RecordDoorFindingDocument);
  const [finding, setFinding] = useState<DoorFinding | null>(null);
  const [note, setNote] = useState('');
  const record = async () => {
    if (!finding || !(await submit({ input: { listedId: listed.id, version: listed.version, finding, note: note || null } }))) return;
    void message.success(t('saved'));
    setNote('');
    onChange();
  };
  return (
    <section style={{ marginTop: 16 }}>
      <h3>{t('finding')}</h3>
      <RefusalAlert refusal={refusal} />
      <Radio.Group value={finding} onChange={(event) => setFinding(event.target.value as DoorFinding)} optionType="button" options={findings.map((value) => ({ value, label: term('ReconciliationOutcome', value) }))} />
      <Input style={{ marginTop: 8 }} maxLength={500} placeholder={t('note')} aria-label={t('note')} value={note} onChange={(event) => setNote(event.target.value)} />
      <ScopedButton scope="reconciliation:handle" type="primary" style={{ marginTop: 8 }} loading={busy} disabled={!finding} onClick={() => void record()}>{t('record')}</ScopedButton>
    </section>
  );
}

function PushForm({ listed, onChange }: FileProps) {
  const t = useWords('reconcile');
  const { message } = App.useApp();
  const { submit, busy, refusal } = useSubmission(PushListedDocument);
  const push = async ({ toAreaCode, note }: { toAreaCode: string; note?: string }) => {
    if (!(await submit({ input: { listedId: listed.id, version: listed.version, toAreaCode: toAreaCode.trim(), note: note || null } }))) return;
    void message.success(t('pushed_now'));
    onChange();
  };
  return (
    <section style={{ marginTop: 16 }}>
      <h3>{t('push')}</h3>
      <RefusalAlert refusal={refusal} />
      <Form<{ toAreaCode: string; note?: string }> layout="inline" onFinish={(values) => void push(values)}>
        <Form.Item name="toAreaCode" rules={[{ required: true, pattern: /^\s*\d{6}(\d{3}(\d{3})?)?\s*$/, message: t('pushCode') }]}>
          <Input placeholder={t('pushCode')} aria-label={t('pushCode')} style={{ width: 200 }} />
        </Form.Item>
        <Form.Item name="note"><Input maxLength={500} placeholder={t('note')} aria-label={t('note')} style={{ width: 260 }} /></Form.Item>
        <ScopedButton scope="reconciliation:handle" htmlType="submit" loading={busy}>{t('push')}</ScopedButton>
      </Form>
    </section>
  );
}

function History({ listed }: { listed: ListedFileFragment }) {
  const t = useWords('reconcile');
  const term = useTerms();
  const { moment } = useFormats();
  if (listed.history.length === 0 && listed.assists.length === 0) return null;
  return (
    <section style={{ marginTop: 24 }}>
      <h3>{t('history')}</h3>
      <Timeline
        items={[
          ...listed.history.map((change) => ({
            key: `${change.changedAt} ${change.became}`,
            content: `${moment(change.changedAt)} · ${term('ReconciliationOutcome', change.was)} → ${term('ReconciliationOutcome', change.became)} · ${term('OutcomeCause', change.cause)} · ${change.changedBy ?? t('byRule')}${change.note ? ` · ${change.note}` : ''}`,
          })),
          ...listed.assists.map((assist) => ({
            key: assist.id,
            content: `${moment(assist.askedAt)} · ${t('pushTo')} ${placeName(assist.to)}${assist.answer ? ` · ${term('AssistAnswer', assist.answer)}` : ''}${assist.answerNote ? ` · ${assist.answerNote}` : ''}`,
          })),
        ]}
      />
    </section>
  );
}
