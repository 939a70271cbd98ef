import { App, Button, Checkbox, DatePicker, Form, Input, Select } from 'antd';
import dayjs from 'dayjs';
import type { Dayjs } from 'dayjs';
import { AreaSelect } from '../areas/area-select.tsx';
import { OpenSweepRoundDocument, SweepTargetGroupsDocument } from '../generated/operations.ts';
import type { SweepMethod } from '../generated/operations.ts';
import { useFieldRefusal } from '../graph/use-field-refusal.ts';
import { useKeyedSubmission, useReading } from '../graph/use-graph.ts';
import { useTerms, useWords } from '../language/words.ts';
import { useActor } from '../login/session.ts';
import { RefusalAlert } from '../shell/states.tsx';

interface RoundFields {
  name: string;
  areaCode: string;
  dates: [Dayjs, Dayjs];
  methods: SweepMethod[];
  targetGroupIds: string[];
}

const methods: readonly SweepMethod[] = ['DOOR', 'PHONE', 'QR', 'CHECKPOINT', 'TIP_OFF'];
const day = 'YYYY-MM-DD';

/** Refusals that a field is to blame for. */
const fieldsOf = { SWEEP_NAME_INVALID: 'name', SWEEP_PERIOD_INVALID: 'dates', AREA_NOT_YOURS: 'areaCode', AREA_UNKNOWN: 'areaCode', SWEEP_METHOD_MISSING: 'methods', TARGET_GROUP_NOT_FOUND: 'targetGroupIds' };

export function OpenRoundForm({ areaCode, onDone }: { areaCode: string; onDone(): void }) {
  const t = useWords('sweep');
  const shell = useWords('shell');
  const term = useTerms();
  const { message } = App.useApp();
  const jurisdiction = useActor().areaCode;
  const [form] = Form.useForm<RoundFields>();
  const { submit, busy, refusal } = useKeyedSubmission(OpenSweepRoundDocument);
  const unplaced = useFieldRefusal(form, refusal, fieldsOf);
  const chosenArea = Form.useWatch('areaCode', form) ?? areaCode;
  const groups = useReading({ query: SweepTargetGroupsDocument, variables: { areaCode: chosenArea } }).data?.targetGroups ?? [];
  const required = [{ required: true, message: shell('required') }];
  const send = async (fields: RoundFields) => {
    const [from, to] = fields.dates;
    const answer = await submit({ name: fields.name.trim(), areaCode: fields.areaCode, methods: fields.methods, targetGroupIds: fields.targetGroupIds, startsOn: from.format(day), endsOn: to.format(day) });
    if (!answer) return;
    void message.success(t('opened'));
    onDone();
  };
  return (
    <Form<RoundFields> form={form} layout="vertical" onFinish={(fields) => void send(fields)} initialValues={{ areaCode, dates: [dayjs(), dayjs().add(2, 'day')], methods: ['DOOR'], targetGroupIds: [] }}>
      <RefusalAlert refusal={unplaced} />
      <Form.Item name="name" label={t('name')} rules={required}><Input autoFocus maxLength={60} placeholder={t('namePlaceholder')} /></Form.Item>
      <Form.Item name="areaCode" label={t('area')} rules={required}><AreaSelect within={jurisdiction} /></Form.Item>
      <Form.Item name="dates" label={t('dates')} rules={required}><DatePicker.RangePicker style={{ width: '100%' }} /></Form.Item>
      <Form.Item name="methods" label={t('methods')} rules={required}>
        <Checkbox.Group options={methods.map((method) => ({ value: method, label: term('SweepMethod', method) }))} />
      </Form.Item>
      <Form.Item name="targetGroupIds" label={t('targetGroups')} extra={t('targetGroupsHint')}>
        <Select mode="multiple" allowClear optionFilterProp="label" placeholder={groups.length === 0 ? t('noGroups') : undefined} options={groups.map((group) => ({ value: group.id, label: `${group.name} · ${t('versionOf', { version: group.version })}` }))} />
      </Form.Item>
      <Button type="primary" htmlType="submit" block loading={busy}>{t('open')}</Button>
    </Form>
  );
}
