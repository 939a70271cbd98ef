import { Button, Form, Input, Select, Switch } from 'antd';
import { useState } from 'react';
import { useClient } from 'urql';
import { FindDoorDocument, MoveResidentDocument } from '../generated/operations.ts';
import { useSubmission } from '../graph/use-graph.ts';
import { useTerms, useWords } from '../language/words.ts';
import { useActor } from '../login/session.ts';
import { RefusalAlert } from '../shell/states.tsx';

interface Fields {
  leave?: boolean;
  householdId?: string;
  relation?: string;
}

/** Moves a person into another household, or out of all. */
export function MoveResidentForm({ person, onDone }: { person: { id: string; name: string; version: number }; onDone(): void }) {
  const t = useWords('register');
  const shell = useWords('shell');
  const [form] = Form.useForm<Fields>();
  const { submit, busy, refusal } = useSubmission(MoveResidentDocument);
  const leave = Form.useWatch('leave', form);
  const send = async (fields: Fields) => {
    const input = { personId: person.id, version: person.version, householdId: fields.leave ? null : (fields.householdId ?? null), relation: fields.relation?.trim() || null };
    if (await submit({ input })) onDone();
  };
  return (
    <Form<Fields> form={form} layout="vertical" onFinish={(fields) => void send(fields)}>
      <h2>{person.name}</h2>
      <RefusalAlert refusal={refusal} />
      <Form.Item name="leave" label={t('leave')} valuePropName="checked"><Switch /></Form.Item>
      {leave ? null : (
        <>
          <Form.Item name="householdId" label={t('moveTo')} extra={t('moveToHint')} rules={[{ required: true, message: shell('required') }]}><DoorSelect /></Form.Item>
          <Form.Item name="relation" label={t('relation')}><Input maxLength={20} /></Form.Item>
        </>
      )}
      <Button type="primary" htmlType="submit" block loading={busy}>{t('move')}</Button>
    </Form>
  );
}

/** A household, found by what stands on its door. */
function DoorSelect({ id, value, onChange }: { id?: string; value?: string; onChange?(id: string): void }) {
  const term = useTerms();
  const client = useClient();
  const { areaCode } = useActor();
  const [doors, setDoors] = useState<{ value: string; label: string }[]>([]);
  const search = async (text: string) => {
    if (!text.trim()) return;
    const { data } = await client.query(FindDoorDocument, { areaCode, search: text.trim() }).toPromise();
    setDoors((data?.households.edges ?? []).map(({ node }) => ({ value: node.id, label: node.occupancy === 'VACANT' ? `${node.address} (${term('Occupancy', 'VACANT')})` : node.address })));
  };
  return <Select id={id} value={value} onChange={onChange} showSearch={{ filterOption: false, onSearch: (text) => void search(text) }} options={doors} notFoundContent={null} />;
}
