import { App, Button, Form, Input } from 'antd';
import { DeclineOrderDocument } from '../generated/operations.ts';
import { useSubmission } from '../graph/use-graph.ts';
import { useWords } from '../language/words.ts';
import { RefusalAlert } from '../shell/states.tsx';

export function DeclineOrderForm({ orderId, onDone }: { orderId: string; onDone(): void }) {
  const t = useWords('isolation');
  const shell = useWords('shell');
  const { message } = App.useApp();
  const { submit, busy, refusal } = useSubmission(DeclineOrderDocument);
  const decline = async ({ reason }: { reason: string }) => {
    if (!(await submit({ orderId, reason: reason.trim() }))) return;
    void message.success(t('declinedNow'));
    onDone();
  };
  return (
    <Form<{ reason: string }> layout="vertical" onFinish={(fields) => void decline(fields)}>
      <RefusalAlert refusal={refusal} />
      <Form.Item name="reason" label={t('declineReason')} extra={t('declineHint')} rules={[{ required: true, whitespace: true, message: shell('required') }]}>
        <Input.TextArea autoFocus rows={3} maxLength={500} />
      </Form.Item>
      <Button type="primary" danger htmlType="submit" block loading={busy}>{t('decline')}</Button>
    </Form>
  );
}
