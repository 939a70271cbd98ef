import { App, Button, Form, Input } from 'antd';
import { BreakGlassDocument } from '../generated/operations.ts';
import { useFieldRefusal } from '../graph/use-field-refusal.ts';
import { useKeyedSubmission } from '../graph/use-graph.ts';
import { useWords } from '../language/words.ts';
import { RefusalAlert } from '../shell/states.tsx';
import { GlassAreaSelect } from './glass-area-select.tsx';

interface GlassEntry {
  areaCode: string;
  reason: string;
}

const fieldsOf = { GLASS_REASON_MISSING: 'reason', GLASS_AREA_TOO_WIDE: 'areaCode', GLASS_NOT_NEEDED: 'areaCode', AREA_CODE_INVALID: 'areaCode' };

export function BreakGlassForm({ onDone }: { onDone(): void }) {
  const t = useWords('glass');
  const shell = useWords('shell');
  const { message } = App.useApp();
  const [form] = Form.useForm<GlassEntry>();
  const { submit, busy, refusal } = useKeyedSubmission(BreakGlassDocument);
  const unplaced = useFieldRefusal(form, refusal, fieldsOf);
  const open = async ({ areaCode, reason }: GlassEntry) => {
    if (!(await submit({ areaCode, reason: reason.trim() }))) return;
    void message.success(t('opened'), 6);
    onDone();
  };
  return (
    <Form<GlassEntry> form={form} layout="vertical" onFinish={(entry) => void open(entry)}>
      <RefusalAlert refusal={unplaced} />
      <Form.Item name="areaCode" label={t('area')} extra={t('areaHint')} rules={[{ required: true, message: shell('required') }]}>
        <GlassAreaSelect />
      </Form.Item>
      <Form.Item name="reason" label={t('reason')} extra={t('reasonHint')} rules={[{ required: true, whitespace: true, message: shell('required') }]}>
        <Input.TextArea rows={3} maxLength={500} />
      </Form.Item>
      <Button type="primary" danger htmlType="submit" block loading={busy}>{t('begin')}</Button>
    </Form>
  );
}
