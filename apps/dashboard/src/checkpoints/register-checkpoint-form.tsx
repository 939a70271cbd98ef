import { App, Button, Form, Input, InputNumber, Select, Space } from 'antd';
import { AreaSelect } from '../areas/area-select.tsx';
import { RegisterCheckpointDocument } from '../generated/operations.ts';
import type { CheckpointKind } from '../generated/operations.ts';
import { useFieldRefusal } from '../graph/use-field-refusal.ts';
import { useKeyedSubmission } from '../graph/use-graph.ts';
import { useTerms, useWords } from '../language/words.ts';
import { useActor } from '../login/session.ts';
import { RefusalAlert } from '../shell/states.tsx';
import { checkpointKinds } from './checkpoint-list.tsx';

interface CheckpointFields {
  name: string;
  kind: CheckpointKind;
  areaCode: string;
  opensAt?: string;
  closesAt?: string;
  headcount: number;
}

/** Refusals that a field is to blame for. */
const fieldsOf = { CHECKPOINT_NAME_INVALID: 'name', CHECKPOINT_HOURS_INVALID: 'opensAt', AREA_NOT_YOURS: 'areaCode' };

export function RegisterCheckpointForm({ areaCode, onDone }: { areaCode: string; onDone(): void }) {
  const t = useWords('checkpoint');
  const shell = useWords('shell');
  const term = useTerms();
  const { message } = App.useApp();
  const jurisdiction = useActor().areaCode;
  const [form] = Form.useForm<CheckpointFields>();
  const { submit, busy, refusal } = useKeyedSubmission(RegisterCheckpointDocument);
  const unplaced = useFieldRefusal(form, refusal, fieldsOf);
  const required = [{ required: true, message: shell('required') }];
  const send = async (fields: CheckpointFields) => {
    const answer = await submit({ ...fields, name: fields.name.trim(), opensAt: fields.opensAt || null, closesAt: fields.closesAt || null });
    if (!answer) return;
    void message.success(t('registered'));
    onDone();
  };
  return (
    <Form<CheckpointFields> form={form} layout="vertical" onFinish={(fields) => void send(fields)} initialValues={{ areaCode, kind: 'COMPOUND_GATE', headcount: 2 }}>
      <RefusalAlert refusal={unplaced} />
      <Form.Item name="name" label={t('name')} rules={required}><Input autoFocus maxLength={60} placeholder={t('namePlaceholder')} /></Form.Item>
      <Form.Item name="kind" label={t('kind')} rules={required}>
        <Select options={checkpointKinds.map((kind) => ({ value: kind, label: term('CheckpointKind', kind) }))} />
      </Form.Item>
      <Form.Item name="areaCode" label={t('area')} rules={required}><AreaSelect within={jurisdiction} /></Form.Item>
      <Space size={16} align="start">
        <Form.Item name="opensAt" label={t('opensAt')} extra={t('aroundTheClock')}><Input type="time" /></Form.Item>
        <Form.Item name="closesAt" label={t('closesAt')}><Input type="time" /></Form.Item>
        <Form.Item name="headcount" label={t('headcount')} rules={required}><InputNumber min={0} max={200} precision={0} /></Form.Item>
      </Space>
      <Button type="primary" htmlType="submit" block loading={busy}>{t('register')}</Button>
    </Form>
  );
}
