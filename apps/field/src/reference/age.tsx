import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Reference } from './use-reference.ts';
import { Icon } from '../shell/icon.tsx';

/** How old the list on the screen is, and a button to read it anew. */
export function Age<T>({ of }: { of: Reference<T> }) {
  const { t } = useTranslation();
  const now = useNow();
  const minutes = of.kept ? Math.floor((now - of.kept.at) / 60_000) : 0;
  const old = of.trouble !== null || minutes >= 30;
  return (
    <button type="button" className={old ? 'age old' : 'age'} onClick={of.refresh} disabled={of.loading}>
      <Icon name="refresh" turning={of.loading} />
      <span>
        {of.kept ? t('age.of', { age: ageText(t, minutes) }) : t('age.never')}
        {of.trouble && !of.loading ? ` · ${of.trouble.kind === 'refused' ? of.trouble.message : t(`age.${of.trouble.kind}`)}` : ''}
      </span>
    </button>
  );
}

type Translate = ReturnType<typeof useTranslation>['t'];

function ageText(t: Translate, minutes: number): string {
  if (minutes < 1) return t('age.now');
  if (minutes < 60) return t('age.minutes', { count: minutes });
  if (minutes < 48 * 60) return t('age.hours', { count: Math.floor(minutes / 60) });
  return t('age.days', { count: Math.floor(minutes / 1440) });
}

function useNow(): number {
  const [now, setNow] = useState(Date.now);
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), 20_000);
    return () => clearInterval(timer);
  }, []);
  return now;
}
