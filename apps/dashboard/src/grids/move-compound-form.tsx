import { App, Button, Checkbox, Form, Input, Popconfirm } from 'antd';
import { useState } from 'react';
import { AreaSelect } from '../areas/area-select.tsx';
import { placeName } from '../areas/place-name.ts';
import { MoveCompoundDocument } from '../generated/operations.ts';
import { useFieldRefusal } from '../graph/use-field-refusal.ts';
import { useKeyedSubmission } from '../graph/use-graph.ts';
import { useWords } from '../language/words.ts';
import { useActor } from '../login/session.ts';
import { RefusalAlert } from '../shell/states.tsx';
import type { Compound } from './compound-table.tsx';

interface Fields {
  gridCode: string;
  reason: string;
}

const communityDigits = 12;
const gridRefusals = { AREA_UNKNOWN: 'gridCode', COMPOUND_THERE_ALREADY: 'gridCode', COMPOUND_NAME_TAKEN: 'gridCode', AREA_NOT_YOURS: 'gridCode', REASON_NAMES_PERSON: 'reason' };

/** Moves a compound with everybody in it; asked twice, for many go along. */
export function MoveCompoundForm({ compound, onDone, to }: { compound: Compound; onDone(): void; to?: string }) {
  const t = useWords('grid');
  const shell = useWords('shell');
  const { areaCode } = useActor();
  const { message } = App.useApp();
  const [form] = Form.useForm<Fields>();
  const { submit, busy, refusal } = useKeyedSubmission(MoveCompoundDocument);
  const [wide, setWide] = useState(false);
  // Grids of the own community are what is mostly wanted, and are all there to be searched; a wider tree is opened branch by branch.
  const within = wide ? areaCode : (to ?? compound.grid.code).slice(0, communityDigits);
  const unplaced = useFieldRefusal(form, refusal, gridRefusals);
  const send = async () => {
    const { gridCode, reason } = await form.validateFields();
    if (!(await submit({ compoundId: compound.id, fromGridCode: compound.grid.code, gridCode, reason }))) return;
    void message.success(t('moved'));
    onDone();
  };
  return (
    <Form<Fields> form={form} layout="vertical" initialValues={{ gridCode: to }}>
      <p><b>{compound.name}</b> · {placeName(compound.grid)}</p>
      <p className="muted">{t('moveHint')}</p>
      <RefusalAlert refusal={unplaced} />
      <Form.Item name="gridCode" label={t('moveTo')} rules={[{ required: true, message: shell('required') }]}><AreaSelect key={within} within={within} /></Form.Item>
      {areaCode.length < communityDigits ? <Form.Item><Checkbox checked={wide} onChange={(event) => setWide(event.target.checked)}>{t('elsewhere')}</Checkbox></Form.Item> : null}
      <Form.Item name="reason" label={t('reason')} extra={t('reasonHint')} rules={[{ required: true, whitespace: true, message: shell('required') }]}><Input autoFocus maxLength={200} /></Form.Item>
      <Popconfirm title={t('moveConfirm')} okText={t('move')} onConfirm={() => void send()}>
        <Button type="primary" block loading={busy}>{t('move')}</Button>
      </Popconfirm>
    </Form>
  );
}
