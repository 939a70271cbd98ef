import { useTranslation } from 'react-i18next';
import { useOnline, useSenderState } from '../device/device.tsx';
import { useOutboxCounts } from '../outbox/use-outbox.ts';
import { useSession } from '../login/session.ts';
import { Icon } from './icon.tsx';
import { goBack, navigate } from './route.ts';

interface BarProps {
  title: string;
  /** Line under the title. */
  detail?: string;
  /** Where the arrow leads when there is no way back; no arrow without it. */
  back?: string;
}

export function Bar({ title, detail, back }: BarProps) {
  const { t } = useTranslation();
  return (
    <header className="bar">
      {back ? (
        <button type="button" className="bar-back" aria-label={t('shell.back')} onClick={() => goBack(back)}>
          <Icon name="back" />
        </button>
      ) : null}
      <div className="bar-title">
        <h1>{title}</h1>
        {detail ? <p>{detail}</p> : null}
      </div>
      <UnsentChip />
    </header>
  );
}

/** On every screen: how much is on this phone alone, and whether the network is there. */
export function UnsentChip() {
  const { t } = useTranslation();
  const { unsent, refused, contradicted } = useOutboxCounts();
  const online = useOnline();
  const sending = useSenderState() === 'sending';
  const alarm = refused > 0 || contradicted > 0;
  const tone = alarm ? 'alarm' : unsent > 0 ? 'waiting' : 'clear';
  const label = unsent > 0 ? t('outbox.unsent', { count: unsent }) : t(contradicted > 0 ? 'outbox.attention' : 'outbox.allSent');
  return (
    <button type="button" className={`chip ${tone}`} data-unsent={unsent} aria-label={label} onClick={() => navigate('/outbox')}>
      {online ? null : <Icon name="offline" />}
      <Icon name={alarm ? 'warning' : sending ? 'refresh' : unsent > 0 ? 'wait' : 'check'} turning={sending && !alarm} />
      <span>{unsent > 0 || contradicted > 0 ? label : online ? t('outbox.clear') : t('shell.offline')}</span>
    </button>
  );
}

/** The token has run out: work goes on, sending waits. */
export function LapsedNotice() {
  const { t } = useTranslation();
  const session = useSession();
  if (!session?.lapsed) return null;
  return (
    <button type="button" className="notice warn" onClick={() => navigate('/login')}>
      <Icon name="warning" />
      <span>{t('login.lapsed')}</span>
      <strong>{t('login.again')}</strong>
    </button>
  );
}
