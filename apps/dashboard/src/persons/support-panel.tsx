import { App, Button, Form, Input, Modal, Table, Tag } from 'antd';
import { useState } from 'react';
import { OpenSupportDocument } from '../generated/operations.ts';
import { useKeyedSubmission } from '../graph/use-graph.ts';
import { useFormats } from '../language/use-formats.ts';
import { useTerms, useWords } from '../language/words.ts';
import { ScopedButton } from '../shell/permitted.tsx';
import { Nothing, RefusalAlert } from '../shell/states.tsx';
import type { Entry } from './person-page.tsx';

/** What was asked for this person, and a way to ask for more. */
export function SupportPanel({ person, onChange }: { person: Entry; onChange(): void }) {
  const t = useWords('person');
  const term = useTerms();
  const { moment } = useFormats();
  const [asking, setAsking] = useState(false);
  return (
    <div className="panel">
      <h2>{t('support')}</h2>
      <Table
        size="small"
        rowKey="id"
        pagination={false}
        dataSource={person.supportRequests ?? []}
        locale={{ emptyText: <Nothing text={t('noSupport')} /> }}
        columns={[
          { title: t('need'), dataIndex: 'need' },
          { title: t('dueAt'), render: (_, row) => <>{moment(row.dueAt)} {row.overdue ? <Tag color="red">{t('overdue')}</Tag> : null}</> },
          { title: t('takenBy'), dataIndex: 'takenBy', render: (text: string | null) => text ?? '—' },
          { title: t('state'), dataIndex: 'state', render: (state: string) => <Tag>{term('SupportState', state)}</Tag> },
        ]}
      />
      <ScopedButton scope="support:handle" size="small" style={{ marginTop: 10 }} onClick={() => setAsking(true)}>{t('askSupport')}</ScopedButton>
      <Modal open={asking} title={`${t('askSupport')} · ${person.name}`} footer={null} destroyOnHidden onCancel={() => setAsking(false)}>
        <AskSupportForm person={person} onDone={() => { setAsking(false); onChange(); }} />
      </Modal>
    </div>
  );
}

function AskSupportForm({ person, onDone }: { person: Entry; onDone(): void }) {
  const t = useWords('person');
  const shell = useWords('shell');
  const { message } = App.useApp();
  const { submit, busy, refusal } = useKeyedSubmission(OpenSupportDocument);
  const send = async ({ need }: { need: string }) => {
    if (!(await submit({ personId: person.id, householdId: person.household?.id ?? null, areaCode: person.area.code, need: need.trim() }))) return;
    void message.success(t('supportAsked'));
    onDone();
  };
  return (
    <Form<{ need: string }> layout="vertical" onFinish={(fields) => void send(fields)}>
      <RefusalAlert refusal={refusal} />
      <Form.Item name="need" label={t('need')} rules={[{ required: true, whitespace: true, message: shell('required') }]}>
        <Input.TextArea autoFocus rows={3} maxLength={300} placeholder={t('needHint')} />
      </Form.Item>
      <Button type="primary" htmlType="submit" block loading={busy}>{t('askSupport')}</Button>
    </Form>
  );
}
