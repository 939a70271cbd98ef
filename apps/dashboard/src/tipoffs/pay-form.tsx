import { App, Button, Form, Input } from 'antd';
import { PayTipRewardDocument } from '../generated/operations.ts';
import { useFieldRefusal } from '../graph/use-field-refusal.ts';
import { useKeyedSubmission } from '../graph/use-graph.ts';
import { useFormats } from '../language/use-formats.ts';
import { useWords } from '../language/words.ts';
import { RefusalAlert } from '../shell/states.tsx';

const fieldsOf = Object.fromEntries(['TIP_CLAIM_UNKNOWN', 'TIP_NOT_CLOSED', 'TIP_NO_REWARD', 'TIP_REWARD_PAID', 'TIP_OWN_VERIFICATION'].map((code) => [code, 'claimCode']));

/** Pays to whoever brings the code; nobody asks for a name. */
export function PayForm({ onDone }: { onDone(): void }) {
  const t = useWords('tip');
  const shell = useWords('shell');
  const { yuan } = useFormats();
  const { message } = App.useApp();
  const [form] = Form.useForm<{ claimCode: string }>();
  const { submit, busy, refusal } = useKeyedSubmission(PayTipRewardDocument);
  const unplaced = useFieldRefusal(form, refusal, fieldsOf);
  const pay = async ({ claimCode }: { claimCode: string }) => {
    const answer = await submit({ claimCode: claimCode.trim() });
    if (!answer) return;
    void message.success(t('paidNow', { amount: yuan(answer.payTipReward.reward?.rewardFen ?? 0) }), 8);
    onDone();
  };
  return (
    <Form form={form} layout="vertical" autoComplete="off" onFinish={(entry) => void pay(entry)}>
      <RefusalAlert refusal={unplaced} />
      <Form.Item name="claimCode" label={t('claimCode')} extra={t('claimAsk')} rules={[{ required: true, whitespace: true, message: shell('required') }]}>
        <Input size="large" placeholder="XXXX-XXXX-XXXX" autoFocus />
      </Form.Item>
      <Button type="primary" htmlType="submit" block loading={busy}>{t('confirmPay')}</Button>
    </Form>
  );
}
