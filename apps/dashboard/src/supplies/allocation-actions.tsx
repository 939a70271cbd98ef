import { App, Button, Input, Popconfirm, Space, Table } from 'antd';
import { useState } from 'react';
import { ApproveAllocationDocument, IssueAllocationDocument, SignAllocationLineDocument } from '../generated/operations.ts';
import type { AllocationRowFragment } from '../generated/operations.ts';
import { useSubmission } from '../graph/use-graph.ts';
import { useFormats } from '../language/use-formats.ts';
import { useWords } from '../language/words.ts';
import { useScope } from '../login/session.ts';
import { ScopedButton } from '../shell/permitted.tsx';
import { useTold } from '../shell/use-told.tsx';

/** The next step of a plan: approve it, then issue it. */
export function AllocationSteps({ plan, onDone }: { plan: AllocationRowFragment; onDone(): void }) {
  const t = useWords('supply');
  const { message } = App.useApp();
  const approving = useSubmission(ApproveAllocationDocument);
  const issuing = useSubmission(IssueAllocationDocument);
  useTold(approving.refusal);
  useTold(issuing.refusal);
  const approve = async () => {
    if (!(await approving.submit({ allocationId: plan.id }))) return;
    void message.success(t('approved'));
    onDone();
  };
  const issue = async () => {
    if (!(await issuing.submit({ allocationId: plan.id }))) return;
    void message.success(t('issued'));
    onDone();
  };
  if (plan.state === 'PLANNED') return <ScopedButton scope="stock:write" size="small" type="primary" loading={approving.busy} onClick={() => void approve()}>{t('approve')}</ScopedButton>;
  if (plan.state !== 'APPROVED') return null;
  return (
    <Popconfirm title={t('issueSure')} onConfirm={() => void issue()}>
      <ScopedButton scope="stock:write" size="small" type="primary" loading={issuing.busy}>{t('issue')}</ScopedButton>
    </Popconfirm>
  );
}

/** The receivers of a plan; once the goods are on their way each signs for its own. */
export function AllocationLines({ plan, onChange }: { plan: AllocationRowFragment; onChange(): void }) {
  const t = useWords('supply');
  const { count, moment } = useFormats();
  const maySign = useScope('stock:write') && plan.state === 'ISSUED';
  return (
    <Table
      size="small"
      rowKey={(line) => line.place.id}
      pagination={false}
      dataSource={plan.lines}
      columns={[
        { title: t('receiver'), dataIndex: ['place', 'name'] },
        { title: t('headcount'), dataIndex: 'headcount', align: 'right' as const, render: (value: number | null) => (value === null ? '—' : count(value)) },
        { title: t('quantity'), align: 'right' as const, render: (_, line) => `${count(line.quantity)} ${plan.item.unit}` },
        {
          title: t('signedBy'),
          width: 320,
          render: (_, line) => {
            if (line.deliveredAt) return `${line.signedBy ?? ''} · ${moment(line.deliveredAt)}`;
            return maySign ? <SignLine allocationId={plan.id} placeId={line.place.id} onDone={onChange} /> : '—';
          },
        },
      ]}
    />
  );
}

function SignLine({ allocationId, placeId, onDone }: { allocationId: string; placeId: string; onDone(): void }) {
  const t = useWords('supply');
  const { message } = App.useApp();
  const [name, setName] = useState('');
  const { submit, busy, refusal } = useSubmission(SignAllocationLineDocument);
  useTold(refusal);
  const sign = async () => {
    if (name.trim() === '' || !(await submit({ allocationId, placeId, signedBy: name.trim() }))) return;
    void message.success(t('signed'));
    onDone();
  };
  return (
    <Space.Compact>
      <Input size="small" value={name} placeholder={t('signedBy')} aria-label={t('signedBy')} maxLength={40} onChange={(event) => setName(event.target.value)} onPressEnter={() => void sign()} />
      <Button size="small" type="primary" disabled={name.trim() === ''} loading={busy} onClick={() => void sign()}>{t('sign')}</Button>
    </Space.Compact>
  );
}
