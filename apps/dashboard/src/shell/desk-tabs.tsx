import { Tabs } from 'antd';
import type { TabsProps } from 'antd';
import { useNavigate, useParams } from 'react-router';

/** The pages of a desk side by side, each at an address of its own: `desk` and its key. The area stays chosen; the first is shown unless one is asked for. */
export function DeskTabs({ desk, items }: { desk: string; items: NonNullable<TabsProps['items']> }) {
  const { tab = items[0]?.key } = useParams();
  const navigate = useNavigate();
  return (
    <div className="panel">
      <Tabs activeKey={tab} destroyOnHidden items={items} onChange={(next) => void navigate({ pathname: `${desk}/${next}`, search: location.search })} />
    </div>
  );
}
