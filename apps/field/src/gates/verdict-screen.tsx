import { useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import { UnsentChip } from '../shell/bar.tsx';
import { Icon } from '../shell/icon.tsx';
import { isFever, verdictStay } from './gate.rules.ts';
import type { ShownVerdict } from './gate.rules.ts';
import { signal } from './signals.ts';

interface VerdictScreenProps {
  verdict: ShownVerdict;
  temperature: number | null;
  onNext: () => void;
}

/** The whole screen in one colour, one big word and its reason; heard and felt too. A tap goes on at once. */
export function VerdictScreen({ verdict, temperature, onNext }: VerdictScreenProps) {
  const { t } = useTranslation();
  const { tone, reason, reasonText, personName } = verdict;
  const notTaken = reason === 'NOT_TAKEN';
  const stay = notTaken ? null : verdictStay(tone);
  useEffect(() => {
    signal(tone);
    if (stay === null) return;
    const timer = setTimeout(onNext, stay);
    return () => clearTimeout(timer);
  }, [tone, stay, onNext]);
  return (
    <div className={`verdict ${tone}`} role="alertdialog" aria-live="assertive" data-verdict={tone} data-reason={reason ?? ''} onClick={onNext}>
      <div className="verdict-top"><UnsentChip /></div>
      <div className="verdict-centre">
        <Icon name={tone === 'allowed' ? 'check' : tone === 'refused' ? 'cross' : 'wait'} />
        <p className="verdict-word">{notTaken ? t('verdict.notTaken') : t(`verdict.${tone}`)}</p>
        {tone === 'pending' && !notTaken ? <p className="verdict-sub">{t('verdict.toBeChecked')}</p> : null}
        {reasonText || reason ? <p className="verdict-reason">{reasonText ?? t(`reason.${reason ?? 'OFFLINE'}`)}</p> : null}
        <p className="verdict-person">
          {personName ? <span>{personName}</span> : null}
          {temperature !== null ? <span className={isFever(temperature) ? 'hot' : ''}>{temperature.toFixed(1)} ℃</span> : null}
        </p>
      </div>
      <p className="verdict-next">{t('verdict.tapForNext')}</p>
      {stay === null ? null : <div className="verdict-time" style={{ animationDuration: `${stay}ms` }} />}
    </div>
  );
}
