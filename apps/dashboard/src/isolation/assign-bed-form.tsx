import { App, Button } from 'antd';
import { useState } from 'react';
import { AssignBedDocument } from '../generated/operations.ts';
import type { OrderRowFragment } from '../generated/operations.ts';
import { createKeyring } from '../graph/keyring.ts';
import { useSubmission } from '../graph/use-graph.ts';
import { useWords } from '../language/words.ts';
import { RefusalAlert } from '../shell/states.tsx';
import { BedPicker } from './bed-picker.tsx';

export function AssignBedForm({ order, onDone }: { order: OrderRowFragment; onDone(): void }) {
  const t = useWords('isolation');
  const { message } = App.useApp();
  const [keyring] = useState(() => createKeyring());
  const [bedId, setBedId] = useState<string | null>(null);
  const { submit, busy, refusal } = useSubmission(AssignBedDocument);
  const assign = async () => {
    if (!bedId || !(await submit({ key: keyring.keyFor(bedId), orderId: order.id, bedId }))) return;
    void message.success(t('bedAssigned'));
    onDone();
  };
  return (
    <>
      <RefusalAlert refusal={refusal} />
      <BedPicker value={bedId} onChange={setBedId} key={refusal?.code} />
      <Button type="primary" block style={{ marginTop: 12 }} disabled={!bedId} loading={busy} onClick={() => void assign()}>{t('assignBed')}</Button>
    </>
  );
}
