import { App, Button, Checkbox, Form, Input, Modal, Select, Tag, Timeline } from 'antd';
import { useState } from 'react';
import { CorrectCaseFactDocument, RecordCaseFactDocument } from '../generated/operations.ts';
import type { CaseFactKind } from '../generated/operations.ts';
import { useKeyedSubmission } from '../graph/use-graph.ts';
import { useFormats } from '../language/use-formats.ts';
import { useTerms, useWords } from '../language/words.ts';
import { ScopedButton } from '../shell/permitted.tsx';
import { RefusalAlert } from '../shell/states.tsx';
import { classes, origins, outcomes, severities } from './case-colours.ts';
import type { CaseFile } from './case-page.tsx';
import { shanghaiToday } from './offer.ts';

type Fact = CaseFile['facts'][number];

const valuesOf: Record<CaseFactKind, readonly string[]> = { CLASS: classes, SEVERITY: severities, OUTCOME: outcomes, ORIGIN: origins };
const termOf: Record<CaseFactKind, string> = { CLASS: 'CaseClass', SEVERITY: 'CaseSeverity', OUTCOME: 'CaseOutcome', ORIGIN: 'CaseOrigin' };

/** What was recorded, by the day it holds from; what was corrected is struck out and stays. */
export function FactTimeline({ facts, onChange }: { facts: readonly Fact[]; onChange(): void }) {
  const t = useWords('case');
  const term = useTerms();
  const { moment } = useFormats();
  const [wrong, setWrong] = useState<Fact | null>(null);
  const byDay = [...facts].sort((a, b) => (a.day === b.day ? (a.recordedAt < b.recordedAt ? -1 : 1) : a.day < b.day ? -1 : 1));
  return (
    <>
      <Timeline
        items={byDay.map((fact) => ({
          key: fact.id,
          color: fact.live ? (fact.kind === 'SEVERITY' ? 'orange' : 'blue') : 'gray',
          content: (
            <div data-fact={fact.kind}>
              <span style={fact.live || fact.value === null ? {} : { textDecoration: 'line-through' }}><b>{fact.day}</b> {term('CaseFactKind', fact.kind)}：{fact.value ? term(termOf[fact.kind], fact.value) : t('takenBack')}</span>{' '}
              {fact.corrects ? <Tag color="magenta">{t('correction')}</Tag> : null}
              {fact.live || fact.value === null ? null : <Tag>{t('corrected')}</Tag>}
              <span className="muted">{fact.reason ? `${fact.reason} · ` : ''}{fact.recordedBy ?? t('byRule')} · {moment(fact.recordedAt)}</span>{' '}
              {fact.live ? <ScopedButton className="no-print" scope="case:write" size="small" type="link" onClick={() => setWrong(fact)}>{t('correct')}</ScopedButton> : null}
            </div>
          ),
        }))}
      />
      <Modal open={wrong !== null} title={t('correctTitle')} footer={null} destroyOnHidden onCancel={() => setWrong(null)}>
        {wrong ? <CorrectForm fact={wrong} onDone={() => { setWrong(null); onChange(); }} /> : null}
      </Modal>
    </>
  );
}

interface Correction {
  value?: string;
  day: string;
  reason: string;
  takeBack?: boolean;
}

function CorrectForm({ fact, onDone }: { fact: Fact; onDone(): void }) {
  const t = useWords('case');
  const term = useTerms();
  const { message } = App.useApp();
  const [form] = Form.useForm<Correction>();
  const takeBack = Form.useWatch('takeBack', form);
  const { submit, busy, refusal } = useKeyedSubmission(CorrectCaseFactDocument);
  const send = async ({ value, day, reason }: Correction) => {
    if (!(await submit({ factId: fact.id, value: takeBack ? null : (value ?? null), day, reason }))) return;
    void message.success(t('saved'));
    onDone();
  };
  return (
    <Form<Correction> name="correct-fact" form={form} layout="vertical" initialValues={{ value: fact.value, day: fact.day }} onFinish={(values) => void send(values)}>
      <RefusalAlert refusal={refusal} />
      <p className="muted">{t('correctHint')}</p>
      <Form.Item name="value" label={term('CaseFactKind', fact.kind)} hidden={takeBack}>
        <Select options={valuesOf[fact.kind].map((value) => ({ value, label: term(termOf[fact.kind], value) }))} />
      </Form.Item>
      <Form.Item name="day" label={t('day')} rules={[{ required: true, message: t('chooseDay') }]}><Input type="date" max={shanghaiToday()} /></Form.Item>
      <Form.Item name="takeBack" valuePropName="checked"><Checkbox>{t('takeBack')}</Checkbox></Form.Item>
      <Form.Item name="reason" label={t('reason')} rules={[{ required: true, whitespace: true, message: t('reasonNeeded') }]}><Input.TextArea rows={2} maxLength={200} /></Form.Item>
      <Button type="primary" block htmlType="submit" loading={busy}>{t('correct')}</Button>
    </Form>
  );
}

interface Change {
  kind: CaseFactKind;
  value: string;
  day: string;
  reason?: string;
}

/** Severity, class or outcome from a day on, in one row. */
export function RecordFactForm({ caseId, onChange }: { caseId: string; onChange(): void }) {
  const t = useWords('case');
  const term = useTerms();
  const { message } = App.useApp();
  const [form] = Form.useForm<Change>();
  const kind = Form.useWatch('kind', form) ?? 'SEVERITY';
  const { submit, busy, refusal } = useKeyedSubmission(RecordCaseFactDocument);
  const send = async ({ reason, ...change }: Change) => {
    if (!(await submit({ ...change, caseId, reason: reason?.trim() || null }))) return;
    void message.success(t('saved'));
    form.resetFields(['value', 'reason']);
    onChange();
  };
  return (
    <div className="no-print">
      <RefusalAlert refusal={refusal} />
      <Form<Change> name="record-fact" form={form} layout="inline" initialValues={{ kind: 'SEVERITY', day: shanghaiToday() }} onFinish={(values) => void send(values)}>
        <Form.Item name="kind"><Select aria-label={t('what')} style={{ width: 130 }} onChange={() => form.resetFields(['value'])} options={(['SEVERITY', 'CLASS', 'OUTCOME', 'ORIGIN'] as const).map((value) => ({ value, label: term('CaseFactKind', value) }))} /></Form.Item>
        <Form.Item name="value" rules={[{ required: true, message: t('value') }]}>
          <Select aria-label={t('value')} placeholder={t('value')} style={{ width: 150 }} options={valuesOf[kind].map((value) => ({ value, label: term(termOf[kind], value) }))} />
        </Form.Item>
        <Form.Item name="day" rules={[{ required: true, message: t('chooseDay') }]}><Input aria-label={t('day')} type="date" max={shanghaiToday()} /></Form.Item>
        <Form.Item name="reason"><Input aria-label={t('reason')} placeholder={t('reason')} maxLength={200} style={{ width: 220 }} /></Form.Item>
        <ScopedButton scope="case:write" type="primary" htmlType="submit" loading={busy}>{t('record')}</ScopedButton>
      </Form>
    </div>
  );
}
