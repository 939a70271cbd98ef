import { useTranslation } from 'react-i18next';

/** A bar of doors: reached, tried in vain, and the rest. */
export function Meter({ done, tried, total }: { done: number; tried: number; total: number }) {
  const { t } = useTranslation();
  const share = (part: number) => `${total > 0 ? (100 * part) / total : 0}%`;
  const percent = total > 0 ? Math.floor((100 * done) / total) : 100;
  return (
    <span className="meter" role="img" aria-label={t('sweep.progress', { done, total })}>
      <span className="meter-track">
        <span className="meter-done" style={{ width: share(done) }} />
        <span className="meter-tried" style={{ width: share(tried) }} />
      </span>
      <b>{percent}%</b>
    </span>
  );
}
