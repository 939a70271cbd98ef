import { Alert, App, Button, Form, Input } from 'antd';
import { EvidenceFields, evidenceFieldsOf, evidenceOf } from '../codes/evidence-fields.tsx';
import type { EvidenceEntry } from '../codes/evidence-fields.tsx';
import { ReleaseOrderDocument } from '../generated/operations.ts';
import type { OrderRowFragment } from '../generated/operations.ts';
import { useFieldRefusal } from '../graph/use-field-refusal.ts';
import { useSubmission } from '../graph/use-graph.ts';
import { useWords } from '../language/words.ts';
import { RefusalAlert } from '../shell/states.tsx';

type ReleaseEntry = EvidenceEntry & { reason?: string };

export function ReleaseOrderForm({ order, onDone }: { order: OrderRowFragment; onDone(): void }) {
  const t = useWords('isolation');
  const { message } = App.useApp();
  const [form] = Form.useForm<ReleaseEntry>();
  const { submit, busy, refusal } = useSubmission(ReleaseOrderDocument);
  const unplaced = useFieldRefusal(form, refusal, evidenceFieldsOf);
  const release = async ({ reason, ...evidence }: ReleaseEntry) => {
    if (!(await submit({ orderId: order.id, reason: reason?.trim() || null, evidence: evidenceOf(evidence) }))) return;
    void message.success(t('released'));
    onDone();
  };
  return (
    <Form<ReleaseEntry> form={form} layout="vertical" initialValues={{ kind: 'PCR_RESULT' }} onFinish={(entry) => void release(entry)}>
      <RefusalAlert refusal={unplaced} />
      <Alert type="warning" showIcon title={t('releaseSure', { name: order.person.name })} style={{ marginBottom: 16 }} />
      <Form.Item name="reason" label={t('releaseReason')}>
        <Input maxLength={200} autoComplete="off" />
      </Form.Item>
      <EvidenceFields />
      <Button type="primary" danger htmlType="submit" block loading={busy}>{t('release')}</Button>
    </Form>
  );
}
