import { Alert, Button, Form, Input, Select, Typography } from 'antd';
import { useState } from 'react';
import { AreaSelect } from '../areas/area-select.tsx';
import { RecordTipDocument } from '../generated/operations.ts';
import type { TipKind } from '../generated/operations.ts';
import { useFieldRefusal } from '../graph/use-field-refusal.ts';
import { useKeyedSubmission } from '../graph/use-graph.ts';
import { useTerms, useWords } from '../language/words.ts';
import { useActor } from '../login/session.ts';
import { RefusalAlert } from '../shell/states.tsx';

const kinds = ['RETURNEE', 'HEALTH_CODE', 'ISOLATION_BREACH', 'GATHERING', 'VENUE', 'OTHER'] as const satisfies readonly TipKind[];
const fieldsOf = { TIP_WORDS_INVALID: 'words', NAME_INVALID: 'tipperName', PHONE_INVALID: 'tipperPhone', AREA_NOT_YOURS: 'areaCode', AREA_UNKNOWN: 'areaCode' };

interface TipEntry {
  areaCode: string;
  kind: TipKind;
  words: string;
  tipperName?: string;
  tipperPhone?: string;
}

/** The hotline takes a tip-off down, and reads the claim code out. */
export function RecordTipForm({ areaCode, onDone }: { areaCode: string; onDone(): void }) {
  const t = useWords('tip');
  const shell = useWords('shell');
  const term = useTerms();
  const { areaCode: own } = useActor();
  const [form] = Form.useForm<TipEntry>();
  const [claimCode, setClaimCode] = useState<string | null>(null);
  const { submit, busy, refusal } = useKeyedSubmission(RecordTipDocument);
  const unplaced = useFieldRefusal(form, refusal, fieldsOf);
  const record = async ({ tipperName, tipperPhone, ...entry }: TipEntry) => {
    const answer = await submit({ ...entry, tipperName: tipperName?.trim() || null, tipperPhone: tipperPhone?.trim() || null });
    if (answer) setClaimCode(answer.recordTip.claimCode);
  };
  if (claimCode) {
    return (
      <>
        <p>{t('claimHint')}</p>
        <Typography.Title level={2} copyable className="claim-code" style={{ textAlign: 'center', letterSpacing: 2 }}>{claimCode}</Typography.Title>
        <Button type="primary" block onClick={onDone}>{shell('close')}</Button>
      </>
    );
  }
  const required = [{ required: true, message: shell('required') }];
  return (
    <Form<TipEntry> form={form} layout="vertical" autoComplete="off" initialValues={{ areaCode, kind: 'RETURNEE' }} onFinish={(entry) => void record(entry)}>
      <RefusalAlert refusal={unplaced} />
      <Form.Item name="kind" label={t('kind')} rules={required}><Select options={kinds.map((value) => ({ value, label: term('TipKind', value) }))} /></Form.Item>
      <Form.Item name="areaCode" label={t('where')} rules={required}><AreaSelect within={own} /></Form.Item>
      <Form.Item name="words" label={t('words')} extra={t('wordsHint')} rules={required}><Input.TextArea rows={4} maxLength={500} /></Form.Item>
      <Form.Item name="tipperName" label={t('tipperName')}><Input autoComplete="off" /></Form.Item>
      <Form.Item name="tipperPhone" label={t('tipperPhone')}><Input autoComplete="off" inputMode="tel" /></Form.Item>
      <Alert type="info" showIcon title={t('sealed')} style={{ marginBottom: 12 }} />
      <Button type="primary" htmlType="submit" block loading={busy}>{t('record')}</Button>
    </Form>
  );
}
