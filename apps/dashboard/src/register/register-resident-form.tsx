import { Button, Form, Input, Select } from 'antd';
import { RegisterResidentDocument } from '../generated/operations.ts';
import type { DocumentKind } from '../generated/operations.ts';
import { useFieldRefusal } from '../graph/use-field-refusal.ts';
import { useKeyedSubmission } from '../graph/use-graph.ts';
import { useTerms, useWords } from '../language/words.ts';
import { RefusalAlert } from '../shell/states.tsx';

interface Fields {
  name: string;
  documentKind: DocumentKind;
  idNumber: string;
  phone?: string;
  relation?: string;
}

const kinds: readonly DocumentKind[] = ['RESIDENT_ID', 'PASSPORT', 'TRAVEL_PERMIT'];
const refusals = { NAME_INVALID: 'name', ID_NUMBER_INVALID: 'idNumber', PHONE_INVALID: 'phone', RELATION_INVALID: 'relation', PERSON_REGISTERED: 'idNumber' };

/** Enters somebody who newly lives in a household; the document decides whether the register knows the person already. */
export function RegisterResidentForm({ householdId, onDone }: { householdId: string; onDone(): void }) {
  const t = useWords('register');
  const shell = useWords('shell');
  const term = useTerms();
  const [form] = Form.useForm<Fields>();
  const { submit, busy, refusal } = useKeyedSubmission(RegisterResidentDocument);
  const unplaced = useFieldRefusal(form, refusal, refusals);
  const required = [{ required: true, whitespace: true, message: shell('required') }];
  const send = async ({ phone, relation, ...fields }: Fields) => {
    if (await submit({ householdId, ...fields, phone: phone?.trim() || null, relation: relation?.trim() || null })) onDone();
  };
  return (
    <Form<Fields> form={form} layout="vertical" onFinish={(fields) => void send(fields)} initialValues={{ documentKind: 'RESIDENT_ID' }}>
      <RefusalAlert refusal={unplaced} />
      <Form.Item name="name" label={term('LedgerField', 'NAME')} rules={required}><Input autoFocus maxLength={50} /></Form.Item>
      <Form.Item name="documentKind" label={term('MergeField', 'DOCUMENT')}><Select options={kinds.map((value) => ({ value, label: term('DocumentKind', value) }))} /></Form.Item>
      <Form.Item name="idNumber" label={term('LedgerField', 'ID_NUMBER')} rules={required}><Input maxLength={20} /></Form.Item>
      <Form.Item name="phone" label={term('LedgerField', 'PHONE')}><Input maxLength={20} inputMode="tel" /></Form.Item>
      <Form.Item name="relation" label={t('relation')}><Input maxLength={20} /></Form.Item>
      <Button type="primary" htmlType="submit" block loading={busy}>{t('register')}</Button>
    </Form>
  );
}
