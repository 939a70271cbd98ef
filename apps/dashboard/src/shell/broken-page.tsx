import { CompassOutlined } from '@ant-design/icons';
import { Button, Result } from 'antd';
import { isRouteErrorResponse, Link, useRouteError } from 'react-router';
import { useWords } from '../language/words.ts';

/** What stands where a page threw, or where no page is. */
export function BrokenPage() {
  const t = useWords('shell');
  const error = useRouteError();
  if (isRouteErrorResponse(error) && error.status === 404) return <MissingPage />;
  return (
    <Result
      status="warning"
      title={t('pageBroke')}
      subTitle={t('pageBrokeHint')}
      extra={<Button type="primary" onClick={() => location.reload()}>{t('reload')}</Button>}
    >
      <pre className="muted">{error instanceof Error ? error.message : String(error)}</pre>
    </Result>
  );
}

export function MissingPage() {
  const t = useWords('shell');
  return <Result icon={<CompassOutlined className="muted" />} title={t('pageMissing')} subTitle={t('pageMissingHint')} extra={<Link to="/">{t('goHome')}</Link>} />;
}
