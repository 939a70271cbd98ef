import { App, Button, Form, Input, Radio } from 'antd';
import type { HealthCodeColour } from '@lianfang/contracts/status';
import { AssignHealthCodesDocument, CorrectHealthCodeDocument } from '../generated/operations.ts';
import { useFieldRefusal } from '../graph/use-field-refusal.ts';
import { useKeyedSubmission } from '../graph/use-graph.ts';
import { useTerms, useWords } from '../language/words.ts';
import { RefusalAlert } from '../shell/states.tsx';
import { EvidenceFields, evidenceFieldsOf, evidenceOf } from './evidence-fields.tsx';
import type { EvidenceEntry } from './evidence-fields.tsx';

interface CodeEntry extends EvidenceEntry {
  code: HealthCodeColour;
  reason: string;
}

interface Decided {
  verdicts: { refusal: string | null; message: string | null }[];
  proposal: { id: string } | null;
}

interface CodeFormProps {
  personIds: string[];
  /** Of a correction: the change to be corrected. */
  changeId?: string;
  onDone(): void;
}

const fieldsOf = { ...evidenceFieldsOf, REASON_MISSING: 'reason', REASON_TOO_LONG: 'reason', REASON_NAMES_PERSON: 'reason' };

/** Sets the codes of one person or a list, or corrects the latest one. */
export function CodeForm({ personIds, changeId, onDone }: CodeFormProps) {
  const t = useWords('code');
  const shell = useWords('shell');
  const term = useTerms();
  const [form] = Form.useForm<CodeEntry>();
  const assign = useKeyedSubmission(AssignHealthCodesDocument);
  const correct = useKeyedSubmission(CorrectHealthCodeDocument);
  const { busy, refusal } = changeId ? correct : assign;
  const unplaced = useFieldRefusal(form, refusal, fieldsOf);
  const tell = useOutcome(onDone);
  const submit = async ({ code, reason, ...evidence }: CodeEntry) => {
    const grounds = { code, reason: reason.trim(), evidence: evidenceOf(evidence) };
    const decided = changeId
      ? (await correct.submit({ personId: personIds[0]!, changeId, ...grounds }))?.correctHealthCode
      : (await assign.submit({ personIds, ...grounds }))?.assignHealthCodes;
    if (decided) tell(decided);
  };
  return (
    <Form<CodeEntry> form={form} layout="vertical" initialValues={{ kind: 'PCR_RESULT' }} onFinish={(entry) => void submit(entry)}>
      <RefusalAlert refusal={unplaced} />
      {personIds.length > 10 ? <p className="muted">{t('moreThanTen')}</p> : null}
      <Form.Item name="code" label={t('colour')} rules={[{ required: true, message: shell('required') }]}>
        <Radio.Group optionType="button" buttonStyle="solid" options={(['GREEN', 'YELLOW', 'RED'] as const).map((value) => ({ value, label: term('HealthCodeColour', value) }))} />
      </Form.Item>
      <Form.Item name="reason" label={t('reason')} extra={t('reasonHint')} rules={[{ required: true, whitespace: true, message: shell('required') }]}>
        <Input.TextArea rows={2} maxLength={200} />
      </Form.Item>
      <EvidenceFields />
      <Button type="primary" htmlType="submit" block loading={busy}>{changeId ? t('correct') : t('assign')}</Button>
    </Form>
  );
}

/** What became of it: done, kept for a second person, or refused row by row. */
function useOutcome(onDone: () => void): (decided: Decided) => void {
  const t = useWords('code');
  const { message, modal } = App.useApp();
  return ({ verdicts, proposal }) => {
    const refused = verdicts.filter(({ refusal }) => refusal);
    if (proposal) void message.info(t('kept'), 8);
    else if (refused.length === 0) void message.success(t('done'));
    else {
      const why = [...new Set(refused.map((verdict) => verdict.message))].join(' ');
      modal.warning({ content: t('someRefused', { done: verdicts.length - refused.length, refused: refused.length, why }) });
    }
    if (refused.length < Math.max(1, verdicts.length)) onDone();
  };
}
