import { App, Button, Form, Segmented } from 'antd';
import { useState } from 'react';
import { placeName } from '../areas/place-name.ts';
import { EvidenceFields, evidenceFieldsOf, evidenceOf } from '../codes/evidence-fields.tsx';
import type { EvidenceEntry } from '../codes/evidence-fields.tsx';
import { ConfirmOrderDocument } from '../generated/operations.ts';
import type { OrderMode, OrderRowFragment } from '../generated/operations.ts';
import { useFieldRefusal } from '../graph/use-field-refusal.ts';
import { useKeyedSubmission } from '../graph/use-graph.ts';
import { useTerms, useWords } from '../language/words.ts';
import { RefusalAlert } from '../shell/states.tsx';
import { BedPicker } from './bed-picker.tsx';

const modes: readonly OrderMode[] = ['FACILITY', 'HOME', 'HOSPITAL'];

export function ConfirmOrderForm({ order, onDone }: { order: OrderRowFragment; onDone(): void }) {
  const t = useWords('isolation');
  const term = useTerms();
  const { message } = App.useApp();
  const [form] = Form.useForm<EvidenceEntry>();
  const [mode, setMode] = useState<OrderMode>(order.mode);
  const [bedId, setBedId] = useState<string | null>(null);
  const { submit, busy, refusal } = useKeyedSubmission(ConfirmOrderDocument);
  const unplaced = useFieldRefusal(form, refusal, evidenceFieldsOf);
  const confirm = async (evidence: EvidenceEntry) => {
    if (!(await submit({ orderId: order.id, mode, bedId: mode === 'FACILITY' ? bedId : null, evidence: evidenceOf(evidence) }))) return;
    void message.success(t('confirmed'));
    onDone();
  };
  return (
    <Form<EvidenceEntry> form={form} layout="vertical" initialValues={evidenceOfArrival(order)} onFinish={(evidence) => void confirm(evidence)}>
      <RefusalAlert refusal={unplaced} />
      <p className="muted">
        {placeName(order.area)}{order.household ? ` · ${order.household.address}` : ''} · {order.ruleVersion}: {t('days', { facility: order.facilityDays, home: order.homeDays })}
      </p>
      <Segmented block style={{ marginBottom: 16 }} value={mode} onChange={setMode} options={modes.map((value) => ({ value, label: term('OrderMode', value) }))} />
      {mode === 'FACILITY' ? <BedPicker optional value={bedId} onChange={setBedId} key={refusal?.code} /> : null}
      <EvidenceFields />
      <Button type="primary" htmlType="submit" block loading={busy}>{t('confirm')}</Button>
    </Form>
  );
}

/** What stands behind a proposal already is offered as its evidence; who decides may name something better. */
function evidenceOfArrival({ arrival }: OrderRowFragment): Partial<EvidenceEntry> {
  return arrival ? { kind: 'ARRIVAL_DECLARATION', reference: `承诺书 ${arrival.id.slice(-6)}` } : { kind: 'MEDICAL_DIAGNOSIS' };
}
