import { placeName } from '../areas/place-name.ts';
import { useFormats } from '../language/use-formats.ts';
import { useTerms, useWords } from '../language/words.ts';
import { useWallAlerts } from './use-wall-alerts.ts';

/** Alerts as they come, newest first. */
export function AlertList({ areaCode }: { areaCode: string }) {
  const t = useWords('wall');
  const term = useTerms();
  const { moment, exactTime } = useFormats();
  const alerts = useWallAlerts(areaCode);
  if (alerts.length === 0) return <p className="wall-empty">{t('alertsEmpty')}</p>;
  return (
    <ul className="alert-list" aria-live="polite">
      {alerts.map((alert) => (
        <li key={alert.id} className={`alert-line state-${alert.state.toLowerCase()}`}>
          <time dateTime={alert.raisedAt} title={exactTime(alert.raisedAt)}>{moment(alert.raisedAt)}</time>
          <b>{term('AlertKind', alert.kind)}</b>
          <span className="alert-place">{alert.checkpoint.name} · {placeName(alert.area)}</span>
          <span className="alert-state">{term('AlertState', alert.state)}</span>
        </li>
      ))}
    </ul>
  );
}
