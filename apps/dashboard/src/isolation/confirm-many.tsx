import { App, Button, Form, Modal } from 'antd';
import { useState } from 'react';
import { EvidenceFields, evidenceFieldsOf, evidenceOf } from '../codes/evidence-fields.tsx';
import type { EvidenceEntry } from '../codes/evidence-fields.tsx';
import { ConfirmOrdersDocument } from '../generated/operations.ts';
import type { OrderRowFragment } from '../generated/operations.ts';
import { useFieldRefusal } from '../graph/use-field-refusal.ts';
import { useKeyedSubmission } from '../graph/use-graph.ts';
import { useWords } from '../language/words.ts';
import { ScopedButton } from '../shell/permitted.tsx';
import { RefusalAlert } from '../shell/states.tsx';

/** Confirms the chosen orders as they were proposed; beds are assigned after. */
export function ConfirmMany({ orders, onDone }: { orders: readonly OrderRowFragment[]; onDone(): void }) {
  const t = useWords('isolation');
  const code = useWords('code');
  const [opened, setOpened] = useState(false);
  return (
    <>
      <ScopedButton scope="isolation:order" type="primary" disabled={orders.length === 0} onClick={() => setOpened(true)}>
        {t('confirmMany')}{orders.length > 0 ? ` · ${code('selected', { count: orders.length })}` : ''}
      </ScopedButton>
      <Modal open={opened} title={t('confirmMany')} footer={null} destroyOnHidden onCancel={() => setOpened(false)}>
        <ConfirmManyForm orders={orders} onDone={() => { setOpened(false); onDone(); }} />
      </Modal>
    </>
  );
}

function ConfirmManyForm({ orders, onDone }: { orders: readonly OrderRowFragment[]; onDone(): void }) {
  const t = useWords('isolation');
  const code = useWords('code');
  const { message, modal } = App.useApp();
  const [form] = Form.useForm<EvidenceEntry>();
  const { submit, busy, refusal } = useKeyedSubmission(ConfirmOrdersDocument);
  const unplaced = useFieldRefusal(form, refusal, evidenceFieldsOf);
  const confirm = async (evidence: EvidenceEntry) => {
    const answer = await submit({ orders: orders.map(({ id, mode }) => ({ orderId: id, mode })), evidence: evidenceOf(evidence) });
    if (!answer) return;
    const { proposal, verdicts } = answer.confirmOrders;
    const refused = verdicts.filter((verdict) => verdict.refusal);
    if (proposal) void message.info(code('kept'), 8);
    else if (refused.length === 0) void message.success(t('confirmed'));
    else modal.warning({ content: code('someRefused', { done: verdicts.length - refused.length, refused: refused.length, why: [...new Set(refused.map((verdict) => verdict.message))].join(' ') }) });
    onDone();
  };
  return (
    <Form<EvidenceEntry> form={form} layout="vertical" initialValues={{ kind: 'ARRIVAL_DECLARATION' }} onFinish={(evidence) => void confirm(evidence)}>
      <RefusalAlert refusal={unplaced} />
      <p className="muted">{t('confirmManyLead')} {orders.length > 10 ? code('moreThanTen') : ''}</p>
      <EvidenceFields />
      <Button type="primary" htmlType="submit" block loading={busy}>{t('confirm')}</Button>
    </Form>
  );
}
