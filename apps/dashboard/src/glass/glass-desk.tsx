import { Modal } from 'antd';
import { useState } from 'react';
import { useWords } from '../language/words.ts';
import { useActor } from '../login/session.ts';
import { DeskHead } from '../shell/desk-head.tsx';
import { DeskTabs } from '../shell/desk-tabs.tsx';
import { ScopedButton } from '../shell/permitted.tsx';
import { BreakGlassForm } from './break-glass-form.tsx';
import { AreaGlass, OwnGlass } from './glass-tables.tsx';

/** 越权查看 desk: open, close, and see who looked into the own area. */
export function GlassDesk() {
  const t = useWords('glass');
  const { scopes } = useActor();
  const mine = scopes.has('glass:break');
  const [opening, setOpening] = useState(false);
  const watches = scopes.has('household:read') || scopes.has('audit:read') || scopes.has('account:manage');
  return (
    <>
      <DeskHead title={t('title')} lead={t('lead')}>
        <ScopedButton scope="glass:break" type="primary" danger onClick={() => setOpening(true)}>{t('begin')}</ScopedButton>
      </DeskHead>
      <DeskTabs
        desk="/glass"
        items={[
          ...(mine ? [{ key: 'mine', label: t('mine'), children: <OwnGlass /> }] : []),
          ...(watches ? [{ key: 'here', label: t('here'), children: <AreaGlass /> }] : []),
        ]}
      />
      <Modal open={opening} title={t('begin')} footer={null} destroyOnHidden onCancel={() => setOpening(false)}>
        <BreakGlassForm onDone={() => setOpening(false)} />
      </Modal>
    </>
  );
}
