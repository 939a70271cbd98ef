import { Alert, Button, Empty, Skeleton } from 'antd';
import type { ReactNode } from 'react';
import { useWords } from '../language/words.ts';
import { WhoCan } from './who-can.tsx';
import type { RefusalNotice } from '../graph/refusal.ts';
import type { Reading } from '../graph/use-graph.ts';

/** A refused action, in the server's words; the page adds what to do when no server answered. */
export function RefusalAlert({ refusal, onClose }: { refusal: RefusalNotice | null; onClose?: () => void }) {
  const t = useWords('shell');
  if (!refusal) return null;
  return (
    <Alert
      type="error"
      showIcon
      role="alert"
      style={{ marginBottom: 12 }}
      title={refusal.message ?? t('unreachable')}
      description={<><WhoCan refusal={refusal} /><span className="muted">{t('code')} {refusal.code}</span></>}
      closable={onClose ? { onClose } : false}
    />
  );
}

/** Shows the answer, or what stands in its place: still loading, or refused with a way on. */
export function Shown<TData>({ reading, rows = 6, children }: { reading: Reading<TData>; rows?: number; children: (data: TData) => ReactNode }) {
  const t = useWords('shell');
  if (reading.loading) return <Skeleton active paragraph={{ rows }} />;
  const failed = reading.refusal && (
    <Alert
      type={reading.data ? 'warning' : 'error'}
      showIcon
      role="alert"
      style={{ marginBottom: 12 }}
      title={t('readFailed')}
      description={<>{reading.refusal.message ?? t('unreachable')} <WhoCan refusal={reading.refusal} /></>}
      action={<Button size="small" onClick={reading.refetch}>{t('retry')}</Button>}
    />
  );
  return (
    <>
      {failed}
      {reading.data ? children(reading.data) : null}
    </>
  );
}

/** An empty list that says what to do next. */
export function Nothing({ text, children }: { text: string; children?: ReactNode }) {
  return (
    <Empty image={Empty.PRESENTED_IMAGE_SIMPLE} description={text}>
      {children}
    </Empty>
  );
}
