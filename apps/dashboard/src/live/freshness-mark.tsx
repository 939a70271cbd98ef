import { Tooltip } from 'antd';
import { useEffect, useState } from 'react';
import { useFormats } from '../language/use-formats.ts';
import { useWords } from '../language/words.ts';
import { freshnessWith } from './freshness.ts';
import { useServerFreshness } from './server-freshness.ts';
import type { LivePhase } from './live.rules.ts';

interface FreshnessMarkProps {
  /** Time of the newest event in what is shown. */
  asOf: string | null;
  /** When the server last confirmed it. */
  confirmedAt: Date | null;
  phase: LivePhase;
}

/** Time of the data, how fresh it is, and whether the stream stands. */
export function FreshnessMark({ asOf, confirmedAt, phase }: FreshnessMarkProps) {
  const now = useNow(1000);
  const t = useWords('shell');
  const { exactTime, clockTime, ago } = useFormats();
  const server = useServerFreshness();
  const freshness = freshnessWith(confirmedAt, server, now);
  const streaming = phase === 'live';
  const hover = (
    <>
      <div>{t('dataTime')}: {asOf ? exactTime(asOf) : '—'}</div>
      <div>{t('confirmed')}: {confirmedAt ? exactTime(confirmedAt.toISOString()) : '—'}</div>
      {server?.live === 'stale' ? <div>{t('logAway')}: {server.lastEventAt ? exactTime(server.lastEventAt) : '—'}</div> : null}
    </>
  );
  return (
    <Tooltip title={hover}>
      <span className={`freshness freshness-${freshness}`} tabIndex={0} role="status">
        <i className={streaming ? 'freshness-dot beating' : 'freshness-dot'} aria-hidden />
        {t('dataTime')} {asOf ? clockTime(asOf) : '—'} · {server?.live === 'stale' ? t('logAway') : streaming ? t('live') : t('polling')}
        {confirmedAt && freshness !== 'fresh' ? ` · ${ago(confirmedAt, now)}` : ''}
      </span>
    </Tooltip>
  );
}

export function useNow(every: number): Date {
  const [now, setNow] = useState(() => new Date());
  useEffect(() => {
    const timer = setInterval(() => setNow(new Date()), every);
    return () => clearInterval(timer);
  }, [every]);
  return now;
}
