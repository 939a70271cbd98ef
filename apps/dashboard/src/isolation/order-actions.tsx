import { Modal, Space } from 'antd';
import { useState } from 'react';
import type { OrderRowFragment } from '../generated/operations.ts';
import { useWords } from '../language/words.ts';
import { ScopedButton } from '../shell/permitted.tsx';
import './isolation.css';
import { AssignBedForm } from './assign-bed-form.tsx';
import { ConfirmOrderForm } from './confirm-order-form.tsx';
import { DeclineOrderForm } from './decline-order-form.tsx';
import { ReleaseOrderForm } from './release-order-form.tsx';

interface OrderActionProps {
  order: OrderRowFragment;
  onDone(): void;
}

/** What the commission can do with an order where it stands. */
export function OrderActions({ order, onDone }: OrderActionProps) {
  if (order.state === 'PROPOSED') return <Decide order={order} onDone={onDone} />;
  if (order.state === 'CONFIRMED') return <Manage order={order} onDone={onDone} />;
  return null;
}

function Decide({ order, onDone }: OrderActionProps) {
  const t = useWords('isolation');
  const [opened, setOpened] = useState<'confirm' | 'decline' | null>(null);
  const done = () => {
    setOpened(null);
    onDone();
  };
  return (
    <Space size={8}>
      <ScopedButton scope="isolation:order" size="small" type="primary" onClick={() => setOpened('confirm')}>{t('confirm')}</ScopedButton>
      <ScopedButton scope="isolation:order" size="small" onClick={() => setOpened('decline')}>{t('decline')}</ScopedButton>
      <Modal open={opened === 'confirm'} width={720} title={`${t('confirmTitle')} · ${order.person.name}`} footer={null} destroyOnHidden onCancel={() => setOpened(null)}>
        <ConfirmOrderForm order={order} onDone={done} />
      </Modal>
      <Modal open={opened === 'decline'} title={`${t('decline')} · ${order.person.name}`} footer={null} destroyOnHidden onCancel={() => setOpened(null)}>
        <DeclineOrderForm orderId={order.id} onDone={done} />
      </Modal>
    </Space>
  );
}

function Manage({ order, onDone }: OrderActionProps) {
  const t = useWords('isolation');
  const [opened, setOpened] = useState<'bed' | 'release' | null>(null);
  const done = () => {
    setOpened(null);
    onDone();
  };
  return (
    <Space size={8}>
      {order.mode === 'FACILITY' ? (
        <ScopedButton scope="isolation:order" size="small" type={order.currentStay ? 'default' : 'primary'} onClick={() => setOpened('bed')}>{order.currentStay ? t('changeBed') : t('assignBed')}</ScopedButton>
      ) : null}
      <ScopedButton scope="isolation:order" size="small" onClick={() => setOpened('release')}>{t('release')}</ScopedButton>
      <Modal open={opened === 'bed'} width={720} title={`${t('assignBed')} · ${order.person.name}`} footer={null} destroyOnHidden onCancel={() => setOpened(null)}>
        <AssignBedForm order={order} onDone={done} />
      </Modal>
      <Modal open={opened === 'release'} title={`${t('release')} · ${order.person.name}`} footer={null} destroyOnHidden onCancel={() => setOpened(null)}>
        <ReleaseOrderForm order={order} onDone={done} />
      </Modal>
    </Space>
  );
}
