import { DownOutlined } from '@ant-design/icons';
import { Dropdown, Skeleton } from 'antd';
import { Fragment } from 'react';
import { useWords } from '../language/words.ts';
import { useArea } from './use-area.ts';
import { useAreaPath } from './use-area-path.ts';

/** Where the desk looks: the way down to the area, and the areas below it to choose from. */
export function AreaBar() {
  const t = useWords('shell');
  const [code, choose] = useArea();
  const { path, children, reading } = useAreaPath(code);
  if (reading.loading) return <Skeleton.Input active size="small" />;
  return (
    <nav className="area-bar" aria-label={t('area')}>
      {path.map((area, index) => (
        <Fragment key={area.code}>
          {index > 0 ? <span className="divider">›</span> : null}
          <button type="button" className={area.code === code ? 'area-here' : ''} aria-current={area.code === code ? 'location' : undefined} onClick={() => choose(area.code)}>
            {area.name}
          </button>
        </Fragment>
      ))}
      {children.length > 0 ? (
        <Dropdown
          trigger={['click']}
          menu={{ items: children.map((child) => ({ key: child.code, label: child.name })), onClick: ({ key }) => choose(key), style: { maxHeight: 420, overflow: 'auto' } }}
        >
          <button type="button" aria-haspopup="menu">
            {t('lowerAreas')} <DownOutlined style={{ fontSize: 10 }} />
          </button>
        </Dropdown>
      ) : null}
    </nav>
  );
}
