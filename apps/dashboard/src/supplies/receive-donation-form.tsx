import { DeleteOutlined, PlusOutlined } from '@ant-design/icons';
import { Alert, App, Button, Checkbox, Form, Input, InputNumber, Space } from 'antd';
import { useState } from 'react';
import { ReceiveDonationDocument } from '../generated/operations.ts';
import { useFieldRefusal } from '../graph/use-field-refusal.ts';
import { useKeyedSubmission } from '../graph/use-graph.ts';
import { useWords } from '../language/words.ts';
import { RefusalAlert } from '../shell/states.tsx';
import { fenOf } from './money.ts';
import { ItemSelect, PlaceSelect } from './selects.tsx';

interface GoodsFields {
  itemId: string;
  quantity: number;
  valueYuan?: number;
}

interface DonationFields {
  donor: string;
  anonymous?: boolean;
  cashYuan?: number;
  purpose: string;
  placeId?: string;
  goods?: GoodsFields[];
}

/** Refusals that a field is to blame for. */
const fieldsOf = { DONOR_MISSING: 'donor', PLACE_NOT_FOUND: 'placeId' };

export function ReceiveDonationForm({ areaCode, onDone }: { areaCode: string; onDone(): void }) {
  const t = useWords('supply');
  const shell = useWords('shell');
  const { message } = App.useApp();
  const [empty, setEmpty] = useState(false);
  const [form] = Form.useForm<DonationFields>();
  const { submit, busy, refusal } = useKeyedSubmission(ReceiveDonationDocument);
  const unplaced = useFieldRefusal(form, refusal, fieldsOf);
  const required = [{ required: true, whitespace: true, message: shell('required') }];
  const send = async (fields: DonationFields) => {
    const lines = (fields.goods ?? []).map((line) => ({ itemId: line.itemId, quantity: line.quantity, valueFen: fenOf(line.valueYuan) }));
    const cashFen = fenOf(fields.cashYuan);
    setEmpty(lines.length === 0 && cashFen === 0);
    if (lines.length === 0 && cashFen === 0) return;
    const answer = await submit({ donor: fields.donor.trim(), anonymous: fields.anonymous ?? false, cashFen, lines, purpose: fields.purpose.trim(), areaCode, placeId: lines.length > 0 ? (fields.placeId ?? null) : null });
    if (!answer) return;
    void message.success(t('received', { number: answer.receiveDonation.receiptNumber }));
    onDone();
  };
  return (
    <Form<DonationFields> form={form} layout="vertical" onFinish={(fields) => void send(fields)} initialValues={{ goods: [{}] }}>
      <RefusalAlert refusal={unplaced} />
      {empty ? <Alert type="warning" showIcon role="alert" title={t('donationEmpty')} style={{ marginBottom: 12 }} /> : null}
      <Form.Item name="donor" label={t('donor')} rules={required}><Input autoFocus maxLength={80} /></Form.Item>
      <Form.Item name="anonymous" valuePropName="checked"><Checkbox>{t('anonymous')}</Checkbox></Form.Item>
      <Form.Item label={t('goods')}><GoodsLines /></Form.Item>
      <Form.Item noStyle dependencies={['goods']}>
        {({ getFieldValue }) => ((getFieldValue('goods') as unknown[] | undefined)?.length ? (
          <Form.Item name="placeId" label={t('warehouse')} rules={required}><PlaceSelect areaCode={areaCode} kind="WAREHOUSE" /></Form.Item>
        ) : null)}
      </Form.Item>
      <Form.Item name="cashYuan" label={t('cash')}><InputNumber min={0} precision={2} style={{ width: 200 }} /></Form.Item>
      <Form.Item name="purpose" label={t('purpose')} rules={required}><Input maxLength={200} placeholder={t('purposePlaceholder')} /></Form.Item>
      <Button type="primary" htmlType="submit" block loading={busy}>{t('receive')}</Button>
    </Form>
  );
}

function GoodsLines() {
  const t = useWords('supply');
  const shell = useWords('shell');
  const required = [{ required: true, message: shell('required') }];
  return (
    <Form.List name="goods">
      {(lines, { add, remove }) => (
        <>
          {lines.map(({ key, name }) => (
            <Space key={key} align="baseline" wrap>
              <div style={{ width: 240 }}><Form.Item name={[name, 'itemId']} rules={required} style={{ marginBottom: 8 }}><ItemSelect /></Form.Item></div>
              <Form.Item name={[name, 'quantity']} rules={required} style={{ marginBottom: 8 }}><InputNumber min={1} precision={0} placeholder={t('quantity')} aria-label={t('quantity')} style={{ width: 120 }} /></Form.Item>
              <Form.Item name={[name, 'valueYuan']} style={{ marginBottom: 8 }}><InputNumber min={0} precision={2} placeholder={t('value')} aria-label={t('value')} style={{ width: 130 }} /></Form.Item>
              <Button type="text" icon={<DeleteOutlined />} aria-label={`${t('goods')} −`} onClick={() => remove(name)} />
            </Space>
          ))}
          <div><Button type="dashed" size="small" icon={<PlusOutlined />} onClick={() => add({})}>{t('addGoods')}</Button></div>
        </>
      )}
    </Form.List>
  );
}
