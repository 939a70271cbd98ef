import { DeleteOutlined } from '@ant-design/icons';
import { Button, InputNumber, Select, Space } from 'antd';
import { useState } from 'react';
import { placeName } from '../areas/place-name.ts';
import { ReceivingCheckpointsDocument } from '../generated/operations.ts';
import type { AllocationBasis, ReceivingCheckpointsQuery } from '../generated/operations.ts';
import { useReading } from '../graph/use-graph.ts';
import { useFormats } from '../language/use-formats.ts';
import { useWords } from '../language/words.ts';
import { shareByHeadcount } from './share.ts';

export interface Receiver {
  checkpointId: string;
  name: string;
  areaCode: string;
  headcount: number;
  quantity: number;
}

interface ReceiversProps {
  areaCode: string;
  basis: AllocationBasis;
  total: number;
  value: readonly Receiver[];
  onChange(receivers: Receiver[]): void;
}

type Checkpoint = ReceivingCheckpointsQuery['checkpoints']['edges'][number]['node'];

/** The checkpoints that receive; by headcount each shows what it will get. */
export function Receivers({ areaCode, basis, total, value, onChange }: ReceiversProps) {
  const t = useWords('supply');
  const { count } = useFormats();
  const [search, setSearch] = useState('');
  const reading = useReading({ query: ReceivingCheckpointsDocument, variables: { areaCode, search: search || null } });
  const found = (reading.data?.checkpoints.edges ?? []).map((edge) => edge.node).filter((one) => !value.some((receiver) => receiver.checkpointId === one.id));
  const shares = shareByHeadcount(total, value.map((receiver) => receiver.headcount));
  const change = (id: string, part: Partial<Receiver>) => onChange(value.map((receiver) => (receiver.checkpointId === id ? { ...receiver, ...part } : receiver)));
  return (
    <>
      <Space wrap style={{ marginBottom: 8 }}>
        <Select
          style={{ width: 320 }}
          showSearch={{ filterOption: false, onSearch: setSearch, searchValue: search }}
          value={null}
          placeholder={t('addReceiver')}
          aria-label={t('addReceiver')}
          loading={reading.loading}
          options={found.map((one) => ({ value: one.id, label: `${one.name} · ${placeName(one.area)}` }))}
          onChange={(id: string | null) => onChange([...value, ...found.filter((one) => one.id === id).map(receiverOf)])}
        />
        <Button disabled={found.length === 0} onClick={() => onChange([...value, ...found.map(receiverOf)])}>{t('addAll')}</Button>
      </Space>
      <div style={{ maxHeight: 260, overflow: 'auto' }}>
        {value.map((receiver, index) => (
          <div key={receiver.checkpointId} className="receiver">
            <span>{receiver.name}</span>
            {basis === 'HEADCOUNT' ? (
              <>
                <InputNumber size="small" min={0} precision={0} prefix={t('headcount')} value={receiver.headcount} onChange={(headcount) => change(receiver.checkpointId, { headcount: headcount ?? 0 })} />
                <span className="muted">{t('willGet', { count: count(shares[index] ?? 0) })}</span>
              </>
            ) : (
              <InputNumber size="small" min={1} precision={0} prefix={t('pieces')} value={receiver.quantity} onChange={(quantity) => change(receiver.checkpointId, { quantity: quantity ?? 1 })} />
            )}
            <Button type="text" size="small" icon={<DeleteOutlined />} aria-label={`${receiver.name} −`} onClick={() => onChange(value.filter((one) => one !== receiver))} />
          </div>
        ))}
      </div>
    </>
  );
}

function receiverOf(checkpoint: Checkpoint): Receiver {
  return { checkpointId: checkpoint.id, name: checkpoint.name, areaCode: checkpoint.area.code, headcount: checkpoint.headcount, quantity: 1 };
}
