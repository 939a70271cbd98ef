import { Alert } from 'antd';
import { useEffect, useState } from 'react';
import { Link } from 'react-router';
import { placeName } from '../areas/place-name.ts';
import { useWords } from '../language/words.ts';
import { CloseGlass } from './glass-tables.tsx';
import { useOpenings } from './use-openings.ts';
import type { OpenGlass } from './use-openings.ts';

/** Over every desk while a glass is open: where one looks, for how long still, and the way to end it. */
export function GlassBanner() {
  const openings = useOpenings();
  const now = useNow(openings.length > 0);
  return <>{openings.filter(({ until }) => Date.parse(until) > now).map((opening) => <OneOpening key={opening.id} opening={opening} now={now} />)}</>;
}

function OneOpening({ opening, now }: { opening: OpenGlass; now: number }) {
  const t = useWords('glass');
  return (
    <Alert
      className="glass-banner no-print"
      type="error"
      showIcon
      banner
      role="status"
      title={<>{t('banner', { area: placeName(opening.area) })} · <b className="numbers">{t('until', { left: clock(Date.parse(opening.until) - now) })}</b></>}
      action={<span className="glass-banner-actions"><Link to={`/ledgers/people?area=${opening.area.code}`}>{t('look')}</Link> <CloseGlass openingId={opening.id} /></span>}
    />
  );
}

function useNow(ticking: boolean): number {
  const [now, setNow] = useState(() => Date.now());
  useEffect(() => {
    if (!ticking) return;
    const timer = setInterval(() => setNow(Date.now()), 1_000);
    return () => clearInterval(timer);
  }, [ticking]);
  return now;
}

function clock(ms: number): string {
  const seconds = Math.max(0, Math.floor(ms / 1_000));
  const two = (value: number) => String(value).padStart(2, '0');
  return `${Math.floor(seconds / 3600)}:${two(Math.floor((seconds % 3600) / 60))}:${two(seconds % 60)}`;
}
