import { App, Button, Form, Input, Modal, Space } from 'antd';
import { useState } from 'react';
import { AcknowledgeAlertDocument, CloseAlertDocument } from '../generated/operations.ts';
import type { AlertRowFragment } from '../generated/operations.ts';
import { useSubmission } from '../graph/use-graph.ts';
import { useWords } from '../language/words.ts';
import { ScopedButton } from '../shell/permitted.tsx';
import { RefusalAlert } from '../shell/states.tsx';
import { useTold } from '../shell/use-told.tsx';

/** Takes an alert on, then closes it with what was done. */
export function AlertActions({ alert, onDone }: { alert: AlertRowFragment; onDone(): void }) {
  const t = useWords('checkpoint');
  const { message } = App.useApp();
  const [closing, setClosing] = useState(false);
  const acknowledging = useSubmission(AcknowledgeAlertDocument);
  useTold(acknowledging.refusal);
  const acknowledge = async () => {
    if (!(await acknowledging.submit({ alertId: alert.id }))) return;
    void message.success(t('acknowledged'));
    onDone();
  };
  if (alert.state === 'CLOSED') return null;
  return (
    <Space size={8}>
      {alert.state === 'RAISED' ? <ScopedButton scope="alert:handle" size="small" type="primary" loading={acknowledging.busy} onClick={() => void acknowledge()}>{t('acknowledge')}</ScopedButton> : null}
      <ScopedButton scope="alert:handle" size="small" onClick={() => setClosing(true)}>{t('close')}</ScopedButton>
      <Modal open={closing} title={t('closeTitle')} footer={null} destroyOnHidden onCancel={() => setClosing(false)}>
        <CloseAlertForm alertId={alert.id} onDone={() => { setClosing(false); onDone(); }} />
      </Modal>
    </Space>
  );
}

function CloseAlertForm({ alertId, onDone }: { alertId: string; onDone(): void }) {
  const t = useWords('checkpoint');
  const shell = useWords('shell');
  const { message } = App.useApp();
  const { submit, busy, refusal } = useSubmission(CloseAlertDocument);
  const send = async ({ outcome }: { outcome: string }) => {
    if (!(await submit({ alertId, outcome: outcome.trim() }))) return;
    void message.success(t('closedNow'));
    onDone();
  };
  return (
    <Form<{ outcome: string }> layout="vertical" onFinish={(fields) => void send(fields)}>
      <RefusalAlert refusal={refusal} />
      <Form.Item name="outcome" label={t('outcome')} rules={[{ required: true, whitespace: true, message: shell('required') }]}>
        <Input.TextArea autoFocus rows={3} maxLength={500} placeholder={t('outcomePlaceholder')} />
      </Form.Item>
      <Button type="primary" htmlType="submit" block loading={busy}>{t('close')}</Button>
    </Form>
  );
}
