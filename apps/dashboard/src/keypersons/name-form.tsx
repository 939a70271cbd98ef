import { App, Button, Form, Input, Select } from 'antd';
import { useState } from 'react';
import { FindResidentsDocument, NameKeyPersonDocument } from '../generated/operations.ts';
import type { KeyReason } from '../generated/operations.ts';
import { useFieldRefusal } from '../graph/use-field-refusal.ts';
import { useKeyedSubmission } from '../graph/use-graph.ts';
import { useTerms, useWords } from '../language/words.ts';
import { RefusalAlert } from '../shell/states.tsx';
import { useClient } from 'urql';

const reasons = ['RETURNEE', 'CLOSE_CONTACT', 'HOME_ISOLATION', 'RELEASED', 'ELDERLY_ALONE', 'DISABLED', 'PREGNANT', 'CHRONIC_ILLNESS', 'CHILD_ALONE', 'OTHER'] as const satisfies readonly KeyReason[];
const fieldsOf = { PERSON_NOT_FOUND: 'personId', KEY_PERSON_ALREADY: 'personId', KEY_PERSON_NOTE_INVALID: 'note' };

interface NameEntry {
  personId: string;
  reason: KeyReason;
  note?: string;
}

export function NameForm({ areaCode, onDone }: { areaCode: string; onDone(): void }) {
  const t = useWords('keyPerson');
  const shell = useWords('shell');
  const term = useTerms();
  const { message } = App.useApp();
  const [form] = Form.useForm<NameEntry>();
  const { submit, busy, refusal } = useKeyedSubmission(NameKeyPersonDocument);
  const unplaced = useFieldRefusal(form, refusal, fieldsOf);
  const name = async ({ note, ...entry }: NameEntry) => {
    if (!(await submit({ ...entry, note: note?.trim() || null }))) return;
    void message.success(t('named'));
    onDone();
  };
  const required = [{ required: true, message: shell('required') }];
  return (
    <Form<NameEntry> form={form} layout="vertical" onFinish={(entry) => void name(entry)}>
      <RefusalAlert refusal={unplaced} />
      <Form.Item name="personId" label={t('who')} rules={required}><ResidentSelect areaCode={areaCode} /></Form.Item>
      <Form.Item name="reason" label={t('reason')} rules={required}><Select options={reasons.map((value) => ({ value, label: term('KeyReason', value) }))} /></Form.Item>
      <Form.Item name="note" label={t('note')} extra={t('noteHint')}><Input.TextArea rows={2} maxLength={200} /></Form.Item>
      <Button type="primary" htmlType="submit" block loading={busy}>{t('name')}</Button>
    </Form>
  );
}

interface ResidentSelectProps {
  areaCode: string;
  value?: string;
  onChange?(id: string): void;
  id?: string;
}

/** Looks a resident up when the search is entered, not at each letter: lookups are counted. */
function ResidentSelect({ areaCode, value, onChange, id }: ResidentSelectProps) {
  const t = useWords('keyPerson');
  const client = useClient();
  const [found, setFound] = useState<{ value: string; label: string }[]>([]);
  const [busy, setBusy] = useState(false);
  const find = async (search: string) => {
    if (!search.trim()) return;
    setBusy(true);
    const { data } = await client.query(FindResidentsDocument, { areaCode, search: search.trim() }).toPromise();
    setBusy(false);
    setFound((data?.people.edges ?? []).map(({ node }) => ({ value: node.id, label: [node.name, node.household?.address].filter(Boolean).join(' · ') })));
  };
  return (
    <>
      <Input.Search placeholder={t('whoHint')} aria-label={t('whoHint')} loading={busy} enterButton onSearch={(text) => void find(text)} style={{ marginBottom: 8 }} />
      <Select id={id} value={value} onChange={onChange} options={found} style={{ width: '100%' }} />
    </>
  );
}
