import { DatePicker, Form, Input, Select } from 'antd';
import dayjs from 'dayjs';
import type { Dayjs } from 'dayjs';
import { evidenceKinds } from '@lianfang/contracts/status';
import type { EvidenceKind } from '@lianfang/contracts/status';
import { useLanguage, useWords } from '../language/words.ts';

export interface EvidenceEntry {
  kind: EvidenceKind;
  reference: string;
  day: Dayjs;
  note?: string;
}

/** Refusals that a field of the evidence is to blame for. */
export const evidenceFieldsOf = { EVIDENCE_MISSING: 'reference', EVIDENCE_DAY_INVALID: 'day', EVIDENCE_TOO_LONG: 'note', EVIDENCE_NAMES_PERSON: 'note' };

export function evidenceOf({ kind, reference, day, note }: EvidenceEntry) {
  return { kind, reference: reference.trim(), day: day.format('YYYY-MM-DD'), note: note?.trim() || null };
}

/** What a decision rests on: kind, number and day of the document. Part of every form that changes a person's status. */
export function EvidenceFields() {
  const t = useWords('code');
  const shell = useWords('shell');
  const language = useLanguage();
  const options = Object.entries(evidenceKinds).map(([value, names]) => ({ value, label: names[language] }));
  const required = [{ required: true, message: shell('required') }];
  return (
    <>
      <div className="evidence-row">
        <Form.Item name="kind" label={t('kind')} rules={required}>
          <Select options={options} />
        </Form.Item>
        <Form.Item name="day" label={t('day')} initialValue={dayjs()} rules={required}>
          <DatePicker style={{ width: '100%' }} allowClear={false} disabledDate={(day) => day.isAfter(dayjs(), 'day') || day.isBefore(dayjs().subtract(1, 'year'), 'day')} />
        </Form.Item>
      </div>
      <Form.Item name="reference" label={t('reference')} extra={t('referenceHint')} rules={[{ required: true, whitespace: true, message: shell('required') }]}>
        <Input maxLength={60} autoComplete="off" />
      </Form.Item>
      <Form.Item name="note" label={t('note')}>
        <Input maxLength={200} autoComplete="off" />
      </Form.Item>
    </>
  );
}
