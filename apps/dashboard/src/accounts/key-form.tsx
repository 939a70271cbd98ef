import { App, Button, DatePicker, Form, Input, Select } from 'antd';
import dayjs from 'dayjs';
import type { Dayjs } from 'dayjs';
import { AreaSelect } from '../areas/area-select.tsx';
import { RegisterKeyDocument, RotateKeyDocument } from '../generated/operations.ts';
import type { KeyRowFragment } from '../generated/operations.ts';
import { useFieldRefusal } from '../graph/use-field-refusal.ts';
import { useKeyedSubmission } from '../graph/use-graph.ts';
import { useWords } from '../language/words.ts';
import { useActor } from '../login/session.ts';
import { RefusalAlert } from '../shell/states.tsx';
import { makeKeyPair, readPublicKey } from './key-pair.ts';

interface KeyEntry {
  label: string;
  scopes: string[];
  areaCode: string;
  jwk: string;
  expiresAt: Dayjs;
}

const fieldsOf = {
  KEY_LABEL_INVALID: 'label', KEY_NOT_SOUND: 'jwk', KEY_TAKEN: 'jwk', KEY_EXPIRY_INVALID: 'expiresAt', SCOPE_NOT_OF_MACHINES: 'scopes', AREA_NOT_YOURS: 'areaCode',
};

export interface ScopeChoice {
  name: string;
  opens: string;
}

/** Registers the public key of a machine client, or puts a new one in the place of `replaced`. */
export function KeyForm({ replaced, scopes, onDone }: { replaced: KeyRowFragment | null; scopes: readonly ScopeChoice[]; onDone(): void }) {
  const t = useWords('account');
  const shell = useWords('shell');
  const { message } = App.useApp();
  const { areaCode: own } = useActor();
  const [form] = Form.useForm<KeyEntry>();
  const registration = useKeyedSubmission(RegisterKeyDocument);
  const rotation = useKeyedSubmission(RotateKeyDocument);
  const { busy, refusal } = replaced ? rotation : registration;
  const unplaced = useFieldRefusal(form, refusal, fieldsOf);
  const submit = async ({ jwk: text, expiresAt, ...entry }: KeyEntry) => {
    const common = { jwk: readPublicKey(text)!, expiresAt: expiresAt.endOf('day').toISOString() };
    const answer = replaced ? await rotation.submit({ keyId: replaced.id, ...common }) : await registration.submit({ ...entry, ...common });
    if (!answer) return;
    void message.success(replaced ? t('rotated') : t('keyRegistered'));
    onDone();
  };
  const make = async () => form.setFieldValue('jwk', await makeKeyPair(replaced?.label ?? form.getFieldValue('label') ?? ''));
  const required = [{ required: true, message: shell('required') }];
  return (
    <Form<KeyEntry> form={form} layout="vertical" initialValues={{ areaCode: own, expiresAt: dayjs().add(360, 'day') }} onFinish={(entry) => void submit(entry)}>
      <RefusalAlert refusal={unplaced} />
      {replaced ? <p className="muted">{t('rotateLead')}</p> : (
        <>
          <Form.Item name="label" label={t('label')} rules={required}><Input autoFocus maxLength={100} autoComplete="off" /></Form.Item>
          <Form.Item name="scopes" label={t('scopes')} rules={required}>
            <Select mode="multiple" options={scopes.map(({ name, opens }) => ({ value: name, label: `${name} · ${opens}` }))} />
          </Form.Item>
          <Form.Item name="areaCode" label={t('area')} rules={required}><AreaSelect within={own} /></Form.Item>
        </>
      )}
      <Form.Item name="expiresAt" label={t('expiresAt')} rules={required}>
        <DatePicker style={{ width: '100%' }} allowClear={false} disabledDate={(day) => day.isBefore(dayjs(), 'day') || day.isAfter(dayjs().add(1, 'year'), 'day')} />
      </Form.Item>
      <Form.Item
        name="jwk"
        label={t('publicKey')}
        extra={t('publicKeyHint')}
        rules={[...required, { validator: (_, text: string) => (!text || readPublicKey(text) ? Promise.resolve() : Promise.reject(new Error(t('jwkInvalid')))) }]}
      >
        <Input.TextArea rows={5} spellCheck={false} style={{ fontFamily: 'monospace' }} />
      </Form.Item>
      <Button block style={{ marginBottom: 12 }} onClick={() => void make()}>{t('makePair')}</Button>
      <Button type="primary" htmlType="submit" block loading={busy}>{replaced ? t('rotate') : t('registerKey')}</Button>
    </Form>
  );
}
