import { App, Button, Input, Modal, Popconfirm, Space, Tooltip } from 'antd';
import { useState } from 'react';
import type { Scope } from '@lianfang/contracts/access';
import type { RefusalNotice } from '../graph/refusal.ts';
import { useWords } from '../language/words.ts';
import { ScopedButton } from '../shell/permitted.tsx';
import { useTold } from '../shell/use-told.tsx';
import type { ProposalRow } from './proposal-table.tsx';

interface DecideProps {
  row: ProposalRow;
  scope: Scope;
  busy: boolean;
  refusal: RefusalNotice | null;
  /** Resolves with how many were refused, or null when the decision itself was. */
  approve(id: string): Promise<number | null>;
  reject(id: string, reason: string): Promise<boolean>;
  onDone(): void;
}

/** Approve or reject another person's proposal. The own one shows why it must wait. */
export function Decide({ row, scope, busy, refusal, approve, reject, onDone }: DecideProps) {
  const t = useWords('approval');
  const { message } = App.useApp();
  const [rejecting, setRejecting] = useState(false);
  useTold(refusal);
  if (row.own) return <Tooltip title={t('own')}><span tabIndex={0} className="muted">{t('own')}</span></Tooltip>;
  const onApprove = async () => {
    const refused = await approve(row.id);
    if (refused === null) return;
    void message.success(t('approved', { done: row.people - refused, refused }));
    onDone();
  };
  return (
    <Space size={8}>
      <Popconfirm title={t('approveSure', { count: row.people })} okText={t('approve')} onConfirm={() => void onApprove()}>
        <ScopedButton scope={scope} size="small" type="primary" loading={busy}>{t('approve')}</ScopedButton>
      </Popconfirm>
      <ScopedButton scope={scope} size="small" onClick={() => setRejecting(true)}>{t('reject')}</ScopedButton>
      <Reject open={rejecting} busy={busy} onClose={() => setRejecting(false)} onReject={async (reason) => {
        if (!(await reject(row.id, reason))) return;
        void message.success(t('rejected'));
        setRejecting(false);
        onDone();
      }} />
    </Space>
  );
}

function Reject({ open, busy, onClose, onReject }: { open: boolean; busy: boolean; onClose(): void; onReject(reason: string): Promise<void> }) {
  const t = useWords('approval');
  const [reason, setReason] = useState('');
  return (
    <Modal open={open} title={t('rejectTitle')} footer={null} destroyOnHidden onCancel={onClose}>
      <Input.TextArea rows={3} autoFocus maxLength={200} aria-label={t('rejectTitle')} value={reason} onChange={({ target }) => setReason(target.value)} />
      <Button danger type="primary" block style={{ marginTop: 12 }} disabled={!reason.trim()} loading={busy} onClick={() => void onReject(reason.trim())}>{t('reject')}</Button>
    </Modal>
  );
}
