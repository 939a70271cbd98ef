import { App, Button, Form, Input, Radio } from 'antd';
import { useState } from 'react';
import { RegisterCaseDocument } from '../generated/operations.ts';
import type { CaseClass, CaseOrigin, CaseSeverity } from '../generated/operations.ts';
import { useKeyedSubmission } from '../graph/use-graph.ts';
import { useTerms, useWords } from '../language/words.ts';
import { PersonPicker } from '../reconciliation/assist-list.tsx';
import { RefusalAlert } from '../shell/states.tsx';
import { classes, origins, severities } from './case-colours.ts';
import { shanghaiToday } from './offer.ts';

interface Values {
  class: CaseClass;
  origin: CaseOrigin;
  severity?: CaseSeverity;
  day: string;
  onsetOn?: string;
  reason?: string;
}

/** Opens a case; of a known person when `personId` is given. */
export function RegisterCaseForm({ areaCode, personId, onDone }: { areaCode: string; personId?: string; onDone(id: string): void }) {
  const t = useWords('case');
  const term = useTerms();
  const { message } = App.useApp();
  const [form] = Form.useForm<Values>();
  const [person, setPerson] = useState<string | null>(personId ?? null);
  const [missing, setMissing] = useState(false);
  const chosen = Form.useWatch('class', form);
  const { submit, busy, refusal } = useKeyedSubmission(RegisterCaseDocument);
  const send = async ({ severity, onsetOn, reason, ...values }: Values) => {
    if (!person) return setMissing(true);
    const told = await submit({ ...values, personId: person, severity: values.class === 'CONFIRMED' ? (severity ?? null) : null, onsetOn: onsetOn || null, reason: reason?.trim() || null });
    if (!told) return;
    void message.success(t('registered', { number: told.registerCase.number }));
    onDone(told.registerCase.id);
  };
  return (
    <Form<Values> name="register-case" form={form} layout="vertical" initialValues={{ day: shanghaiToday() }} onFinish={(values) => void send(values)}>
      <RefusalAlert refusal={refusal} />
      {personId ? null : (
        <Form.Item label={t('whoIsIt')} required validateStatus={missing && !person ? 'error' : ''} help={missing && !person ? t('choosePerson') : t('whoIsItHint')}>
          <PersonPicker areaCode={areaCode} value={person} onChange={setPerson} />
        </Form.Item>
      )}
      <Form.Item name="class" label={t('class')} rules={[{ required: true, message: t('chooseClass') }]}>
        <Radio.Group optionType="button" options={classes.filter((value) => value !== 'EXCLUDED').map((value) => ({ value, label: term('CaseClass', value) }))} />
      </Form.Item>
      <Form.Item name="origin" label={t('origin')} rules={[{ required: true, message: t('chooseOrigin') }]}>
        <Radio.Group optionType="button" options={origins.map((value) => ({ value, label: term('CaseOrigin', value) }))} />
      </Form.Item>
      {chosen === 'CONFIRMED' ? (
        <Form.Item name="severity" label={t('severity')}>
          <Radio.Group optionType="button" options={severities.map((value) => ({ value, label: term('CaseSeverity', value) }))} />
        </Form.Item>
      ) : null}
      <Form.Item name="day" label={t('openedOn')} rules={[{ required: true, message: t('chooseDay') }]}><Input type="date" max={shanghaiToday()} /></Form.Item>
      <Form.Item name="onsetOn" label={t('onsetOn')}><Input type="date" max={shanghaiToday()} /></Form.Item>
      <Form.Item name="reason" label={t('reason')}><Input.TextArea rows={2} maxLength={200} showCount /></Form.Item>
      <Button type="primary" block htmlType="submit" loading={busy}>{t('register')}</Button>
    </Form>
  );
}
