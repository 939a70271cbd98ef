import { App, Button, Form, Input, Radio } from 'antd';
import { AreaSelect } from '../areas/area-select.tsx';
import { PlaceHoldDocument } from '../generated/operations.ts';
import type { HoldKind } from '../generated/operations.ts';
import { useFieldRefusal } from '../graph/use-field-refusal.ts';
import { useKeyedSubmission } from '../graph/use-graph.ts';
import { useTerms, useWords } from '../language/words.ts';
import { useActor } from '../login/session.ts';
import { RefusalAlert } from '../shell/states.tsx';

interface HoldEntry {
  kind: HoldKind;
  areaCode: string;
  subject?: string;
  reason: string;
}

const kinds = ['PERSON', 'HOUSEHOLD', 'AREA'] as const satisfies readonly HoldKind[];
const fieldsOf = { HOLD_REASON_MISSING: 'reason', HOLD_SUBJECT_INVALID: 'subject', ID_INVALID: 'subject', AREA_NOT_YOURS: 'areaCode', AREA_CODE_INVALID: 'areaCode' };

export function PlaceHoldForm({ areaCode, onDone }: { areaCode: string; onDone(): void }) {
  const t = useWords('hold');
  const shell = useWords('shell');
  const term = useTerms();
  const { message } = App.useApp();
  const { areaCode: own } = useActor();
  const [form] = Form.useForm<HoldEntry>();
  const kind = Form.useWatch('kind', form) ?? 'PERSON';
  const { submit, busy, refusal } = useKeyedSubmission(PlaceHoldDocument);
  const unplaced = useFieldRefusal(form, refusal, fieldsOf);
  const place = async ({ subject, reason, ...entry }: HoldEntry) => {
    const id = subject?.trim() || null;
    const about = { personId: entry.kind === 'PERSON' ? id : null, householdId: entry.kind === 'HOUSEHOLD' ? id : null };
    if (!(await submit({ ...entry, ...about, reason: reason.trim() }))) return;
    void message.success(t('placed'));
    onDone();
  };
  const required = [{ required: true, message: shell('required') }];
  return (
    <Form<HoldEntry> form={form} layout="vertical" initialValues={{ kind: 'PERSON', areaCode }} onFinish={(entry) => void place(entry)}>
      <RefusalAlert refusal={unplaced} />
      <Form.Item name="kind" label={t('kind')}>
        <Radio.Group optionType="button" options={kinds.map((value) => ({ value, label: term('HoldKind', value) }))} />
      </Form.Item>
      <Form.Item name="areaCode" label={t('area')} rules={required}><AreaSelect within={own} /></Form.Item>
      {kind === 'AREA' ? null : <Form.Item name="subject" label={t('subject')} extra={t('subjectHint')} rules={required}><Input autoComplete="off" /></Form.Item>}
      <Form.Item name="reason" label={t('reason')} extra={t('reasonHint')} rules={required}><Input.TextArea rows={3} maxLength={500} /></Form.Item>
      <Button type="primary" htmlType="submit" block loading={busy}>{t('place')}</Button>
    </Form>
  );
}
