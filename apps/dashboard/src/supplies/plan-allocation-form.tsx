import { Alert, App, Button, Form, InputNumber, Segmented } from 'antd';
import { useState } from 'react';
import { PlanAllocationDocument } from '../generated/operations.ts';
import type { AllocationBasis } from '../generated/operations.ts';
import { useFieldRefusal } from '../graph/use-field-refusal.ts';
import { useKeyedSubmission } from '../graph/use-graph.ts';
import { useTerms, useWords } from '../language/words.ts';
import { RefusalAlert } from '../shell/states.tsx';
import { Receivers } from './receivers.tsx';
import type { Receiver } from './receivers.tsx';
import { ItemSelect, PlaceSelect } from './selects.tsx';

interface PlanFields {
  basis: AllocationBasis;
  itemId: string;
  fromPlaceId: string;
  quantity?: number;
}

/** Refusals that a field is to blame for. */
const fieldsOf = { QUANTITY_INVALID: 'quantity', ITEM_NOT_FOUND: 'itemId', PLACE_NOT_FOUND: 'fromPlaceId' };

export function PlanAllocationForm({ areaCode, onDone }: { areaCode: string; onDone(): void }) {
  const t = useWords('supply');
  const shell = useWords('shell');
  const term = useTerms();
  const { message } = App.useApp();
  const [form] = Form.useForm<PlanFields>();
  const basis = Form.useWatch('basis', form) ?? 'HEADCOUNT';
  const total = Form.useWatch('quantity', form) ?? 0;
  const [receivers, setReceivers] = useState<Receiver[]>([]);
  const [missing, setMissing] = useState(false);
  const { submit, busy, refusal } = useKeyedSubmission(PlanAllocationDocument);
  const unplaced = useFieldRefusal(form, refusal, fieldsOf);
  const required = [{ required: true, message: shell('required') }];
  const send = async (fields: PlanFields) => {
    setMissing(receivers.length === 0);
    if (receivers.length === 0) return;
    const lines = receivers.map((receiver) => lineOf(receiver, fields.basis));
    const quantity = fields.basis === 'HEADCOUNT' ? (fields.quantity ?? null) : null;
    if (!(await submit({ itemId: fields.itemId, fromPlaceId: fields.fromPlaceId, basis: fields.basis, quantity, lines }))) return;
    void message.success(t('planned'));
    onDone();
  };
  return (
    <Form<PlanFields> form={form} layout="vertical" onFinish={(fields) => void send(fields)} initialValues={{ basis: 'HEADCOUNT' }}>
      <RefusalAlert refusal={unplaced} />
      {missing ? <Alert type="warning" showIcon role="alert" title={t('noReceivers')} style={{ marginBottom: 12 }} /> : null}
      <Form.Item name="basis" label={t('basis')}>
        <Segmented block options={(['HEADCOUNT', 'NEED'] as const).map((value) => ({ value, label: term('AllocationBasis', value) }))} />
      </Form.Item>
      <Form.Item name="fromPlaceId" label={t('fromPlace')} rules={required}><PlaceSelect areaCode={areaCode} /></Form.Item>
      <Form.Item name="itemId" label={t('item')} rules={required}><ItemSelect /></Form.Item>
      {basis === 'HEADCOUNT' ? <Form.Item name="quantity" label={t('shareOut')} rules={required}><InputNumber min={1} precision={0} style={{ width: 200 }} /></Form.Item> : null}
      <Form.Item label={t('receivers')} required>
        <Receivers areaCode={areaCode} basis={basis} total={total} value={receivers} onChange={setReceivers} />
      </Form.Item>
      <Button type="primary" htmlType="submit" block loading={busy}>{t('plan')}</Button>
    </Form>
  );
}

/** A checkpoint where stock has never lain is made a place by its name and area. */
function lineOf(receiver: Receiver, basis: AllocationBasis) {
  return {
    checkpointId: receiver.checkpointId,
    placeName: receiver.name,
    areaCode: receiver.areaCode,
    headcount: basis === 'HEADCOUNT' ? receiver.headcount : null,
    quantity: basis === 'NEED' ? receiver.quantity : null,
  };
}
