import { App } from 'antd';
import { useEffect } from 'react';
import type { RefusalNotice } from '../graph/refusal.ts';
import { useWords } from '../language/words.ts';
import { WhoCan } from './who-can.tsx';

/** Shows the refusal of a button in a row as a notice, where an alert would have no place. */
export function useTold(refusal: RefusalNotice | null): void {
  const t = useWords('shell');
  const { notification } = App.useApp();
  useEffect(() => {
    if (!refusal) return;
    notification.error({ title: t('refused'), description: <>{refusal.message ?? t('unreachable')}<WhoCan refusal={refusal} /></>, placement: 'top', role: 'alert' });
  }, [refusal, notification, t]);
}
