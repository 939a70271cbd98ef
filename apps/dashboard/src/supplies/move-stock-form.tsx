import { App, Button, Form, Input, InputNumber, Segmented } from 'antd';
import { MoveStockDocument } from '../generated/operations.ts';
import { useFieldRefusal } from '../graph/use-field-refusal.ts';
import { useKeyedSubmission } from '../graph/use-graph.ts';
import { useTerms, useWords } from '../language/words.ts';
import { RefusalAlert } from '../shell/states.tsx';
import { ItemSelect, PlaceSelect } from './selects.tsx';

type Kind = 'RECEIPT' | 'TRANSFER' | 'USE';

interface MoveFields {
  kind: Kind;
  itemId: string;
  quantity: number;
  fromPlaceId?: string;
  toPlaceId?: string;
  reason: string;
}

/** Refusals that a field is to blame for. */
const fieldsOf = { STOCK_INSUFFICIENT: 'quantity', QUANTITY_INVALID: 'quantity', ITEM_NOT_FOUND: 'itemId' };

export function MoveStockForm({ areaCode, onDone }: { areaCode: string; onDone(): void }) {
  const t = useWords('supply');
  const shell = useWords('shell');
  const term = useTerms();
  const { message } = App.useApp();
  const [form] = Form.useForm<MoveFields>();
  const kind = Form.useWatch('kind', form);
  const { submit, busy, refusal } = useKeyedSubmission(MoveStockDocument);
  const unplaced = useFieldRefusal(form, refusal, fieldsOf);
  const required = [{ required: true, message: shell('required') }];
  const send = async (fields: MoveFields) => {
    const answer = await submit({ itemId: fields.itemId, quantity: fields.quantity, fromPlaceId: fields.fromPlaceId ?? null, toPlaceId: fields.toPlaceId ?? null, reason: fields.reason.trim() });
    if (!answer) return;
    void message.success(t('moved'));
    onDone();
  };
  return (
    <Form<MoveFields> form={form} layout="vertical" onFinish={(fields) => void send(fields)} initialValues={{ kind: 'RECEIPT' }} preserve={false}>
      <RefusalAlert refusal={unplaced} />
      <Form.Item name="kind" label={t('moveKind')}>
        <Segmented block options={(['RECEIPT', 'TRANSFER', 'USE'] as const).map((value) => ({ value, label: term('MovementKind', value) }))} />
      </Form.Item>
      {kind === 'RECEIPT' ? null : <Form.Item name="fromPlaceId" label={t('from')} rules={required}><PlaceSelect areaCode={areaCode} /></Form.Item>}
      {kind === 'USE' ? null : <Form.Item name="toPlaceId" label={t('to')} rules={required}><PlaceSelect areaCode={areaCode} /></Form.Item>}
      <Form.Item name="itemId" label={t('item')} rules={required}><ItemSelect /></Form.Item>
      <Form.Item name="quantity" label={t('quantity')} rules={required}><InputNumber min={1} precision={0} style={{ width: '100%' }} /></Form.Item>
      <Form.Item name="reason" label={t('reason')} rules={required}><Input maxLength={200} /></Form.Item>
      <Button type="primary" htmlType="submit" block loading={busy}>{t('move')}</Button>
    </Form>
  );
}
