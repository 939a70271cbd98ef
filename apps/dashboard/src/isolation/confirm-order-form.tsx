import { App, Button, Segmented } from 'antd';
import { useState } from 'react';
import { placeName } from '../areas/place-name.ts';
import { ConfirmOrderDocument } from '../generated/operations.ts';
import type { OrderMode, OrderRowFragment } from '../generated/operations.ts';
import { useKeyedSubmission } from '../graph/use-graph.ts';
import { useTerms, useWords } from '../language/words.ts';
import { RefusalAlert } from '../shell/states.tsx';
import { BedPicker } from './bed-picker.tsx';

const modes: readonly OrderMode[] = ['FACILITY', 'HOME', 'HOSPITAL'];

export function ConfirmOrderForm({ order, onDone }: { order: OrderRowFragment; onDone(): void }) {
  const t = useWords('isolation');
  const term = useTerms();
  const { message } = App.useApp();
  const [mode, setMode] = useState<OrderMode>(order.mode);
  const [bedId, setBedId] = useState<string | null>(null);
  const { submit, busy, refusal } = useKeyedSubmission(ConfirmOrderDocument);
  const confirm = async () => {
    if (!(await submit({ orderId: order.id, mode, bedId: mode === 'FACILITY' ? bedId : null }))) return;
    void message.success(t('confirmed'));
    onDone();
  };
  return (
    <>
      <RefusalAlert refusal={refusal} />
      <p className="muted">
        {placeName(order.area)}{order.household ? ` · ${order.household.address}` : ''} · {order.ruleVersion}: {t('days', { facility: order.facilityDays, home: order.homeDays })}
      </p>
      <Segmented block style={{ marginBottom: 16 }} value={mode} onChange={setMode} options={modes.map((value) => ({ value, label: term('OrderMode', value) }))} />
      {mode === 'FACILITY' ? <BedPicker optional value={bedId} onChange={setBedId} key={refusal?.code} /> : null}
      <Button type="primary" block style={{ marginTop: 12 }} loading={busy} onClick={() => void confirm()}>{t('confirm')}</Button>
    </>
  );
}
