import { Tabs } from 'antd';
import { useNavigate, useParams } from 'react-router';
import { useArea } from '../areas/use-area.ts';
import { useWords } from '../language/words.ts';
import { useActor } from '../login/session.ts';
import { DeskHead } from '../shell/desk-head.tsx';
import { CodeProposals } from './code-proposals.tsx';
import { OrderProposals } from './order-proposals.tsx';

/** 审批 desk: what one person may not decide alone waits here for another. */
export function ApprovalDesk() {
  const t = useWords('approval');
  const navigate = useNavigate();
  const { tab = 'codes' } = useParams();
  const { scopes } = useActor();
  const [areaCode] = useArea();
  const items = [
    ...(scopes.has('code:approve') ? [{ key: 'codes', label: t('codes'), children: <CodeProposals areaCode={areaCode} /> }] : []),
    ...(scopes.has('isolation:approve') ? [{ key: 'orders', label: t('orders'), children: <OrderProposals areaCode={areaCode} /> }] : []),
  ];
  return (
    <>
      <DeskHead title={t('title')} lead={t('lead')} />
      <div className="panel">
        <Tabs activeKey={tab} destroyOnHidden items={items} onChange={(next) => void navigate({ pathname: `/approvals/${next}`, search: location.search })} />
      </div>
    </>
  );
}
