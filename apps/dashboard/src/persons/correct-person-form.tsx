import { App, Button, Form, Input } from 'antd';
import { CorrectPersonDocument } from '../generated/operations.ts';
import { useFieldRefusal } from '../graph/use-field-refusal.ts';
import { useSubmission } from '../graph/use-graph.ts';
import { useWords } from '../language/words.ts';
import { RefusalAlert } from '../shell/states.tsx';
import type { Entry } from './person-page.tsx';

interface CorrectionFields {
  name?: string;
  phone?: string;
  relation?: string;
}

/** Refusals that a field is to blame for. */
const fieldsOf = { NAME_INVALID: 'name', PHONE_INVALID: 'phone' };

/**
 * Corrects an entry. Empty fields and fields as they were are left out, so a masked phone is never written back; the
 * version makes a correction that somebody overtook a refusal.
 */
export function CorrectPersonForm({ person, onDone }: { person: Entry; onDone(): void }) {
  const t = useWords('person');
  const { message } = App.useApp();
  const [form] = Form.useForm<CorrectionFields>();
  const { submit, busy, refusal } = useSubmission(CorrectPersonDocument);
  const unplaced = useFieldRefusal(form, refusal, fieldsOf);
  const changed = (after: string | undefined, before: string | null | undefined) => (after?.trim() && after.trim() !== before ? after.trim() : undefined);
  const send = async (fields: CorrectionFields) => {
    const input = { personId: person.id, version: person.version, name: changed(fields.name, person.name), phone: changed(fields.phone, person.phone), relation: changed(fields.relation, person.relation) };
    if (!(await submit({ input }))) return;
    void message.success(t('corrected'));
    onDone();
  };
  return (
    <Form<CorrectionFields> form={form} layout="vertical" onFinish={(fields) => void send(fields)} initialValues={{ name: person.name, relation: person.relation ?? '' }}>
      <RefusalAlert refusal={unplaced} />
      <Form.Item name="name" label={t('name')}><Input autoFocus maxLength={40} /></Form.Item>
      <Form.Item name="phone" label={t('phone')} extra={t('phoneHint')}><Input maxLength={20} placeholder={person.phone ?? ''} inputMode="tel" /></Form.Item>
      <Form.Item name="relation" label={t('relation')}><Input maxLength={20} /></Form.Item>
      <Button type="primary" htmlType="submit" block loading={busy}>{t('correct')}</Button>
    </Form>
  );
}
