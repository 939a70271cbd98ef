import { useArea } from '../areas/use-area.ts';
import { useWords } from '../language/words.ts';
import { useActor } from '../login/session.ts';
import { DeskHead } from '../shell/desk-head.tsx';
import { DeskTabs } from '../shell/desk-tabs.tsx';
import { CodeProposals } from './code-proposals.tsx';
import { OrderProposals } from './order-proposals.tsx';

/** 审批 desk: what one person may not decide alone waits here for another. */
export function ApprovalDesk() {
  const t = useWords('approval');
  const { scopes } = useActor();
  const [areaCode] = useArea();
  const items = [
    ...(scopes.has('code:approve') ? [{ key: 'codes', label: t('codes'), children: <CodeProposals areaCode={areaCode} /> }] : []),
    ...(scopes.has('isolation:approve') ? [{ key: 'orders', label: t('orders'), children: <OrderProposals areaCode={areaCode} /> }] : []),
  ];
  return (
    <>
      <DeskHead title={t('title')} lead={t('lead')} />
      <DeskTabs desk="/approvals" items={items} />
    </>
  );
}
